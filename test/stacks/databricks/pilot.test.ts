/** A pilot in a workspace: what no table of another test says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fit, noGo } from "../../../stacks/pilot-spec/fit.js";
import { type PilotSpecInput, platformIds } from "../../../stacks/pilot-spec/schema.js";
import { platforms } from "../../../stacks/platforms.js";
import { root } from "../../scratch.js";
import { exampleInput, exampleSpec, type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";
import { checkedWhole } from "../random/random-spec.js";

// biome-ignore lint/suspicious/noExplicitAny: the JSON of any resource
type Json = any;

const id = "databricks";
const made = async (change: (input: PilotSpecInput) => void): Promise<SynthesizedStack> => {
  const stack = await synthesizePilot(id, change);
  if (stack === undefined) throw new Error("no stack was made");
  return stack;
};
const set =
  (values: Record<string, unknown>, variant = "phase 2") =>
  (input: PilotSpecInput) => {
    variants[variant]?.(input);
    Object.assign(input[id] ?? {}, values);
  };
const keys = (stack: SynthesizedStack, type: string) => stack.all(type).map(({ address }) => address);

test("what the account makes stands in a part of its own, under its own provider, and nothing refers across", async () => {
  const stack = await made(variants["phase 2"] ?? (() => {}));
  expect(stack.parts.map(({ node }) => node.id)).toEqual(["penguins-databricks-account"]);
  const [account = "", pilot = ""] = [stack.parts[0], stack.stack].map((each) => JSON.stringify(each?.toTerraform()));
  expect(JSON.parse(account).provider.databricks).toEqual([
    { account_id: "55555555-6666-4777-8888-999999999999", host: "https://accounts.cloud.databricks.com" },
  ]);
  expect(JSON.parse(pilot).provider.databricks).toEqual([{ host: "https://example.cloud.databricks.com" }]);
  expect(`${account}${pilot}`).not.toContain("terraform_remote_state");
  const ofAccount = Object.keys(JSON.parse(account).resource);
  expect(ofAccount).toEqual(
    expect.arrayContaining([
      "databricks_budget",
      "databricks_account_network_policy",
      "databricks_workspace_network_option",
    ]),
  );
  expect(Object.keys(JSON.parse(pilot).resource).filter((type) => ofAccount.includes(type))).toEqual([]);
});

test("without an account there is one stack, jobs may reach the internet, and the notes say so", async () => {
  const stack = await made(set({ account: undefined }));
  expect(stack.parts).toEqual([]);
  const claims = (each: SynthesizedStack): string => {
    const probe = (each.one("databricks_job", "pipeline").task as Json[]).find(({ task_key: key }) => key === "probe");
    const given: string[] = probe.python_wheel_task.parameters;
    return given[given.indexOf("--fail-on") + 1] ?? "";
  };
  expect(claims(stack)).toBe("data-readable,artifacts-writable,other-prefix-unreadable");
  expect(claims(await made(set({})))).toContain("public-address-unreachable");
  const noted = (change: (input: PilotSpecInput) => void) => platforms[id].notes?.(exampleSpec(change)).join("\n");
  expect(noted(set({ account: undefined }))).toContain("nobody is alerted of money");
  expect(noted(set({}))).not.toContain("nobody is alerted of money");
});

test("a step knows the volumes by name, and the wheel by its hash alone", async () => {
  const stack = await made(set({}));
  const job = stack.one("databricks_job", "pipeline");
  expect(job.environment[0].spec.dependencies[1]).toMatch(
    /volume-packages_[0-9A-F]+\.name\}\/2c26b46b68ffc68f\/pilot_image-1\.0\.0-py3-none-any\.whl --hash=sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae$/,
  );
  expect(JSON.stringify(job.task)).toContain("/Volumes/penguins/pilot/exports/");
  expect(JSON.stringify(job)).not.toContain("$${");
});

test("one digest for two kinds of file is refused, and next_1_push_image prints the wheel's", async () => {
  const input = exampleInput((each) => {
    variants["phase 1"]?.(each);
    delete each[id]?.wheelDigest;
  });
  const { problems } = await checkedWhole(input);
  expect(problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "databricks.wheelDigest: is missing; image.digest is that of a container image on aws and google and azure and " +
      "kubernetes, and no wheel has it. next_1_push_image prints the wheel's",
  ]);
  const stack = await made(set({}, "phase 0"));
  const { next_1_push_image: push } = stack.json.output as Record<string, { value: string }>;
  const readme = readFileSync(join(root, "examples/penguins/image/README.md"), "utf8");
  const [build = ""] = /SOURCE_DATE_EPOCH=\d+ python -m flit_core\.wheel --outdir dist \./.exec(readme) ?? [];
  expect(build).not.toBe("");
  expect(push?.value).toContain(build);
});

test("a plan of an unapproved release fails, of an endpoint and of what scores", async () => {
  const command = "databricks registered-models set-alias";
  const endpoint = (await made(set({}))).one("databricks_model_serving").lifecycle.precondition as Json[];
  expect(endpoint.map(({ error_message: text }) => text)).toEqual([
    expect.stringMatching(new RegExp(`^Release r1 is version 1, .*${command} .* approved-1 1$`)),
    expect.stringMatching(new RegExp(`^Release r2 is version 2, .*${command} .* approved-2 2$`)),
  ]);
  const scoring = (await made(set({}, "phase 2, batch"))).one("databricks_job", "batch");
  expect(scoring.lifecycle.precondition.map(({ error_message: text }: Json) => text)).toEqual([
    expect.stringMatching(/^Release r1 is version 1, .* approved-1 1$/),
  ]);
  // the files of the run that the release names
  const [task] = scoring.task;
  expect(task.python_wheel_task.parameters.join(" ")).toMatch(/--model \S+\/731905264870001\/approved /);
});

test("the training principal creates versions and approves none; approvers own the model; the deployer loads it", async () => {
  const stack = await made(set({}));
  const grants = stack.all("databricks_grant").map(({ arguments: given }) => given as Json);
  const of = (principal: string, kind: string) =>
    grants
      .filter((grant) => grant.principal === principal && grant[kind] !== undefined)
      .flatMap((grant) => grant.privileges);
  const training = "${databricks_service_principal.training-job.application_id}";
  expect(of(training, "model")).toEqual(["CREATE_MODEL_VERSION", "EXECUTE"]);
  expect(of("44444444-5555-4666-8777-888888888888", "model")).toEqual(["EXECUTE"]);
  expect(stack.one("databricks_registered_model").owner).toBe("ml-approvers");
  const volumes = grants
    .filter((grant) => grant.principal === training && grant.volume !== undefined)
    .map((grant) => [/volume-([a-z]+)_/.exec(grant.volume)?.[1], grant.privileges.includes("WRITE_VOLUME")]);
  expect(Object.fromEntries(volumes)).toEqual({
    ...{ data: false, packages: false },
    ...{ artifacts: true, evaluation: true, models: true },
  });
});

test("a canary has its share and no other, and what is removed from the list loses its route", async () => {
  const shares = async (values: Record<string, unknown>) =>
    (await made(set(values)))
      .one("databricks_model_serving")
      .config.traffic_config.routes.map((route: Json) => [route.served_model_name, route.traffic_percentage]);
  expect(await shares({ canary: "r2" })).toEqual([
    ["r1", 90],
    ["r2", 10],
  ]);
  expect(await shares({})).toEqual([
    ["r1", 100],
    ["r2", 0],
  ]);
  expect(await shares({ releases: { r1: "1" } })).toEqual([["r1", 100]]);
});

test("requests are kept and alerted of only where a warehouse is named", async () => {
  const without = await made(set({ alerts: undefined }));
  expect(without.one("databricks_model_serving").ai_gateway.inference_table_config).toEqual({ enabled: false });
  expect(keys(without, "databricks_alert_v2")).toEqual([]);
  const enforcement = (stack: SynthesizedStack) =>
    stack.ledger.boxes
      .flatMap(({ limits }) => limits)
      .filter(({ kind }) => ["p95", "errors", "idle"].includes(kind))
      .map(({ kind, enforcement: each }) => `${kind} ${each}`)
      .sort();
  expect(enforcement(without)).toEqual(["errors none", "idle none", "p95 none"]);
  const stack = await made(set({}));
  expect(keys(stack, "databricks_alert_v2")).toHaveLength(3);
  expect(enforcement(stack)).toEqual(["errors alert", "idle alert", "p95 alert"]);
});

test("classic compute is a policy for operators, and the pipeline stays on serverless compute", async () => {
  const stack = await made(set({}));
  expect(JSON.parse(stack.one("databricks_cluster_policy").definition).dbus_per_hour).toEqual({
    type: "range",
    maxValue: 2,
  });
  expect(JSON.stringify(stack.one("databricks_job", "pipeline"))).not.toMatch(/cluster/);
  expect(keys(await made(set({ classicCompute: undefined })), "databricks_cluster_policy")).toEqual([]);
});

test("where a hardware class must be a machine of its size, the no-go says that it is not", async () => {
  const noGoOf = async (needs: PilotSpecInput["needs"]) => {
    const spec = exampleSpec((input) => Object.assign(input, { needs }));
    return noGo(id, fit(spec, (await platforms[id].load()).capabilities));
  };
  expect(await noGoOf({ machineSize: true })).toBe(
    "no-go databricks: machineSize: asked yes, has no (docs.databricks.com/compute/serverless, 2026-11-29)",
  );
  expect([await noGoOf({}), await noGoOf({ machineSize: false })]).toEqual([undefined, undefined]);
  const all = await Promise.all(platformIds.map(async (each) => (await platforms[each].load()).capabilities));
  expect(platformIds.filter((_, index) => all[index]?.machineSize.value !== true)).toEqual([id]);
});
