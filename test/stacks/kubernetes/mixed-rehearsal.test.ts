/** The joining of two halves in a rehearsal: which stacks are one pilot, what crosses, and who may read it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rehearsal as sageMaker } from "../../../stacks/aws/rehearsal.js";
import { rehearsal as workspace } from "../../../stacks/databricks/rehearsal.js";
import { rehearsal as cluster } from "../../../stacks/kubernetes/rehearsal.js";
import type { Host, Json } from "../../../stacks/rehearsal/contract.js";
import { releaseText } from "../../../stacks/rehearsal/release-text.js";
import { UserError } from "../../../stacks/user-error.js";
import { drivenStacks, rehearsedPilots, sidesOf } from "../../../trial/rehearsed-pilot.js";
import { temporaryFolder } from "../../scratch.js";
import { type SynthesizedStack, synthesizeMixed } from "../../synth.js";

let stacks: ReadonlyMap<string, SynthesizedStack>;
beforeAll(async () => {
  stacks = await synthesizeMixed();
});

/** A copy of a half, which a test may break. */
function half(name: string): Json {
  const found = stacks.get(name);
  if (found === undefined) throw new Error(`${name} is missing; made were ${[...stacks.keys()].join(", ")}`);
  return JSON.parse(JSON.stringify(found.json));
}

/** The halves as an app folder holds them. */
function app(): string {
  const folder = temporaryFolder("app");
  const names = [...stacks.keys()];
  for (const name of names) {
    const file = join(folder, "stacks", name, "cdk.tf.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(half(name)));
  }
  const listed = names.map((name) => [name, { synthesizedStackPath: join("stacks", name, "cdk.tf.json") }]);
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(listed) }));
  return folder;
}

const [there, back, lake] = ["penguins-aws-kubernetes", "penguins-kubernetes-aws", "penguins-databricks-kubernetes"];
const namesOf = (named: readonly string[], folder: string) =>
  rehearsedPilots(named, folder).map(({ train, serve }) => [train.name, serve.name]);

describe("a mixed pilot", () => {
  test("is both of its stacks, by its own name and by the name of either", () => {
    const folder = app();
    const both = [`${there}-train`, `${there}-serve`];
    for (const named of [[String(there)], [`${there}-train`], [`${there}-serve`], both])
      expect(namesOf(named, folder)).toEqual([both]);
  });

  test("is rehearsed once where all pilots of the app are", () => {
    const all = [there, back, lake].map((name) => [`${name}-train`, `${name}-serve`]);
    expect(namesOf([], app()).sort()).toEqual(all.sort());
  });

  test.each([
    ["train", "serve"],
    ["serve", "train"],
  ])("is refused by any name without the half that does not %s", (kept, gone) => {
    const folder = app();
    rmSync(join(folder, "stacks", `${there}-${gone}`), { recursive: true });
    for (const named of [String(there), `${there}-${kept}`])
      expect(() => rehearsedPilots([named], folder)).toThrow(/half of a mixed pilot, and .* lacks .*run cdktf synth/);
  });

  test("is driven by the half that trains, and says of the other one that it is not", () => {
    const folder = app();
    const said: string[] = [];
    const driven = (named: readonly string[]) => drivenStacks(named, folder, (line) => said.push(line));
    expect(driven([String(there)]).map(({ name }) => name)).toEqual([`${there}-train`]);
    expect(() => driven([`${there}-serve`])).toThrow(UserError);
    expect(said).toEqual([]);
    expect(driven([]).every(({ name }) => name.endsWith("-train"))).toBe(true);
    expect(said.map((line) => line.split(":")[0]).sort()).toEqual(
      [there, back, lake].map((each) => `${each}-serve`).sort(),
    );
  });

  test("has halves that belong together", async () => {
    const pilots = rehearsedPilots([], app());
    const [one, other] = pilots;
    if (one === undefined || other === undefined) throw new Error("the example has several mixed pilots");
    await expect(sidesOf({ train: one.train, serve: other.serve })).rejects.toThrow(UserError);
    await expect(sidesOf({ train: one.serve, serve: one.train })).rejects.toThrow("the two halves of one mixed pilot");
    const { train, serve } = await sidesOf(one);
    expect([train.platform, serve.platform]).toEqual([one.train.ledger?.platform, one.serve.ledger?.platform]);
  });
});

