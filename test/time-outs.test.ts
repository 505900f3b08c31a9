/**
 * No test and no hook has a time-out of its own: a busy machine is not a failure, and a hook that is cut off fails
 * every test of its file with a message about time. What takes long is bounded by the step of CI that runs it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ownTimeOut = /jest\.setTimeout\(|^\s*\}, [\d_]+\);$|^\s*timeout: [\d_]+,?$/m;

const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));

test("no test file sets one", () => {
  expect(files.length).toBeGreaterThan(100);
  const found = files.filter((file) => ownTimeOut.test(readFileSync(join(__dirname, file), "utf8")));
  expect(found.filter((file) => file !== "time-outs.test.ts")).toEqual([]);
});

test("the slow tiers get an hour per test, which no machine that works needs", () => {
  expect(readFileSync(join(__dirname, "../jest.config.js"), "utf8")).toContain("testTimeout: 3_600_000,");
});
