/** What Google's documents say it refuses, each with its source. Each rule gets a call before it takes effect. */
import { cronProblem } from "../../../../constructs/google/pipeline/schedule.js";
import { at, type Call, day, type Json, listAt, Refusal, type World } from "./world.js";

const invalid = (message: string) => new Refusal(400, message, "INVALID_ARGUMENT");
const exists = (path: string) => new Refusal(409, `Resource already exists: ${path}`, "ALREADY_EXISTS");

/** A rule: which calls it is about, and what it refuses of them. */
interface Rule {
  readonly about: (call: Call) => boolean;
  readonly refuse: (call: Call, world: World) => Refusal | undefined;
}

const creates = (ending: RegExp) => (call: Call) => call.method === "POST" && ending.test(call.path);
const deletes = (pattern: RegExp) => (call: Call) => call.method === "DELETE" && pattern.test(call.path);

export const rules: readonly Rule[] = [
  {
    // docs.cloud.google.com/iam/docs/creating-custom-roles, "Delete a custom role" (2026-10): 7 days in which it can
    // be undeleted, then 30 in which the role id cannot be used.
    about: creates(/\/iam\/v1\/projects\/[^/]+\/roles$/),
    refuse: ({ path, body }, world) => {
      const { deletedAt } = world;
      const since = deletedAt.get(`${path}/${body["roleId"]}`);
      return since !== undefined && world.now() - since < 37 * day
        ? invalid(`You can't create a role_id (${body["roleId"]}) which has been marked for deletion.`)
        : undefined;
    },
  },
  {
    // docs.cloud.google.com/iam/docs/creating-custom-roles, "Undelete a custom role" (2026-10): within 7 days.
    about: creates(/\/roles\/[^/]+:undelete$/),
    refuse: ({ path }, world) => {
      const { deletedAt } = world;
      const since = deletedAt.get(path.replace(":undelete", ""));
      return since === undefined || world.now() - since >= 7 * day
        ? invalid("This role is not deleted, or no more held")
        : undefined;
    },
  },
  {
    // docs.cloud.google.com/kms/docs/create-key-ring (2026-10): key rings cannot be deleted.
    about: (call) => call.path.includes("/keyRings") && !call.path.includes("/cryptoKeys") && call.method === "DELETE",
    refuse: () => new Refusal(404, "Method not found.", "NOT_FOUND"),
  },
  {
    // docs.cloud.google.com/monitoring/alerts/using-promql, "Limitations" (2026-01): the retest window is at most a
    // day.
    about: (call) => call.path.includes("/alertPolicies") && call.method !== "DELETE",
    refuse: ({ body }) => {
      for (const condition of listAt(body, "conditions")) {
        const query = at(condition, "conditionPrometheusQueryLanguage");
        const seconds = Number(String(query["duration"] ?? "0s").replace("s", ""));
        if (seconds > day)
          return invalid(`condition_prometheus_query_language.duration had an invalid value of ${seconds}s`);
        // github.com/hashicorp/terraform-provider-google/issues/20491 (2024-12): nothing was written to it yet.
        if (query["query"] !== undefined && query["disableMetricValidation"] !== true) {
          return invalid("Cannot find metric(s) that match the query; it may be new: disable_metric_validation");
        }
      }
      return undefined;
    },
  },
  {
    // hashicorp/terraform-provider-google#24145 (2025-08); Google's tutorial on Private Service Connect interfaces
    // (2026-10): wait for an hour after the last job.
    about: deletes(/\/networkAttachments\/[^/]+$/),
    refuse: ({ path }, world) =>
      world.now() - (world.usedAt.get(path) ?? Number.NEGATIVE_INFINITY) < 3600
        ? new Refusal(
            400,
            `The network_attachment resource '${path}' is already being used`,
            "resourceInUseByAnotherResource",
          )
        : undefined,
  },
  {
    // docs.cloud.google.com/compute/docs/troubleshooting (2026-10): resourceInUseByAnotherResource
    about: deletes(/^\/compute\//),
    refuse: ({ path }, { things }) => {
      const tail = path.split("/").slice(-2).join("/");
      const pattern = new RegExp(`${tail.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`);
      for (const [other, thing] of things) {
        if (other === path || !other.startsWith("/compute/")) continue;
        const { selfLink, selfLinkWithId, ...shown } = thing;
        if (pattern.test(JSON.stringify(shown))) {
          return new Refusal(
            400,
            `The resource '${path}' is already being used by '${other}'`,
            "resourceInUseByAnotherResource",
          );
        }
      }
      return undefined;
    },
  },
  {
    // docs.cloud.google.com/vpc/docs/configure-private-service-connect-apis (2026-10): 1 to 20 letters and digits.
    about: creates(/\/global\/forwardingRules$/),
    refuse: ({ body }) =>
      /^(all-apis|vpc-sc)$/.test(String(body["target"])) && !/^[a-z][a-z0-9]{0,19}$/.test(String(body["name"]))
        ? invalid("Invalid value for field 'resource.name'")
        : undefined,
  },
  {
    // docs.cloud.google.com/vpc/docs/configure-private-service-connect-services (2026-10): one region.
    about: creates(/\/regions\/[^/]+\/forwardingRules$/),
    refuse: ({ path, body }) => {
      const [, here] = /\/regions\/([^/]+)\//.exec(path) ?? [];
      const [, there] = /\/regions\/([^/]+)\/serviceAttachments\//.exec(String(body["target"])) ?? [];
      return there !== undefined && there !== here
        ? invalid(`The target is in ${there} and the rule in ${here}`)
        : undefined;
    },
  },
  {
    // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/delete (2026-10)
    about: deletes(/\/endpoints\/[^/]+$/),
    refuse: ({ path }, { things }) =>
      listAt(things.get(path) ?? {}, "deployedModels").length > 0
        ? invalid("The Endpoint has deployed or being-deployed DeployedModel(s). You must undeploy all of them first.")
        : undefined,
  },
  {
    // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/create (2026-10)
    about: creates(/\/aiplatform\/.*\/endpoints$/),
    refuse: ({ query }) =>
      /^[1-9]\d{0,9}$/.test(query.get("endpointId") ?? "")
        ? undefined
        : invalid("endpointId must be 1 to 10 digits, the first not 0"),
  },
  {
    // docs.cloud.google.com/workflows/quotas, "Resource limits" (2026-01)
    about: (call) =>
      /\/workflows\/v1\/.*\/workflows(\/|$)/.test(call.path) && call.method !== "DELETE" && call.method !== "GET",
    refuse: ({ body }) => {
      const source = String(body["sourceContents"] ?? "");
      if (source.length > 128 * 1024) return invalid("The workflow source exceeds 128 KB");
      const long = (source.match(/\$\{[^}]*\}/g) ?? []).find(
        (expression) => expression.replace(/\\"/g, '"').length > 403,
      );
      return long === undefined ? undefined : invalid(`expression is longer than 400 characters: ${long.slice(0, 60)}`);
    },
  },
  {
    // docs.cloud.google.com/scheduler/docs/configuring/cron-job-schedules (2026-10)
    about: (call) => call.path.includes("/cloudscheduler/") && "schedule" in call.body,
    refuse: ({ body }) => {
      const fault = cronProblem(String(body["schedule"]));
      return fault === undefined ? undefined : invalid(`Schedule or time zone is invalid: ${fault}`);
    },
  },
  {
    // docs.cloud.google.com/storage/docs/deleting-buckets (2026-10)
    about: deletes(/^\/storage\/v1\/b\/[^/]+$/),
    refuse: ({ path }, { things }) =>
      [...things.keys()].some((other) => other.startsWith(`${path}/o/`))
        ? new Refusal(409, "The bucket you tried to delete is not empty.", "conflict")
        : undefined,
  },
  {
    // docs.cloud.google.com/bigquery/docs/managing-datasets, "Delete datasets" (2026-10)
    about: deletes(/^\/bigquery\/v2\/projects\/[^/]+\/datasets\/[^/]+$/),
    refuse: ({ path, query }, { things }) =>
      query.get("deleteContents") !== "true" && [...things.keys()].some((other) => other.startsWith(`${path}/tables/`))
        ? new Refusal(400, `Dataset ${path} is still in use`, "resourceInUse")
        : undefined,
  },
  {
    // docs.cloud.google.com/logging/docs/buckets, "Delete a bucket" (2026-10): pending for 7 days, and its name with
    // it.
    about: creates(/\/logging\/v2\/.*\/buckets(:createAsync)?$/),
    refuse: ({ path, query }, world) => {
      const { deletedAt } = world;
      const bucket = `${path.replace(":createAsync", "")}/${query.get("bucketId")}`;
      return world.now() - (deletedAt.get(bucket) ?? Number.NEGATIVE_INFINITY) < 7 * day ? exists(bucket) : undefined;
    },
  },
  {
    // docs.cloud.google.com/dns/docs/zones, "Delete a zone" (2026-10)
    about: deletes(/^\/dns\/v1\/projects\/[^/]+\/managedZones\/[^/]+$/),
    refuse: ({ path }, { things }) =>
      [...things.keys()].some((other) => other.startsWith(`${path}/rrsets/`))
        ? invalid("The resource named cannot be deleted because it contains one or more resource records")
        : undefined,
  },
  {
    // docs.cloud.google.com/iam/docs/policies, "Limitations" (2026-10): principals and custom roles must exist.
    about: creates(/:setIamPolicy$/),
    refuse: ({ body }, { things }) => {
      for (const { role, members } of listAt(at(body, "policy"), "bindings")) {
        const custom = /^projects\/([^/]+)\/roles\/(\w+)$/.exec(String(role));
        if (custom && (things.get(`/iam/v1/${role}`) ?? { deleted: true })["deleted"] === true) {
          return invalid(`Role ${role} is not supported or does not exist`);
        }
        for (const member of members as string[]) {
          const [, email, project] = /^serviceAccount:([^@]+@([^.]+)\.iam\.gserviceaccount\.com)$/.exec(member) ?? [];
          if (email === undefined || /^(gcp-sa-.*|gs-project-accounts|bigquery-encryption)$/.test(project ?? ""))
            continue;
          if (!things.has(`/iam/v1/projects/${project}/serviceAccounts/${email}`)) {
            return invalid(`Service account ${email} does not exist.`);
          }
        }
      }
      return undefined;
    },
  },
];

/** The first refusal of a call, or undefined. */
export function refusalOf(call: Call, world: World): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule.about(call) ? rule.refuse(call, world) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** What Monitoring leaves out of a dashboard: hashicorp/terraform-provider-google#24650 (2026-08). */
export function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value as Json).filter(([, each]) => each !== 0 && each !== false);
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutZeros(each)]));
}
