/** `add` and the package as somebody has them who knows nothing but the packed file. Needs a package registry. */
module.exports = {
  rootDir: "../..",
  testMatch: ["<rootDir>/test/add/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
  globalSetup: "<rootDir>/test/add/pack.ts",
  globalTeardown: "<rootDir>/test/add/remove-packed.ts",
  testTimeout: 600_000,
};
