/** The apply tier: real terraform, the real provider and the cdktf CLI against an emulated AWS and a fake of Azure. */
const fast = require("../../jest.config.js");

module.exports = {
  ...fast,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/apply/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // Most of the time is waiting for the provider, which waits for S3: so more at once than there are cores.
  maxWorkers: 4,
  testTimeout: 600_000,
};
