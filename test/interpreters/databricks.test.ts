/**
 * What Terraform applies is what ran: the synthesized Job runs from the wheel of the real image, in an environment of
 * its lock that pip made with every hash, registers at MLflow's own server, and MLflow's own server serves it.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startGateway } from "../../stacks/databricks/rehearsal/gateway.js";
import { readJob, runJob } from "../../stacks/databricks/rehearsal/job.js";
import { Privileges } from "../../stacks/databricks/rehearsal/privileges.js";
import { requestBody } from "../../stacks/databricks/rehearsal/request-body.js";
import { rehearsal } from "../../stacks/databricks/rehearsal.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import type { Host, Json, Outcome, StepResult } from "../../stacks/rehearsal/contract.js";
import { versionsOf } from "../../stacks/rehearsal/mlflow.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { startCompanion } from "../../trial/companion.js";
import { LocalHost } from "../../trial/host.js";
import { installer } from "../../trial/packages.js";
import { Processes } from "../../trial/processes.js";
import { findPython } from "../../trial/python.js";
import { start } from "../../trial/serving.js";
import { buildWheel, type Wheel } from "../../trial/wheel.js";
import { root, temporaryFolder } from "../scratch.js";
import { synthesizePilot } from "../synth.js";
import { cache, environmentOf, fillCache } from "./environments.js";

const example = join(root, "examples/penguins/image");
const volumes = "dbfs:/Volumes/penguins/pilot";
const processes = new Processes();
const python = findPython(undefined, "3.12");
// environments of the product, kept for the next run of the tests
const made = { python, processes, said: () => {}, cache };
let host: LocalHost;
let wheel: Wheel;
let registry: string;
/** The run that the tests of the endpoint serve. */
let first: Outcome;

/** The example with the wheel, which a test may break. */
async function stackOf(change: (input: PilotSpecInput) => void = () => {}): Promise<Json & Synthesized> {
  const stack = await synthesizePilot("databricks", (input) => {
    input.image = { digest: wheel.digest };
    input.training = { ...input.training, retries: 0 };
    if (input.databricks) input.databricks.wheelDigest = wheel.digest;
    change(input);
  });
  if (stack === undefined) throw new Error("the example has no block of this platform");
  return JSON.parse(JSON.stringify(stack.json));
}

/** With a release live. */
const servingStack = (version = 1) =>
  stackOf((input) => Object.assign(input.databricks ?? {}, { releases: { r1: `${version}@1` }, live: "r1" }));

/** Puts the wheel and its lock where an operator does. */
function upload(to: LocalHost, json: Synthesized, file = wheel.file): void {
  const place = rehearsal.wheel?.place(json);
  if (place === undefined) throw new Error("the platform runs a wheel");
  to.upload(file, place.wheel);
  to.upload(wheel.lock, place.lock);
}

const hostOf = () =>
  new LocalHost({
    ...{ image: example, python: "/usr", network: join(root, "trial/network") },
    install: installer({ ...made, scratch: temporaryFolder("packages") }),
  });

beforeAll(async () => {
  fillCache();
  wheel = await buildWheel({ ...made, image: example, scratch: temporaryFolder("wheel") });
  host = hostOf();
  host.upload(join(root, "examples/penguins/data/penguins.csv"), `${volumes}/data/penguins.csv`);
  const json = await stackOf();
  upload(host, json);
  const companion = rehearsal.companion?.(json);
  if (companion === undefined) throw new Error("the registry is MLflow's");
  registry = await startCompanion(host, companion, environmentOf("mlflow", companion.lock));
  first = await rehearsal.run(json, { host, id: "d7b3", registered: 0, companion: registry });
});
afterAll(() => {
  processes.stopAll();
  host?.dispose();
});

test("the same files make the same wheel, and one changed file another", async () => {
  const again = await buildWheel({ ...made, image: example, scratch: temporaryFolder("wheel") });
  expect(again.digest).toBe(wheel.digest);
});

