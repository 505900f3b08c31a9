/** Runs of jobs: each task to its limit in every attempt. Serverless compute has no size, so its hour is one price. */
import { seconds } from "../../duration.js";
import { mostStartsInAMonth } from "../../pilot-spec/cron.js";
import { countOf, type Meter, type Meters, scheduled } from "../../readers/meters.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource, type Stack } from "../../readers/stack.js";
import { metersOfNodes, nodesOf } from "./machines.js";

/** Retries of a task: -1 is for ever, and serverless compute tries again by itself unless that is switched off. */
function retriesOf(task: Arguments, isServerless: boolean): number | undefined {
  const given = task["max_retries"] ?? 0;
  if (isServerless && task["disable_auto_optimization"] !== true) return undefined;
  return countOf(given);
}

/** How long a task runs at most with all of its retries: by its own limit, and by that of the whole run. */
function timeOf(task: Arguments, job: Arguments, isServerless: boolean) {
  const retries = retriesOf(task, isServerless);
  // zero means that nothing stops it, which is the default
  const limit = (value: unknown): number => seconds(value) || Number.POSITIVE_INFINITY;
  const own = retries === undefined ? Number.POSITIVE_INFINITY : limit(task["timeout_seconds"]) * (retries + 1);
  const most = Math.min(own, limit(job["timeout_seconds"]));
  return { ...(Number.isFinite(most) ? { seconds: most } : {}), attempts: (retries ?? 0) + 1 };
}

/** Tasks that take no compute of their own, or that of something else. */
const elsewhere: Readonly<Record<string, string>> = {
  for_each_task: "how often its task runs is known in the run alone",
  run_job_task: "it starts another job, whose meters are its own",
  sql_task: "it runs on a SQL warehouse, for as long as that takes",
  dbt_task: "it runs on a SQL warehouse, for as long as that takes",
  pipeline_task: "it starts a pipeline, whose time no limit bounds",
  dashboard_task: "it runs on a SQL warehouse, for as long as that takes",
  gen_ai_compute_task: "what it runs on is not read",
  ai_runtime_task: "what it runs on is not read",
  clean_rooms_notebook_task: "what it runs on is not read",
  power_bi_task: "it runs on a SQL warehouse, for as long as that takes",
};

interface Job {
  readonly run: string;
  readonly given: Arguments;
  readonly address: string;
  readonly isContinuous: boolean;
}

function task(given: Arguments, job: Job, references: References, stack: Stack): Meters {
  const name = references.text(given["task_key"]) || job.run;
  const what = name;
  const none = (why: string): Meters => ({ meters: [], uncounted: [{ what: `task ${name} of ${job.run}`, why }] });
  if (given["condition_task"] !== undefined) return { meters: [], uncounted: [] };
  const other = Object.keys(elsewhere).find((key) => given[key] !== undefined);
  if (other !== undefined) return none(elsewhere[other] ?? "");
  // a cluster that stands in the stack has meters of its own
  if (given["existing_cluster_id"] !== undefined)
    return references.target(given["existing_cluster_id"])?.type === "databricks_cluster"
      ? { meters: [], uncounted: [] }
      : none("it runs on a cluster that another stack has");
  const key = given["job_cluster_key"];
  const shared = blocks(job.given["job_cluster"]).find((each) => each["job_cluster_key"] === key);
  const [own] = key === undefined ? blocks(given["new_cluster"]) : blocks(shared?.["new_cluster"]);
  const isServerless = own === undefined && key === undefined;
  const when = job.isContinuous ? ("always" as const) : ("running" as const);
  const rest = {
    ...{ what, when, address: job.address },
    ...(job.isContinuous ? {} : { run: job.run, ...timeOf(given, job.given, isServerless) }),
  };
  if (isServerless) return serverless(rest, job.given, references);
  const nodes = own === undefined ? "its cluster is not in the stack" : nodesOf(own, references, stack);
  return typeof nodes === "string" ? none(nodes) : { meters: metersOfNodes(nodes, rest, false), uncounted: [] };
}

