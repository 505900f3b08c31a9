/** Every code block of README and docs, run, and the pages of the constructs: apps and shells, too slow for the fast tests. */
module.exports = {
  rootDir: "../..",
  roots: ["constructs", "stacks", "cli", "docs", "test"].map((folder) => `<rootDir>/${folder}`),
  setupFiles: ["<rootDir>/test/setup.js"],
  testMatch: ["<rootDir>/test/docs-run/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  testTimeout: 120_000,
};