test("the job runs from the wheel through the gate, and registers what passed it once", async () => {
  expect([first.message, first.ended]).toEqual([undefined, "succeeded"]);
  expect(first.ran).toEqual(["probe", "prepare", "train", "evaluate", "gate", "register"]);
  const { tags, ...version } = first.registered as Json;
  expect(version).toEqual({
    ...{ name: "penguins.pilot.penguins", version: "1" },
    source: "dbfs:/Models/penguins/pilot/penguins/1",
  });
  const manifest = host.read(`${volumes}/models/${tags.run}/approved/manifest.json`);
  expect(tags).toEqual({
    run: expect.stringMatching(/^\d+$/),
    sha256: createHash("sha256").update(manifest).digest("hex"),
  });
  expect(JSON.parse(manifest).frameworks.python).toBe(python.version);
  const probe = JSON.parse(host.read(`${volumes}/evaluation/${tags.run}/probe/probe.json`));
  expect(probe.claims.map(({ name, verdict }: Json) => `${name}: ${verdict}`)).toEqual([
    "data-readable: held",
    "artifacts-writable: held",
    "other-prefix-unreadable: held",
    "public-address-unreachable: held",
  ]);
  expect(probe.startupSeconds).toBeGreaterThanOrEqual(0);
  // what was registered is what the gate approved
  for (const name of ["MLmodel", "model.onnx", "requirements.txt"])
    expect(host.read(`${version.source}/${name}`)).toBe(
      host.read(`${volumes}/models/${tags.run}/approved/mlflow/${name}`),
    );
  expect(rehearsal.version({}, 1, first.registered)).toBe(`1@${tags.run}`);
});

test("the code of the folder is not what runs: the wheel is", async () => {
  const ran: StepResult[] = [];
  const asks = ["python", "-c", "import pilot_image; print(pilot_image.__file__)"];
  const watched: Host = {
    ...{
      has: (uri: string) => host.has(uri),
      read: (uri: string) => host.read(uri),
      at: (uri: string) => host.at(uri),
    },
    run: async (step) => {
      const ended = await host.run({ ...step, command: asks });
      ran.push(ended);
      return ended;
    },
  };
  const json = await stackOf();
  const read = readJob(json, "pipeline");
  read.settings.task = read.settings.task.filter((each: Json) => each.task_key === "probe");
  const privileges = new Privileges(json, read.settings.run_as.service_principal_name);
  await runJob(read, { host: watched, id: "1", privileges });
  const [asked] = ran;
  expect([asked?.stderr, asked?.stdout]).toEqual([
    "",
    expect.stringMatching(/\/packages-.*\/pilot_image\/__init__\.py$/m),
  ]);
});