/** An hour of a serverless task: what that costs is whoever writes the price book's to say. */
function serverless(rest: Omit<Meter, "priceKey" | "least" | "most">, job: Arguments, references: References): Meters {
  const isFast = references.text(job["performance_target"]) !== "STANDARD";
  const priceKey = isFast ? "databricks serverless task, performance optimized" : "databricks serverless task";
  return { meters: [{ ...rest, priceKey, least: 1, most: 1 }], uncounted: [] };
}

/** Quartz's days of the week begin with Sunday as 1; names are the same for both. */
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/**
 * Returns the five cron fields of a Quartz expression; undefined for what cron cannot say, such as the last day of a
 * month, or seconds that are not zero.
 */
export function cronOf(expression: string): string | undefined {
  const [second, minute, hour, day, month, weekday, year = "*", ...more] = expression.trim().toUpperCase().split(/\s+/);
  if (second !== "0" || weekday === undefined || year !== "*" || more.length > 0) return undefined;
  const days = weekday.replace(/[A-Z]{3}/g, (name) => String(weekdays.indexOf(name) + 1));
  if (!/^[\d*?,/-]+$/.test(days) || days.includes("/")) return undefined;
  const shifted = days.replace(/\d+/g, (number) => String(Number(number) - 1)).replace("?", "*");
  // from a number on, in steps: cron writes the same with the end of the range
  const ends: Readonly<Record<string, string>> = { minute: "59", hour: "23" };
  const from = (field: string | undefined, name: string) =>
    field?.replace(/^(\d+)\/(\d+)$/, `$1-${ends[name]}/$2`).replace("?", "*") ?? "";
  return [from(minute, "minute"), from(hour, "hour"), (day ?? "").replace("?", "*"), month, shifted].join(" ");
}

/** Hours of the units in which a trigger counts. */
const hoursOf: Readonly<Record<string, number>> = { HOURS: 1, DAYS: 24, WEEKS: 168 };

/** What starts runs without being asked. */
function startedBy({ run, given }: Job, references: References): readonly Meters[] {
  const isOn = (block: Arguments) => block["pause_status"] !== "PAUSED";
  const times = blocks(given["schedule"])
    .filter(isOn)
    .map((each) => references.text(each["quartz_cron_expression"]))
    .map((line) => {
      const cron = cronOf(line);
      return scheduled(run, line, cron === undefined ? undefined : mostStartsInAMonth(cron));
    });
  const triggers = blocks(given["trigger"]).filter(isOn);
  const periods = triggers
    .flatMap((each) => blocks(each["periodic"]))
    .map((each) => {
      const every = (countOf(each["interval"]) ?? 0) * (hoursOf[references.text(each["unit"])] ?? 0);
      const line = `every ${references.text(each["interval"])} ${references.text(each["unit"]).toLowerCase()}`;
      return scheduled(run, line, every > 0 ? Math.ceil((31 * 24) / every) : undefined);
    });
  const events = ["file_arrival", "table_update", "table", "model"].filter((key) =>
    triggers.some((each) => each[key] !== undefined),
  );
  const unbounded = events.map((key) => `runs of ${run} that a trigger by ${key.replaceAll("_", " ")} starts`);
  return [...times, ...periods, ...(unbounded.length === 0 ? [] : [{ meters: [], uncounted: [], unbounded }])];
}

/** What a job runs, and what starts it. */
export function job(resource: Resource, references: References, stack: Stack): readonly Meters[] {
  const { arguments: given, address } = resource;
  const isContinuous = blocks(given["continuous"]).some((each) => each["pause_status"] !== "PAUSED");
  const self: Job = { run: references.name(resource), given, address, isContinuous };
  const tasks = blocks(given["task"]);
  const found = (tasks.length === 0 ? [given] : tasks).map((each) => task(each, self, references, stack));
  const isServerless = found.some(({ meters }) => meters.some(({ priceKey }) => priceKey.includes("serverless")));
  const atOnce = countOf(given["max_concurrent_runs"] ?? 1);
  return [
    ...found,
    ...startedBy(self, references),
    ...(isServerless
      ? [
          {
            meters: [],
            uncounted: [],
            unbounded: [`DBUs an hour of serverless tasks of ${self.run}: the platform caps none`],
          },
        ]
      : []),
    ...(atOnce === 1 ? [] : [{ meters: [], uncounted: [], unbounded: [`runs of ${self.run} at the same time`] }]),
  ];
}
