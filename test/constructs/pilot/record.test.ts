import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformOutput } from "cdktf";
import { RECORD, record } from "../../../constructs/pilot/record.js";
import { root } from "../../scratch.js";
import { synthesizeScope } from "../../synth.js";

test("an entry hangs on its construct and changes nothing in the stack", () => {
  const build = (recorded: boolean) =>
    synthesizeScope((stack) => {
      const output = new TerraformOutput(stack, "output", { value: "x" });
      if (recorded) record(output, { box: "endpoint", owner: "ml@example.com" });
    });
  const { json, stack, problems } = build(true);
  expect(json).toEqual(build(false).json);
  expect(problems).toEqual([]);
  expect(
    stack.node
      .findChild("output")
      .node.metadata.filter(({ type }) => type === RECORD)
      .map(({ data }) => data),
  ).toEqual([{ box: "endpoint", owner: "ml@example.com" }]);
});

test("it loads nothing: a copied construct drags in this one file", () => {
  const source = readFileSync(join(root, "constructs/pilot/record.ts"), "utf8");
  expect([...source.matchAll(/^import (type )?.*$/gm)].every(([, type]) => type === "type ")).toBe(true);
});
