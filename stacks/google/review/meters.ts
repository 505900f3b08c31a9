/** The machines of Google: those that a release workflow deploys, and those of each step of a pipeline. */
import { seconds } from "../../duration.js";
import { mostStartsInAMonth } from "../../pilot-spec/cron.js";
import {
  countOf,
  disksOf,
  disksOfMachines,
  type Meter,
  type MeterReader,
  type Meters,
  scheduled,
  type Uncounted,
} from "../../readers/meters.js";
import { type References, referencesIn } from "../../readers/references.js";
import { type Arguments, blocks, isMap, jsonIn, type Resource, type Stack } from "../../readers/stack.js";

/** All assignments of a workflow's main steps, the last one of a name. */
function settingsOf(source: Arguments): ReadonlyMap<string, unknown> {
  const main = isMap(source["main"]) ? source["main"] : {};
  const steps = blocks(main["steps"]).flatMap((step) => Object.values(step).filter(isMap));
  const assigned = steps.slice(0, 1).flatMap((step) => blocks(step["assign"]));
  return new Map(assigned.flatMap((each) => Object.entries(each)));
}

/** Every map below a value, strings that hold JSON included. */
function* maps(value: unknown, depth = 0): Generator<Arguments> {
  if (depth > 40) return;
  const inner = typeof value === "string" && /^\s*[[{]/.test(value) ? jsonIn(value) : value;
  if (isMap(inner)) yield inner;
  if (typeof inner === "object" && inner !== null)
    for (const each of Object.values(inner)) yield* maps(each, depth + 1);
}

/**
 * The boot disks of a pool's machines. Without a word Vertex AI takes 100 GB of the kind pd-ssd:
 * docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/DiskSpec (2026-11). A price book calls them by their kind.
 */
function bootDisks(machines: Meter, pool: Arguments): Meter {
  const disk = isMap(pool["disk_spec"]) ? pool["disk_spec"] : {};
  const kind = typeof disk["boot_disk_type"] === "string" ? disk["boot_disk_type"] : "pd-ssd";
  return disksOf(machines, countOf(disk["boot_disk_size_gb"]) ?? 100, `vertex ai ${kind}`);
}

/** What a workflow serves: it sets machine and replicas, and names what is live. */
function serving(references: References, workflow: Resource, source: Arguments): Meters {
  const settings = settingsOf(source);
  const machine = settings.get("machine_type");
  const live = settings.get("live");
  const [least, most] = [countOf(settings.get("min_replicas")), countOf(settings.get("max_replicas"))];
  if (typeof machine !== "string" || least === undefined || most === undefined) return { meters: [], uncounted: [] };
  if (typeof live !== "string" || live === "") {
    const unbounded = [`replicas of an earlier release, until ${references.name(workflow)} has run`];
    return { meters: [], uncounted: [], unbounded };
  }
  const what = `deployed by ${references.name(workflow)}`;
  const meters: Meter[] = [{ what, priceKey: machine, least, most, when: "serving", address: workflow.address }];
  const [kind, each] = [settings.get("accelerator_type"), countOf(settings.get("accelerator_count")) ?? 0];
  if (typeof kind === "string" && kind !== "" && each > 0) {
    const more = { least: least * each, most: most * each, when: "serving" as const, address: workflow.address };
    meters.push({ what: `${what}, accelerators`, priceKey: kind, ...more });
  }
  return { meters, uncounted: [], apart: ["the disks of replicas, for which no price of Vertex AI is known"] };
}

/** The jobs of a pipeline that a workflow creates: machines, limits and retries, step by step. */
function running(references: References, workflow: Resource, source: Arguments): Meters {
  const spec = [...maps(source)].find((each) => isMap(each["deploymentSpec"]) && isMap(each["root"]));
  if (spec === undefined) return { meters: [], uncounted: [] };
  const run = references.name(workflow);
  const executors = isMap(spec["deploymentSpec"]) ? spec["deploymentSpec"]["executors"] : {};
  const tasks = [...maps(spec["root"])].flatMap((each) => (isMap(each["tasks"]) ? Object.entries(each["tasks"]) : []));
  const meters: Meter[] = [];
  const uncounted: Uncounted[] = [];
  for (const [name, executor] of Object.entries(isMap(executors) ? executors : {})) {
    const step = name.replace(/^exec-/, "");
    const job = [...maps(executor)].find((each) => isMap(each["job_spec"]))?.["job_spec"];
    if (!isMap(job)) continue;
    const task = tasks.find(([key]) => key === step)?.[1];
    const policy = isMap(task) && isMap(task["retryPolicy"]) ? task["retryPolicy"] : {};
    const tries = 1 + (countOf(policy["maxRetryCount"]) ?? 0);
    const scheduling = isMap(job["scheduling"]) ? job["scheduling"] : {};
    const stop = seconds(scheduling["timeout"]);
    const time = stop === undefined ? {} : { seconds: stop * tries };
    const rest = { when: "running" as const, run, attempts: tries, ...time, address: workflow.address };
    for (const pool of blocks(job["worker_pool_specs"])) {
      const machine = isMap(pool["machine_spec"]) ? pool["machine_spec"] : {};
      const nodes = countOf(pool["replica_count"]);
      if (typeof machine["machine_type"] !== "string" || nodes === undefined) {
        uncounted.push({ what: `step ${step} of ${run}`, why: "its machine is not in the stack" });
        continue;
      }
      if (nodes === 0) continue;
      const machines: Meter = { what: step, priceKey: machine["machine_type"], least: nodes, most: nodes, ...rest };
      meters.push(machines, bootDisks(machines, pool));
      const [kind, each] = [machine["accelerator_type"], countOf(machine["accelerator_count"]) ?? 0];
      if (typeof kind === "string" && each > 0)
        meters.push({
          what: `${step}, accelerators`,
          priceKey: kind,
          least: nodes * each,
          most: nodes * each,
          ...rest,
        });
    }
  }
  return { meters, uncounted };
}

/** The runs that a schedule starts: of the workflow that its request names, where that makes a job. */
function startedBy(stack: Stack, references: References, { arguments: given }: Resource): Meters {
  const none = { meters: [], uncounted: [] };
  if (given["paused"] === true) return none;
  const uri = blocks(given["http_target"])[0]?.["uri"];
  const [address] = referencesIn(String(uri)).find(([each]) => each.startsWith("google_workflows_workflow.")) ?? [];
  const workflow = address === undefined ? undefined : stack.byAddress.get(address);
  if (workflow === undefined) return none;
  const { schedule: line } = given;
  return scheduled(references.name(workflow), line, mostStartsInAMonth(String(line)));
}

/** Reads the meters of Google that hang on machines. */
export const meters: MeterReader = (stack, references) => {
  const of = (type: string) => stack.byType.get(type) ?? [];
  const single = (type: string, machine: (given: Arguments) => unknown): Meters => ({
    meters: of(type).map((each): Meter => {
      const one = { least: 1, most: 1, when: "always" as const, address: each.address };
      return { what: `${type} ${references.name(each)}`, priceKey: String(machine(each.arguments) ?? type), ...one };
    }),
    uncounted: [],
    ...(of(type).length === 0 ? {} : { apart: [disksOfMachines] }),
  });
  const tier = (given: Arguments) => blocks(given["settings"])[0]?.["tier"];
  return [
    ...of("google_workflows_workflow").flatMap((workflow): readonly Meters[] => {
      const source = jsonIn(workflow.arguments["source_contents"]);
      if (!isMap(source)) {
        const what = `what ${references.name(workflow)} starts`;
        return [{ meters: [], uncounted: [{ what, why: "its source is not JSON that stands in the stack" }] }];
      }
      return [serving(references, workflow, source), running(references, workflow, source)];
    }),
    ...of("google_cloud_scheduler_job").map((job) => startedBy(stack, references, job)),
    single("google_compute_instance", (given) => given["machine_type"]),
    single("google_workbench_instance", (given) => blocks(given["gce_setup"])[0]?.["machine_type"]),
    single("google_notebooks_instance", (given) => given["machine_type"]),
    single("google_sql_database_instance", tier),
  ];
};
