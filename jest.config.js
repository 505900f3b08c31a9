/** The fast tests: no terraform, no network, nothing but Node. The tiers that run real tools have configs beside their tests. */
module.exports = {
  roots: ["constructs", "stacks", "review", "cli", "docs", "test"].map((folder) => `<rootDir>/${folder}`),
  setupFiles: ["<rootDir>/test/setup.js"],
  maxWorkers: "100%",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/plan/",
    "<rootDir>/test/apply/",
    "<rootDir>/test/oracles/",
    "<rootDir>/test/interpreters/",
    "<rootDir>/test/browser/",
    "<rootDir>/test/add/",
    "<rootDir>/test/copy-out/",
    "<rootDir>/test/docs-run/",
    "<rootDir>/test/init/",
    "<rootDir>/test/checkov/",
  ],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
};
