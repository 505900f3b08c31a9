/**
 * `rehearse` of a mixed pilot, from a spec without an image to an export: the half that trains by its own interpreter,
 * the half that serves by the cluster's, and in between a model by URI and hash.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Registry, Served } from "../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { Crossings } from "../../trial/crossings.js";
import { sealOf, thisMachine } from "../../trial/evidence/schema.js";
import { LocalHost } from "../../trial/host.js";
import { rehearse } from "../../trial/rehearse.js";
import { rehearsedPilots, type Side } from "../../trial/rehearsed-pilot.js";
import { score } from "../../trial/score.js";
import { screen } from "../../trial/screen.js";
import { blocksBeside, specOf, stacksInPhase } from "../../trial/variants.js";
import { root, temporaryFolder } from "../scratch.js";
import { withOwnStorage } from "../stacks/kubernetes/own-storage.js";
import { exampleInput } from "../synth.js";
import { cache, fillCache } from "./environments.js";
import { synthesizeIn } from "./own-app.js";

const dir = temporaryFolder("rehearse-mixed");
const evidence = join(dir, "trial");
let app: string;
const name = "penguins-aws-kubernetes";

beforeAll(() => {
  fillCache();
  const spec = parseDocument(readFileSync(join(root, "examples/penguins/pilot.mixed.yaml"), "utf8"));
  for (const path of [["databricks"], ["operators", "databricks"], ["aws", "releases"], ["image", "digest"]])
    spec.deleteIn(path);
  spec.setIn(["aws", "live"], null);
  spec.set("mixed", [{ train: "aws", serve: "kubernetes" }]);
  app = synthesizeIn(dir, String(spec));
});

test("a mixed pilot trains on one platform and serves on the other, and no model of another hash", async () => {
  const [pilot] = rehearsedPilots([name], app);
  if (pilot === undefined) throw new Error("the spec makes no mixed pilot");
  const rehearsed = await rehearse({
    ...{ stack: pilot.train, serve: pilot.serve, app, evidence, cache, requests: 60, concurrency: 3 },
    own: { root, name: "cdktf-ml-pilot", version: "0.0.0" },
    said: () => {},
  });
  const { problem, records, stack } = rehearsed;
  expect([problem, stack]).toEqual([undefined, `${name}-train and ${name}-serve`]);
  const trained = (what: string) => `${what} succeeded of ${name}-train as ${pilot.train.ledger?.platform}`;
  const served = (what: string) => `${what} succeeded of ${name}-serve as ${pilot.serve.ledger?.platform}`;
  expect(records.map((each) => `${each.what} ${each.ended} of ${each.stack} as ${each.platform}`)).toEqual([
    ...["workflow", "network", "hardware", "workflow", "benchmark"].map(trained),
    ...["load", "release"].map(served),
    trained("export"),
  ]);
  for (const record of records) expect([record.where, record.sha256]).toEqual([thisMachine, sealOf(record)]);
  expect(new Set(records.map(({ stackHash }) => stackHash)).size).toBe(2);
  expect(records[5]?.facts).toEqual([{ name: "otherHashRefused", value: true }]);
  const lines = screen(rehearsed).join("\n");
  expect(lines).toContain(`${name}-train and ${name}-serve, rehearsed on this machine`);
  expect(lines).toContain("a model of another hash did not serve");
  const { columns } = score({ app, evidence, today: new Date() }).card;
  const here = columns.filter(({ isHere }) => isHere);
  expect(here.map(({ stack: of, proofs }) => [of, ...proofs.map(({ verdict }) => verdict)])).toEqual([
    [`${name}-train`, "passed here", "passed here", "passed here", "passed here", "not measured"],
    [`${name}-serve`, "passed here", "not measured", "not measured", "not measured", "not measured"],
  ]);
});

test("a half that serves by any hash is found", async () => {
  const host = new LocalHost({ image: temporaryFolder("image"), python: "/usr", network: join(root, "trial/network") });
  const uri = "s3://bucket/models/run";
  const sha256 = "a".repeat(64);
  const side = (program: string) => {
    const served = (json: object): Served => ({
      ...{ release: "r1", environment: {}, portVariables: ["PORT"], port: 8080, roots: {} },
      command: [process.execPath, "-e", program, JSON.stringify(json)],
      routes: { readiness: "/ping", scoring: "/score" },
    });
    const rehearsal = { crossing: () => ({ uri, sha256, lies: uri }), served };
    return { stack: { name: "half" }, platform: "half", rehearsal } as unknown as Side;
  };
  const refusing = async (program: string) => {
    const half = side(program);
    const crossings = new Crossings(half, half, host);
    crossings.add({}, {});
    const servedOf = ({ json }: { json: Synthesized }, _: Registry) => half.rehearsal.served(json, new Map(), host, []);
    await crossings.refusesAnother({ json: { sha256 } } as never, servedOf);
  };
  const answers = "require('http').createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1');";
  try {
    await expect(refusing(answers)).rejects.toThrow("serves s3://bucket/models/run by a hash that its manifest");
    await refusing(`if (!process.argv[1].includes("${sha256}")) process.exit(1); ${answers}`);
  } finally {
    host.dispose();
  }
});

test("a later phase of a pilot keeps the cloud that makes its bucket, which has no pilot of its own", async () => {
  const file = join(dir, "storage.json");
  writeFileSync(file, JSON.stringify(exampleInput(withOwnStorage)));
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const uri = "s3://penguins-kubernetes-data-123456789012/models/run/approved";
  const releases = { r1: `${uri}@sha256:${"a".repeat(64)}` };
  const made = { root: dir, file, platform: "kubernetes" as const, digest, scratch: temporaryFolder("phase") };
  const { train, serve } = await stacksInPhase({ ...made, besides: ["aws"] }, { releases, live: "r1" });
  expect([train, train.name, train.ledger?.live]).toEqual([serve, "penguins-kubernetes", "r1"]);
  expect(JSON.stringify(train.json.resource)).toContain(uri);
  expect(train.byAddress.has("aws_s3_bucket.data-bucket")).toBe(true);
  expect(blocksBeside(train, specOf(file))).toEqual(["aws"]);
  const alone = stacksInPhase({ ...made, scratch: temporaryFolder("phase") }, { releases, live: "r1" });
  await expect(alone).rejects.toThrow("the block aws is missing");
});
