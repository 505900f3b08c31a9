/** The review's HTML in a real browser: headless Chromium, nothing but files of this machine. */
module.exports = {
  rootDir: "../..",
  testMatch: ["<rootDir>/test/browser/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
  testTimeout: 120_000,
};
