/** checkov over every synthesized stack. */
const fast = require("../../jest.config.js");

module.exports = {
  ...fast,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/checkov/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 120_000,
};