describe("pip", () => {
  test("refuses a wheel of which one byte was changed", async () => {
    const json = await stackOf();
    const other = hostOf();
    const changed = join(temporaryFolder("changed"), "pilot_image-1.0.0-py3-none-any.whl");
    const bytes = readFileSync(wheel.file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    writeFileSync(changed, bytes);
    try {
      upload(other, json, changed);
      other.upload(join(root, "examples/penguins/data/penguins.csv"), `${volumes}/data/penguins.csv`);
      await expect(rehearsal.run(json, { host: other, id: "x", registered: 0, companion: registry })).rejects.toThrow(
        /^pip refuses the environment of the platform: .*DO NOT MATCH THE HASHES/,
      );
    } finally {
      other.dispose();
    }
  });

  test("refuses a lock in which a package has no hash, and a line without one is refused before it", async () => {
    const json = await stackOf();
    const other = hostOf();
    const loose = join(temporaryFolder("loose"), "requirements.lock");
    writeFileSync(loose, "packaging==26.3\n");
    try {
      upload(other, json);
      other.upload(loose, rehearsal.wheel?.place(json).lock ?? "");
      await expect(rehearsal.run(json, { host: other, id: "x", registered: 0, companion: registry })).rejects.toThrow(
        "Hashes are required in --require-hashes mode",
      );
      json.resource.databricks_job.pipeline.environment[0].spec.dependencies[1] =
        "/Volumes/penguins/pilot/packages/x.whl";
      await expect(rehearsal.run(json, { host: other, id: "x", registered: 0, companion: registry })).rejects.toThrow(
        "has no hash, or is not followed here",
      );
    } finally {
      other.dispose();
    }
  });
});

describe("the job", () => {
  /** Runs it with a part of its definition changed. */
  async function changed(change: (job: Json, json: Json) => void, id = "changed"): Promise<Outcome> {
    const json = await stackOf();
    change(json.resource.databricks_job.pipeline, json);
    return rehearsal.run(json, { host, id, registered: 1, companion: registry });
  }
  const taskOf = (job: Json, key: string): Json => job.task.find((each: Json) => each.task_key === key);
  const registeredBy = async (id: string) => {
    const run = createHash("sha256").update(id).digest().readUIntBE(0, 6);
    return versionsOf(registry, "penguins.pilot.penguins", String(run));
  };

  test("ends at a gate that lets nothing through, and registers nothing", async () => {
    const json = await stackOf((input) => {
      input.gate = { metric: "accuracy", threshold: 0.999 };
    });
    const outcome = await rehearsal.run(json, { host, id: "below", registered: 1, companion: registry });
    expect(outcome.ran).toEqual(["probe", "prepare", "train", "evaluate", "gate"]);
    expect([outcome.ended, outcome.message, await registeredBy("below")]).toEqual([
      "failed",
      expect.stringMatching(/gate: accuracy 0\.\d+ is below 0\.999/),
      [],
    ]);
  });

  test("ends a task by its time-out, and does not repeat what was stopped so", async () => {
    const outcome = await changed((job) =>
      Object.assign(taskOf(job, "prepare"), { timeout_seconds: 0.01, max_retries: 2, retry_on_timeout: false }),
    );
    expect([outcome.ran, outcome.ended, outcome.message]).toEqual([
      ["probe", "prepare"],
      "failed",
      expect.stringMatching(/^prepare ended with 137/),
    ]);
    const repeated = await changed((job) =>
      Object.assign(taskOf(job, "probe"), { timeout_seconds: 0.01, max_retries: 2, retry_on_timeout: true }),
    );
    expect(repeated.ran).toEqual(["probe", "probe", "probe"]);
  });

  test("is ended as a whole by its own time-out", async () => {
    const outcome = await changed((job) => {
      job.timeout_seconds = 0.01;
      Object.assign(taskOf(job, "probe"), { max_retries: 5, retry_on_timeout: true });
    });
    expect([outcome.ran, outcome.ended]).toEqual([["probe"], "failed"]);
  });

  test("repeats a task that fails as often as it says, and finds what the attempt before wrote", async () => {
    const outcome = await changed((job) => {
      const probe = taskOf(job, "probe");
      probe.max_retries = 1;
      // a claim that is broken here
      const { parameters } = probe.python_wheel_task;
      parameters[parameters.indexOf("--forbidden") + 1] = "/Volumes/penguins/pilot/data";
    });
    expect([outcome.ran, outcome.message]).toEqual([
      ["probe", "probe"],
      expect.stringContaining("other-prefix-unreadable is broken"),
    ]);
  });

  test("goes by the outcome of a condition, and what is excluded does not fail the run", async () => {
    const job = readJob(await stackOf(), "pipeline");
    const task = (key: string, before?: string, outcome?: string) => ({
      ...{ task_key: key, environment_key: "pilot", disable_auto_optimization: true, timeout_seconds: 60 },
      python_wheel_task: { package_name: "pilot_image", entry_point: "probe", parameters: ["--help"] },
      ...(before === undefined
        ? {}
        : { depends_on: [{ task_key: before, ...(outcome === undefined ? {} : { outcome }) }] }),
    });
    job.settings.task = [
      { task_key: "asks", condition_task: { left: "{{job.repair_count}}", op: "EQUAL_TO", right: "0" } },
      task("is", "asks", "true"),
      task("is-not", "asks", "false"),
      task("after", "is-not"),
    ];
    const quick: Host = {
      ...{ has: () => false, read: () => "", at: () => "" },
      run: async () => ({ exitCode: 0, stdout: "", stderr: "" }),
    };
    const privileges = new Privileges(await stackOf(), job.settings.run_as.service_principal_name);
    const end = await runJob(job, { host: quick, id: "1", privileges });
    expect([end.ran, end.ended]).toEqual([["is"], "succeeded"]);
    expect(Object.fromEntries(end.results)).toEqual({
      ...{ asks: "SUCCESS", is: "SUCCESS" },
      ...{ "is-not": "EXCLUDED", after: "EXCLUDED" },
    });
  });

  test.each([
    [
      "a reference that no job has",
      /\{\{job\.naem\}\} is not a value that is known here/,
      (job: Json) => taskOf(job, "train").python_wheel_task.parameters.push("--max-iterations", "{{job.naem}}"),
    ],
    [
      "a field that is not followed",
      /task probe: existing_cluster_id is not followed here/,
      (job: Json) => {
        taskOf(job, "probe").existing_cluster_id = "1";
      },
    ],
    [
      "a task that serverless compute would repeat by itself",
      /disable_auto_optimization must be true/,
      (job: Json) => {
        taskOf(job, "probe").disable_auto_optimization = false;
      },
    ],
    [
      "tasks that wait for each other",
      /wait for what is not there/,
      (job: Json) => {
        taskOf(job, "probe").depends_on = [{ task_key: "gate" }];
      },
    ],
    [
      "a job of whoever made it",
      /must run as a service principal/,
      (job: Json) => {
        delete job.run_as;
      },
    ],
  ])("refuses %s", async (_, words, change) => {
    await expect(changed(change)).rejects.toThrow(words);
  });

  test("keeps text in braces that is of no namespace", async () => {
    const outcome = await changed((job) =>
      taskOf(job, "train").python_wheel_task.parameters.push("--max-iterations", "{{mine}}"),
    );
    expect(outcome.message).toContain('--max-iterations: "{{mine}}"');
  });
});

describe("by the grants of the stack", () => {
  const without = async (match: (grant: Json) => boolean, privileges: readonly string[] = []) => {
    const json = await stackOf();
    const grants: Json[] = Object.values(json.resource.databricks_grant);
    for (const grant of grants.filter((each) => String(each.principal).includes("training-job") && match(each)))
      grant.privileges = privileges;
    return rehearsal.run(json, { host, id: "narrow", registered: 1, companion: registry });
  };

  test("nobody installs a wheel that it may not read", async () => {
    await expect(without((grant) => String(grant.volume).includes("packages"))).rejects.toThrow(
      /^PERMISSION_DENIED: .* does not have READ VOLUME on Volume 'penguins\.pilot\.packages'$/,
    );
    await expect(without((grant) => grant.catalog !== undefined)).rejects.toThrow("USE CATALOG on Catalog 'penguins'");
  });

  test("a step neither reads nor writes what is closed to it", async () => {
    const blind = await without((grant) => String(grant.volume).includes("volume-data"));
    expect([blind.ran, blind.ended, blind.message]).toEqual([
      ["probe"],
      "failed",
      expect.stringContaining("data-readable is not tested: Volumes/penguins/pilot/data is empty"),
    ]);
    const mute = await without((grant) => String(grant.volume).includes("volume-artifacts"), ["READ_VOLUME"]);
    expect([mute.ran, mute.message]).toEqual([["probe"], expect.stringContaining("artifacts-writable is broken")]);
  });

  test("nobody registers who may not create a version", async () => {
    const outcome = await without((grant) => grant.model !== undefined, ["EXECUTE"]);
    expect([outcome.ran.at(-1), outcome.message]).toEqual([
      "register",
      expect.stringMatching(/does not have CREATE MODEL VERSION on Routine or Model 'penguins\.pilot\.penguins'/),
    ]);
  });
});

describe("an endpoint", () => {
  const body = readFileSync(join(root, "examples/penguins/request.json"));
  const serving = (json: Json & Synthesized) =>
    rehearsal.served(json, new Map([["1@1", first.registered ?? {}]]), host, []);

  test("is MLflow's own server behind the platform's route, of what was registered", async () => {
    const served = serving(await servingStack());
    expect(served).toMatchObject({ release: "r1", model: { uri: "dbfs:/Models/penguins/pilot/penguins/1" } });
    const live = await start(host, served);
    try {
      expect(live.url.pathname).toBe("/serving-endpoints/penguins-endpoint/invocations");
      const headers = { "content-type": "application/json" };
      const ask = (sent: Buffer | string, path = live.url.pathname, method = "POST") =>
        fetch(new URL(path, live.url), { method, headers, ...(method === "POST" ? { body: sent } : {}) });
      const answer = await ask(requestBody(body));
      expect([answer.status, await answer.json()]).toEqual([
        200,
        { predictions: { label: ["Adelie"], probabilities: [expect.any(Array)] } },
      ]);
      // as the spec has it, it is refused: the signature names tensors
      expect((await ask(body)).status).toBe(400);
      expect((await ask(requestBody(body), "/serving-endpoints/other/invocations")).status).toBe(404);
      expect((await ask("", live.url.pathname, "GET")).status).toBe(405);
      expect((await ask(Buffer.alloc(16 * 1024 * 1024 + 1, " "))).status).toBe(413);
    } finally {
      await live.stop();
    }
  });

  test("ends a request that lasts longer than the platform waits", async () => {
    const { createServer } = await import("node:http");
    const slow = createServer(() => {});
    await new Promise<void>((listening) => slow.listen(0, "127.0.0.1", listening));
    const gateway = await startGateway("e", new URL(`http://127.0.0.1:${(slow.address() as Json).port}/`), {
      bytes: 10,
      milliseconds: 50,
    });
    const answer = await fetch(gateway.url, { method: "POST", body: "{}" });
    expect([answer.status, await answer.json()]).toEqual([
      504,
      { error_code: "DEADLINE_EXCEEDED", message: expect.any(String) },
    ]);
    await gateway.stop();
    slow.closeAllConnections();
    slow.close();
  });

  test("serves nothing unregistered, that its maker may not load, or whose shares do not add up", async () => {
    const other = await servingStack(7);
    expect(() => serving(other)).toThrow(
      "the endpoint serves version 7 of penguins.pilot.penguins, which no run has registered",
    );
    const early = await servingStack();
    delete early.resource.databricks_model_serving.endpoint.depends_on;
    expect(() => serving(early)).toThrow(
      "must wait for a grant of EXECUTE on penguins.pilot.penguins to whoever makes it",
    );
    const half = await servingStack();
    half.resource.databricks_model_serving.endpoint.config.traffic_config.routes[0].traffic_percentage = 50;
    expect(() => serving(half)).toThrow("must add up to 100 percent, got 50");
  });

  test("is made of what the model itself asks for", async () => {
    const json = await servingStack();
    const source = String(first.registered?.["source"]);
    const path = host.at(`${source}/requirements.txt`);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/onnxruntime==.*/, "onnxruntime==1.0.0"));
    try {
      expect(() => serving(json)).toThrow(
        "the model asks for onnxruntime 1.0.0, which the lock of the job does not have",
      );
    } finally {
      writeFileSync(path, text);
    }
  });

  test("and lets nobody but the exporter take it out", async () => {
    const json = await stackOf();
    const { run } = (first.registered as Json).tags;
    expect(rehearsal.exported(json, first.registered ?? {})).toBe(`${volumes}/models/${run}/approved`);
    const grants: Json[] = Object.values(json.resource.databricks_grant);
    for (const grant of grants.filter((each) => each.principal === "ml-operators" && each.model !== undefined))
      grant.privileges = [];
    expect(() => rehearsal.exported(json, first.registered ?? {})).toThrow(
      "PERMISSION_DENIED: ml-operators does not have EXECUTE",
    );
    for (const grant of grants.filter((each) => each.principal === "ml-operators")) grant.privileges = [];
    expect(() => rehearsal.exported(json, first.registered ?? {})).toThrow("the stack has no exporter");
  });
});