/** Objects of a folder by their URI. */
function hostOf(): Host {
  const folder = temporaryFolder("objects");
  const at = (uri: string) => join(folder, uri.replace("://", "/"));
  const run = () => Promise.reject(new Error("nothing runs here"));
  return { has: () => true, read: (uri) => readFileSync(at(uri), "utf8"), at, run };
}

describe("what crosses", () => {
  test("from SageMaker is the folder of the archive, with the hash of the manifest in it", () => {
    const host = hostOf();
    const made = temporaryFolder("model");
    writeFileSync(join(made, "manifest.json"), '{"manifestVersion": 1}\n');
    const archive = "s3://bucket/models/run/train/output/model.tar.gz";
    mkdirSync(dirname(host.at(archive)), { recursive: true });
    execFileSync("tar", ["-czf", host.at(archive), "-C", made, "."]);
    const registered = { InferenceSpecification: { Containers: [{ ModelDataUrl: archive }] } };
    const sha256 = createHash("sha256").update('{"manifestVersion": 1}\n').digest("hex");
    const uri = "s3://bucket/models/run/train/output";
    expect(sageMaker.crossing?.(half(`${there}-train`), registered, host)).toEqual({ uri, sha256, lies: uri });
  });

  test("from a cluster is what its registry says", () => {
    const registered = { source: "s3://bucket/models/run/approved", tags: { sha256: "a".repeat(64) } };
    expect(cluster.crossing?.(half(`${back}-train`), registered, hostOf())).toEqual({
      ...{ uri: registered.source, sha256: "a".repeat(64), lies: registered.source },
    });
  });

  test("from a workspace is the folder of the bucket that its volume stands on", () => {
    const registered = { name: "penguins", tags: { run: "42", sha256: "b".repeat(64) } };
    const json = half(`${lake}-train`);
    const crossed = workspace.crossing?.(json, registered, hostOf());
    expect(crossed?.uri).toBe("s3://penguins-databricks-123456789012/pilot/models/42/approved");
    expect(crossed?.lies).toMatch(/^dbfs:\/Volumes\/.*\/models\/42\/approved$/);
    for (const volume of Object.values<Json>(json.resource.databricks_volume))
      volume.storage_location = volume.storage_location.replace(
        "s3://penguins-databricks-123456789012/",
        "abfss://models@account.dfs.core.windows.net/",
      );
    expect(workspace.crossing?.(json, registered, hostOf()).uri).toBe(
      "https://account.blob.core.windows.net/models/pilot/models/42/approved",
    );
    for (const { python_wheel_task: task } of json.resource.databricks_job.pipeline.task) {
      const at = task?.parameters?.indexOf("--approved") ?? -1;
      if (at >= 0) task.parameters[at + 1] = "/Workspace/elsewhere";
    }
    expect(() => workspace.crossing?.(json, registered, hostOf())).toThrow("lies in no volume of the stack");
  });
});

describe("the half that has the bucket", () => {
  test.each([
    [`${there}-train`, there],
    [`${back}-serve`, back],
  ])("%s lets the other half in to its own models alone", (name, pilot) => {
    const json = half(name);
    const of = (bucket: string, prefix = "models") => `s3://${bucket}/${prefix}/run/approved`;
    const own = `${pilot}-data-123456789012`;
    expect(() => sageMaker.admits?.(json, of(own))).not.toThrow();
    expect(() => sageMaker.admits?.(json, of("another-data-123456789012"))).toThrow("AccessDenied");
    expect(() => sageMaker.admits?.(json, of(own, "capture"))).toThrow("AccessDenied");
  });

  test("makes a role for the other half, or nothing crosses", () => {
    const json = half(`${there}-train`);
    delete json.resource.aws_iam_role.reader;
    expect(() => sageMaker.admits?.(json, "s3://b/models/x")).toThrow("no role for the other half");
  });
});

