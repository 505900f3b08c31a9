/** The plan tier: real terraform, real providers, nothing reachable but loopback. */
const fast = require("../../jest.config.js");

module.exports = {
  ...fast,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/plan/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 300_000,
};
