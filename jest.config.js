/**
 * One project per tier. `npm test` runs `fast`, `npm run test:<tier>` another one; a path runs what lies there.
 * The fast tests need nothing but Node.
 */
const folders = ["constructs", "stacks", "review", "trial", "cli", "docs", "examples", "test"].map(
  (folder) => `<rootDir>/${folder}`,
);

/** Tiers with a folder of their own. */
const tiers = [
  "add",
  "apply",
  "browser",
  "changes",
  "checkov",
  "copy-out",
  "docs-run",
  "init",
  "interpreters",
  "longevity",
  "oracles",
  "plan",
];

const base = (displayName) => ({
  displayName,
  roots: folders,
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
});

/**
 * A tier whose runner keeps the modules of a test file for the next one, in one process: loading cdktf and the bindings
 * once per file took half of the time of the fast tests. It has no module mocks and no time-outs.
 */
const light = (displayName, testMatch, setupFiles) => ({
  ...base(displayName),
  runner: "jest-light-runner",
  // the runner loads files itself; jest would load Babel for its own default
  transform: {},
  setupFiles,
  testMatch: [testMatch],
});

const fast = {
  ...light("fast", "<rootDir>/test/**/*.test.ts", ["<rootDir>/test/setup.js"]),
  testPathIgnorePatterns: [
    "/node_modules/",
    "\\.process\\.test\\.ts$",
    ...tiers.map((tier) => `<rootDir>/test/${tier}/`),
  ],
};

/** A tier that starts processes: what takes long is bounded by the step of CI that runs it, not by a hook. */
const slow = (displayName, testMatch, more = {}) => ({
  ...base(displayName),
  setupFiles: ["<rootDir>/test/quick-cdktf.js"],
  setupFilesAfterEnv: ["<rootDir>/test/remove-temporary-folders.js"],
  testMatch: [testMatch],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  ...more,
});

const packed = { globalSetup: "<rootDir>/test/add/pack.ts", globalTeardown: "<rootDir>/test/add/remove-packed.ts" };

module.exports = {
  maxWorkers: 1,
  // Not per project: jest reads it here only. A busy machine is no failure.
  testTimeout: 3_600_000,
  projects: [
    fast,
    slow("process", "<rootDir>/test/**/*.process.test.ts"),
    ...tiers.map((tier) => {
      const files = `<rootDir>/test/${tier}/**/*.test.ts`;
      // Its files synthesize over and over. It has two processes, because a rehearsal waits for what it starts.
      if (tier === "interpreters")
        return {
          ...light(tier, files, ["<rootDir>/test/quick-cdktf.js", "<rootDir>/test/typescript.js"]),
          runner: "jest-light-runner/child-process",
        };
      return slow(tier, files, tier === "add" ? packed : {});
    }),
  ],
};
