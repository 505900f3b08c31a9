/** Jobs: tasks, who they run as, and what the API adds to them. */
import { namesOf } from "./principals.js";
import { denied, invalid, Refusal } from "./refusal.js";
import { deletedJob, newJob, resetJob } from "./shapes/workspace.js";
import { at, type Json, listAt, type Request, route, textAt, thing, type World } from "./world.js";

const byKey = (one: Json, other: Json): number => (textAt(one, "task_key") < textAt(other, "task_key") ? -1 : 1);

/**
 * What is wrong with tasks. docs.databricks.com/api/jobs/v1 (2026-12) and databricks-sdk 0.162.0, `jobs.Task`: a key
 * has at most 100 letters, digits, - and _; what a task depends on is a task; a serverless task names an environment of
 * the job.
 */
function holdTasks(settings: Json): void {
  const tasks = listAt(settings, "tasks");
  const keys = tasks.map((task) => textAt(task, "task_key"));
  const environments = listAt(settings, "environments").map((each) => textAt(each, "environment_key"));
  for (const task of tasks) {
    const key = textAt(task, "task_key");
    if (!/^[\w-]{1,100}$/.test(key)) throw invalid(`The task key '${key}' is not valid.`);
    if (keys.filter((each) => each === key).length > 1) throw invalid(`Duplicate task key '${key}'.`);
    const unknown = listAt(task, "depends_on").find((each) => !keys.includes(textAt(each, "task_key")));
    if (unknown) throw invalid(`Task '${key}' depends on '${textAt(unknown, "task_key")}', which is not a task.`);
    const environment = at(task, "environment_key");
    if (environment !== undefined && !environments.includes(String(environment)))
      throw invalid(`The environment key '${environment}' of task '${key}' is not defined.`);
    if (task["python_wheel_task"] !== undefined && environment === undefined)
      throw invalid(`Task '${key}' has neither a cluster nor an environment.`);
  }
  if (isCircular(tasks)) throw invalid("The tasks of the job depend on each other in a circle.");
}

function isCircular(tasks: readonly Json[]): boolean {
  const left = new Map(tasks.map((task) => [textAt(task, "task_key"), listAt(task, "depends_on")]));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [key, needs] of left) if (!needs.some((each) => left.has(textAt(each, "task_key")))) left.delete(key);
  }
  return left.size > 0;
}

/**
 * A job runs as a service principal on which its caller has the role Service Principal User: the creator of one does
 * not have it. docs.databricks.com/security/auth/access-control/service-principal-acl (2026-12)
 */
function holdRunAs(world: World, settings: Json, caller: string): void {
  const name = at(settings, "run_as", "service_principal_name");
  if (name === undefined) return;
  const principals = [...world.principals.servicePrincipals.values()];
  if (!principals.some(({ applicationId }) => applicationId === name))
    throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Principal: ServicePrincipalName(${name}) does not exist`);
  const users = (world.things.get(`roles/${name}`)?.["servicePrincipal.user"] ?? []) as readonly string[];
  if (!users.some((each) => namesOf(world, caller).has(each)))
    throw denied(`User ${caller} does not have permission to use service principal ${name}.`);
}

/** databricks-sdk 0.162.0, `jobs.JobSettings` and `jobs.CronSchedule`; docs.databricks.com/jobs/scheduled (2026-12) */
function hold(world: World, settings: Json, caller: string): void {
  holdTasks(settings);
  holdRunAs(world, settings, caller);
  if (Buffer.byteLength(textAt(settings, "name")) > 4096) throw invalid("The name of the job is too long.");
  if (Object.keys((settings["tags"] ?? {}) as Json).length > 25) throw invalid("The job has more than 25 tags.");
  const policy = at(settings, "budget_policy_id");
  if (policy !== undefined && thing(world, "budget-policies", String(policy)) === undefined)
    throw invalid(`Budget policy ${policy} does not exist.`);
  const cron = at(settings, "schedule", "quartz_cron_expression");
  if (cron === undefined) return;
  const fields = String(cron).split(" ");
  // Quartz: seconds to days of the week, and exactly one of the two days is `?`
  if (fields.length < 6 || fields.length > 7 || (fields[3] === "?") === (fields[5] === "?"))
    throw invalid(`Invalid quartz cron expression '${cron}'.`);
}

/** A job as the API gives it back: tasks sorted by their keys, and what was left out as it is by default. */
function shown(settings: Json): Json {
  const quiet = { email_notifications: {}, webhook_notifications: {} };
  const tasks = [...listAt(settings, "tasks")].sort(byKey).map((task) => {
    const after = [...listAt(task, "depends_on")].sort(byKey);
    return { run_if: "ALL_SUCCESS", timeout_seconds: 0, ...quiet, ...task, ...(after.length && { depends_on: after }) };
  });
  return { max_concurrent_runs: 1, timeout_seconds: 0, format: "MULTI_TASK", ...quiet, ...settings, tasks };
}

function made(world: World, { body, caller }: Request): Json {
  hold(world, body, caller);
  const id = world.number();
  const run = at(body, "run_as", "service_principal_name") ?? caller;
  world.things.set(`jobs/${id}`, { job_id: id, created_time: 1, creator_user_name: caller, run_as_user_name: run });
  world.permissions.set(`jobs/${id}`, [{ user_name: caller, permission_level: "IS_OWNER" }]);
  return { job_id: Object.assign(world.things.get(`jobs/${id}`) as Json, { settings: shown(body) })["job_id"] };
}

function found(world: World, id: unknown): Json {
  const job = thing(world, "jobs", String(id));
  if (job === undefined) throw new Refusal(400, "INVALID_PARAMETER_VALUE", `Job ${id} does not exist.`);
  return job;
}

/** A reset puts all settings in the place of the old ones. */
function changed(world: World, { body, caller }: Request): Json {
  const job = found(world, body["job_id"]);
  const settings = (body["new_settings"] ?? {}) as Json;
  hold(world, settings, caller);
  Object.assign(job, { settings: shown(settings) });
  return {};
}

function deleted(world: World, { body }: Request): Json {
  const id = found(world, body["job_id"])["job_id"];
  world.things.delete(`jobs/${id}`);
  world.permissions.delete(`jobs/${id}`);
  return {};
}

const base = "/api/2.2/jobs";
export const jobs = [
  route("POST", `${base}/create`, (world, request) => [200, made(world, request)], newJob),
  route("GET", `${base}/get`, (world, { query }) => [200, found(world, query.get("job_id"))]),
  route("POST", `${base}/reset`, (world, request) => [200, changed(world, request)], resetJob),
  route("POST", `${base}/delete`, (world, request) => [200, deleted(world, request)], deletedJob),
];
