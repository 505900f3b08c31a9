/**
 * `rehearse` of the example on a platform that has a registry of its own, from a spec without an image to an export
 * that is verified outside.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { readStacks } from "../../review/review.js";
import { type PlatformId, platformIds } from "../../stacks/pilot-spec/schema.js";
import { sealOf, thisMachine } from "../../trial/evidence/schema.js";
import { findPython } from "../../trial/python.js";
import { rehearse } from "../../trial/rehearse.js";
import { score } from "../../trial/score.js";
import { screen } from "../../trial/screen.js";
import { root, temporaryFolder } from "../scratch.js";
import { cache, fillCache } from "./environments.js";
import { synthesizeIn } from "./own-app.js";

/**
 * Rehearses the example on a platform.
 * @param python the version of Python that the platform has, such as `3.12`. @default - that of the image
 */
export function describeRehearsal(platform: PlatformId, python?: string): void {
  const dir = temporaryFolder(`rehearse-${platform}`);
  const evidence = join(dir, "trial");
  let app: string;
  const name = `penguins-${platform}`;

  beforeAll(() => {
    fillCache();
    const spec = parseDocument(readFileSync(join(root, "examples/penguins/pilot.yaml"), "utf8"));
    for (const id of platformIds)
      if (id !== platform) for (const path of [[id], ["operators", id]]) spec.deleteIn(path);
    app = synthesizeIn(dir, String(spec));
  });

  test("a pilot goes through the gate into its registry, serves, rolls there and back, and leaves", async () => {
    const [stack] = readStacks([name], app);
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
    expect(lines).toContain(`${name}: starting MLflow`);
    expect(records.map(({ what, ended }) => `${what} ${ended}`)).toEqual([
      ...["workflow succeeded", "network succeeded", "hardware succeeded", "workflow succeeded", "benchmark succeeded"],
      ...["load succeeded", "release succeeded", "export succeeded"],
    ]);
    for (const record of records) {
      expect([record.where, record.platform, record.sha256]).toEqual([thisMachine, platform, sealOf(record)]);
    }
    const [workflow, network, , , , loaded, release, exported] = records;
    expect(workflow?.numbers.filter((each) => each.name === "stepSeconds").map(({ subject }) => subject)).toEqual([
      ...["probe", "prepare", "train", "evaluate", "gate", "register"],
    ]);
    expect(network?.facts.map(({ value }) => value)).toEqual(["held", "held", "held", "held"]);
    expect(loaded?.numbers.find((each) => each.name === "latencyMilliseconds")?.values).toHaveLength(120);
    expect(release?.numbers.find((each) => each.name === "failedRequests")?.values).toEqual([0]);
    expect(exported?.facts).toEqual([{ name: "verified", value: expect.stringMatching(/predictions? reproduced/) }]);
    expect(screen(rehearsed).join("\n")).toMatch(/register +\d/);
    const { version } = findPython(undefined, python);
    expect(workflow?.facts).toContainEqual({ name: "python", value: version });
    const page = score({ app, evidence, today: new Date() }).lines.join("\n");
    expect(page).toContain(`this machine, as ${platform}`);
  });
}
