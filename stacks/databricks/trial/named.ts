/** What a synthesized stack says of its pilot in a workspace. It reads JSON, and loads nothing else. */
import type { Json } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";
import { UserError } from "../../user-error.js";

/** What serves. */
export interface NamedEndpoint {
  readonly name: string;
  /** Releases that are served entities, the live one first. */
  readonly releases: readonly string[];
  /** Size and kind of machine, in words. */
  readonly machine: string;
}

/** A pilot. */
export interface Named {
  readonly pilot: string;
  /** The workspace, as the stack names it. */
  readonly host: string;
  /** A word for the workspace: the first part of its host. */
  readonly workspace: string;
  readonly job: string;
  /** Steps in their order. */
  readonly steps: readonly string[];
  /** Where a run writes what a step makes: paths with `{{job.run_id}}` in them. */
  readonly paths: Readonly<Record<"probe" | "evaluation" | "approved", string>>;
  /** `catalog.schema.model`. */
  readonly model: string;
  /** The hash of the wheel, as `sha256:…`. */
  readonly image: string;
  /** A SQL warehouse of the stack. @default - it has none */
  readonly warehouse?: string;
  readonly endpoint?: NamedEndpoint;
}

/** The value that follows an argument of a task; empty where no task has it. */
function argumentOf(tasks: readonly Json[], task: string, name: string): string {
  const parameters: readonly string[] = tasks.find(({ task_key: key }) => key === task)?.python_wheel_task?.parameters;
  const at = (parameters ?? []).indexOf(`--${name}`);
  return at < 0 ? "" : (parameters[at + 1] ?? "");
}

/** Keys of tasks, each after those that it depends on. */
function inOrder(tasks: readonly Json[]): readonly string[] {
  const left = new Map(tasks.map((task) => [String(task.task_key), task]));
  const done: string[] = [];
  while (left.size > 0) {
    const before = (task: Json): readonly string[] => (task.depends_on ?? []).map((each: Json) => each.task_key);
    const [key] = [...left].find(([, task]) => before(task).every((each) => !left.has(each))) ?? [...left.keys()];
    if (key === undefined) break;
    done.push(key);
    left.delete(key);
  }
  return done;
}

/** The host of the workspace's own provider: that of the account names the account. */
function hostOf(json: Synthesized): string {
  const given = (json as Json).provider?.databricks ?? [];
  const found = (Array.isArray(given) ? given : [given]).find((each: Json) => each.account_id === undefined);
  return String(found?.host ?? "");
}

/** Reads the stack. @throws UserError where it cannot be run */
export function named(json: Synthesized): Named {
  const { pilot, live, releases = {}, phase, paused } = (json["//"] as Json)?.pilot ?? {};
  const written = json.resource?.["databricks_job"]?.["pipeline"];
  if (written === undefined || phase === 0)
    throw new UserError([`${pilot}: must have a pipeline, and has none yet; upload the wheel and deploy its hash`]);
  const resolved = (value: unknown): Json => JSON.parse(resolveReferences(json, JSON.stringify(value)));
  const ofType = (type: string): readonly Json[] =>
    resourcesOf(json)
      .filter((each) => each.type === type)
      .map(({ arguments: given }) => resolved(given));
  const job = resolved(written);
  const host = hostOf(json);
  const label = new URL(host).hostname.split(".")[0] ?? "";
  const lines: readonly string[] = job.environment?.[0]?.spec?.dependencies ?? [];
  const [digest = ""] = lines.flatMap((line) => /--hash=(sha256:[0-9a-f]{64})/.exec(line)?.[1] ?? []);
  const warehouse = ofType("databricks_alert_v2")[0]?.warehouse_id;
  const base: Named = {
    ...{ pilot, host, job: String(job.name), steps: inOrder(job.task), image: digest },
    // a name begins with a letter, and a host may begin with a number
    workspace: /^[A-Za-z]/.test(label) ? label : `workspace-${label}`,
    paths: {
      probe: argumentOf(job.task, "probe", "probe"),
      evaluation: argumentOf(job.task, "evaluate", "evaluation"),
      approved: argumentOf(job.task, "register", "approved"),
    },
    model: argumentOf(job.task, "register", "model-name"),
    ...(warehouse === undefined ? {} : { warehouse: String(warehouse) }),
  };
  const [serving, more] = ofType("databricks_model_serving");
  if (live === null || live === undefined || paused === true || serving === undefined || more !== undefined)
    return base;
  const entities = new Map<string, Json>(serving.config.served_entities.map((each: Json) => [each.name, each]));
  const order = [live, ...Object.keys(releases).filter((release) => release !== live)];
  const { workload_size: size, workload_type: type } = entities.get(live) ?? {};
  return {
    ...base,
    endpoint: {
      name: String(serving.name),
      releases: order.filter((release) => entities.has(release)),
      machine: `${size} ${type}`,
    },
  };
}
