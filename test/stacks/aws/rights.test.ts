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

// docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html (2026-10): to register a target;
// github.com/aws/containers-roadmap/issues/1152 (2020): to delete a repository with a key of one's own
test.each(["sagemaker:UpdateEndpointWeightsAndCapacities", "kms:RetireGrant"])(
  "%s, which no emulator asks for",
  (action) => expect(rights.flatMap(({ actions }) => actions)).toContain(action),
);
