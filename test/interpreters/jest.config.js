/** Pipelines run as processes of the portable image: Python and its locked packages are needed, no network. */
const fast = require("../../jest.config.js");

module.exports = {
  ...fast,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/interpreters/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 300_000,
  maxWorkers: 1,
};
