/** Every construct copied alone into somebody else's project: the compiler and the copies' own app run as processes. */
module.exports = {
  rootDir: "../..",
  roots: ["<rootDir>/constructs", "<rootDir>/stacks", "<rootDir>/test"],
  testMatch: ["<rootDir>/test/copy-out/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  testTimeout: 120_000,
};
