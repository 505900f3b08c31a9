/** `deployer` and docs/deployer.md say the same: the page is for people, the data makes the policy. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rights } from "../../../stacks/aws/rights.js";

const page = readFileSync(join(__dirname, "../../../docs/deployer.md"), "utf8");
const table = page.split("\n").filter((line) => line.startsWith("| `aws_"));
const named = (pattern: RegExp) =>
  new Set(table.flatMap((line) => [...line.matchAll(pattern)].map(([, text]) => text ?? "")));

test("the same rights", () => {
  const printed = new Set(rights.flatMap(({ actions }) => actions));
  expect([...printed].sort()).toEqual([...named(/`([a-z0-9-]+:[A-Z]\w+\*?)`/g)].sort());
});

test("the same types", () => {
  expect([...new Set(rights.flatMap(({ types }) => types))].sort()).toEqual([...named(/`(aws_\w+)`/g)].sort());
});
