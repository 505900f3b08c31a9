/** `rehearse` of the example in a workspace, from a spec without an image to an export that is verified outside. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { readStacks } from "../../review/review.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { sealOf, thisMachine } from "../../trial/evidence/schema.js";
import { findPython } from "../../trial/python.js";
import { rehearse } from "../../trial/rehearse.js";
import { score } from "../../trial/score.js";
import { screen } from "../../trial/screen.js";
import { root, temporaryFolder } from "../scratch.js";

const dir = temporaryFolder("rehearse-workspace");
const [app, evidence] = ["cdktf.out", "trial"].map((name) => join(dir, name)) as [string, string];
// environments of the product, kept for the next run of the tests
const cache = join(root, ".cache/python");

beforeAll(() => {
  symlinkSync(join(root, "examples"), join(dir, "examples"));
  const spec = parseDocument(readFileSync(join(root, "examples/penguins/pilot.yaml"), "utf8"));
  for (const id of platformIds)
    if (id !== "databricks") for (const path of [[id], ["operators", id]]) spec.deleteIn(path);
  writeFileSync(join(dir, "pilot.yaml"), String(spec));
  writeFileSync(join(dir, "app.sh"), `#!/bin/sh\ncd ${root} && exec node --import tsx stacks/main.ts\n`);
  chmodSync(join(dir, "app.sh"), 0o755);
  const context = { spec: join(dir, "pilot.yaml") };
  writeFileSync(join(dir, "cdktf.json"), JSON.stringify({ app: "./app.sh", context }));
  const env = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify(context), CDKTF_OUTDIR: app };
  const made = spawnSync("./app.sh", { cwd: dir, env, encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
});

test("a pilot goes from its wheel through the gate, serves by the platform's route, rolls, and leaves", async () => {
  const [stack] = readStacks(["penguins-databricks"], app);
  if (stack === undefined) throw new Error("the spec makes no stack");
  expect(stack.ledger?.phase).toBe(0);
  const lines: string[] = [];
  const rehearsed = await rehearse({
    ...{ stack, app, evidence, cache, requests: 120, concurrency: 3 },
    own: { root, name: "cdktf-ml-pilot", version: "0.0.0" },
    said: (line) => lines.push(line),
  });
  const { problem, records } = rehearsed;
  expect(problem).toBeUndefined();
  expect(lines).toContain("penguins-databricks: starting MLflow");
  expect(records.map(({ what, ended }) => `${what} ${ended}`)).toEqual([
    ...["workflow succeeded", "network succeeded", "hardware succeeded", "workflow succeeded", "benchmark succeeded"],
    ...["load succeeded", "release succeeded", "export succeeded"],
  ]);
  for (const record of records) {
    expect([record.where, record.platform, record.sha256]).toEqual([thisMachine, "databricks", sealOf(record)]);
  }
  const [workflow, network, , , , loaded, release, exported] = records;
  expect(workflow?.numbers.filter(({ name }) => name === "stepSeconds").map(({ subject }) => subject)).toEqual([
    ...["probe", "prepare", "train", "evaluate", "gate", "register"],
  ]);
  expect(network?.facts.map(({ value }) => value)).toEqual(["held", "held", "held", "held"]);
  expect(loaded?.numbers.find(({ name }) => name === "latencyMilliseconds")?.values).toHaveLength(120);
  expect(release?.numbers.find(({ name }) => name === "failedRequests")?.values).toEqual([0]);
  expect(exported?.facts).toEqual([{ name: "verified", value: expect.stringMatching(/predictions? reproduced/) }]);
  expect(screen(rehearsed).join("\n")).toMatch(/register +\d/);
  const { version } = findPython(undefined, "3.12");
  expect(workflow?.facts).toContainEqual({ name: "python", value: version });
  const page = score({ app, evidence, today: new Date() }).lines.join("\n");
  expect(page).toContain("this machine, as databricks");
});