describe("SageMaker serves a model of another platform", () => {
  const listed = () => {
    const json = half(`${back}-serve`);
    const [model] = Object.values<Json>(json.resource.aws_sagemaker_model);
    const sha256: string = model.primary_container.environment.PILOT_MODEL_SHA256;
    const uri = `s3://${back}-data-123456789012/models/penguins-kubernetes-aws-pipeline-x7k2p/approved`;
    return { json, model, registry: new Map([[releaseText({ uri, sha256 }), {}]]), uri, sha256 };
  };
  const served = ({ json, registry }: Pick<ReturnType<typeof listed>, "json" | "registry">) =>
    sageMaker.served(json, registry, hostOf(), ["python", "-m", "pilot_image"]);

  test("as a folder that is not packed, and tells the image which manifest may serve", () => {
    const { uri, sha256, ...given } = listed();
    expect(served(given)).toMatchObject({
      release: "r1",
      command: ["python", "-m", "pilot_image", "serve"],
      environment: { PILOT_MODEL_SHA256: sha256 },
      model: { path: "/opt/ml/model", uri, isArchive: false },
    });
  });

  test("and no other one: not of another hash, not of another bucket, not without a hash", () => {
    const given = listed();
    expect(() => served({ ...given, registry: new Map() })).toThrow("which no run has registered");
    const source = given.model.primary_container.model_data_source.s3_data_source[0];
    const { s3_uri: own } = source;
    const uri = "s3://another-bucket/models/run/approved";
    source.s3_uri = `${uri}/`;
    const registry = new Map([[releaseText({ uri, sha256: given.sha256 }), {}]]);
    expect(() => served({ ...given, registry })).toThrow("AccessDenied");
    source.s3_uri = own.slice(0, -1);
    expect(() => served(given)).toThrow("end with a slash");
    source.s3_uri = own;
    delete given.model.primary_container.environment.PILOT_MODEL_SHA256;
    expect(() => served(given)).toThrow("PILOT_MODEL_SHA256");
  });
});

test("a cluster reads models in a folder of a bucket, and nothing beside them", async () => {
  const json = half(`${lake}-serve`);
  const deployments = Object.values<Json>(json.resource.kubernetes_deployment_v1);
  const [fetches] = deployments.flatMap(({ spec }) => spec.template.spec.init_container ?? []);
  const [uri, sha256] = fetches.args;
  expect(uri).toMatch(/^s3:\/\/[^/]+\/pilot\/models\//);
  const host = hostOf();
  const served = cluster.served(json, new Map([[releaseText({ uri, sha256 }), {}]]), host, []);
  mkdirSync(host.at(uri), { recursive: true });
  writeFileSync(join(host.at(uri), "manifest.json"), "{}");
  const bucket = uri.split("/").slice(0, 3).join("/");
  mkdirSync(host.at(`${bucket}/models`), { recursive: true });
  writeFileSync(host.at(`${bucket}/models/other`), "{}");
  const storage = await served.storage?.();
  if (storage === undefined) throw new Error("the first container reads a bucket");
  const asked = async (key: string) => {
    const url = `${storage.environment["AWS_ENDPOINT_URL"]}/${bucket.split("/")[2]}/${key}`;
    return (await fetch(url)).status;
  };
  const statuses = [await asked(`${uri.slice(bucket.length + 1)}/manifest.json`), await asked("models/other")];
  await storage.stop();
  expect(statuses).toEqual([200, 403]);
});
