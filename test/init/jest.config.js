/** The start in somebody's own repo: the packed package in an empty folder. Needs a package registry. */
module.exports = {
  rootDir: "../..",
  testMatch: ["<rootDir>/test/init/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
  testTimeout: 600_000,
};
