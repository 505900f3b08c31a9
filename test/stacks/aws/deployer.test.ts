/** docs/deployer.md: the rights to deploy, by resource type, for every type that a stack of the pilot can hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { synthesizePilot, variants } from "../../synth.js";

const page = readFileSync(join(__dirname, "../../../docs/deployer.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| `aws_"))
  .map((line) => line.split(" | "));
const code = (cell: string | undefined) => [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? "");

/** What the variants of every platform leave out. */
const more: Readonly<Record<string, (input: PilotSpecInput) => void>> = {
  "brake, async": (input) => {
    variants["phase 2"]?.(input);
    input.budget = { ...input.budget, brake: true };
    Object.assign(input.aws ?? {}, { endpointKind: "async" });
  },
};

test("lists every resource type of every variant, each once, and no other", async () => {
  const types = new Set<string>(["aws_servicequotas_service_quota"]); // the stack aws-quotas
  for (const change of Object.values({ ...variants, ...more })) {
    const aws = await synthesizePilot("aws", change);
    expect(aws?.problems).toEqual([]);
    for (const { type } of aws?.resources ?? []) types.add(type.replace("data.", ""));
  }
  types.delete("terraform_data"); // Terraform's own: it asks for no right
  const listed = rows.flatMap(([types]) => code(types));
  expect([...listed].sort()).toEqual([...types].sort());
});

test("names rights, and shortens reads only", () => {
  expect(rows.length).toBeGreaterThan(10);
  for (const [, rights] of rows) {
    const named = code(rights).filter(
      (text) => !text.includes(".amazonaws.com") && !text.startsWith("onDestroy") && text !== "aws-quotas",
    );
    expect(named.length).toBeGreaterThan(2);
    for (const right of named) {
      expect(right).toMatch(/^[a-z0-9-]+:[A-Z]\w+\*?$/);
      if (right.endsWith("*")) expect(right).toMatch(/:(Get|Describe|List|GenerateDataKey)/);
    }
  }
});
