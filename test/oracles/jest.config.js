/** The oracles that speak Node: reference data of a platform, held against the synthesized stacks. */
module.exports = {
  ...require("../../jest.config.js"),
  rootDir: "../..",
  roots: ["<rootDir>/test/oracles"],
  testMatch: ["<rootDir>/test/oracles/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
