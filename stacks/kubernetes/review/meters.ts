/**
 * What pods ask for: a cluster that exists bills its nodes, and what a pilot takes of them is what its pods reserve. A
 * price book gives a node's price by the vCPU, the GiB and the GPU.
 */
import { seconds } from "../../duration.js";
import { mostStartsInAMonth } from "../../pilot-spec/cron.js";
import { countOf, type Meter, type MeterReader, type Meters, scheduled, type Uncounted } from "../../readers/meters.js";
import { type Arguments, blocks } from "../../readers/stack.js";
import { isRayJob, madeObjects } from "./made-objects.js";
import { field, type KubernetesObject, Objects, part, parts } from "./objects.js";
import { containersOf, type Pods, podsOf } from "./pods.js";
import { amount, gibibytes } from "./quantities.js";

/** What a price book calls each of them: a price is for one of them and one hour. */
const keys = {
  cpu: "kubernetes vCPU",
  memory: "kubernetes GiB",
  gpu: "kubernetes GPU",
  volume: "kubernetes volume GiB",
} as const;

type Asked = Readonly<Record<"cpu" | "memory" | "gpu", number>>;
const resources = { cpu: "cpu", memory: "memory", gpu: "nvidia.com/gpu" } as const;

/** What one container asks for; a limit without a request is its request. Undefined where the stack does not say. */
function askedBy(container: Arguments, key: keyof Asked): number | undefined {
  const given = part(container, "resources");
  const value = part(given, "requests")[resources[key]] ?? part(given, "limits")[resources[key]];
  if (value === undefined) return key === "gpu" ? 0 : undefined;
  const read = amount(value);
  return read === undefined || key !== "memory" ? read : gibibytes(read);
}

/**
 * What one pod reserves: the sum of its containers, or the largest of those that run before them, which run alone.
 * kubernetes.io/docs/concepts/workloads/pods/init-containers, "resource sharing within containers" (2026-11)
 */
function askedFor(pods: Pods): Partial<Asked> {
  const first = parts(pods.spec, "initContainers", "initContainer");
  // one that restarts runs beside the others, as long as the pod does
  const beside = first.filter((each) => field(each, "restartPolicy") === "Always");
  const alone = first.filter((each) => !beside.includes(each));
  const together = containersOf(pods).filter((each) => !alone.includes(each));
  const found: { -readonly [Key in keyof Asked]?: number } = {};
  for (const key of ["cpu", "memory", "gpu"] as const) {
    const [sums, peaks] = [together, alone].map((each) => each.map((one) => askedBy(one, key)));
    const all = [...(sums ?? []), ...(peaks ?? [])];
    if (all.length === 0 || all.some((each) => each === undefined)) continue;
    const known = (values: typeof sums) => (values ?? []).map((each) => each ?? 0);
    found[key] = Math.max(
      known(sums).reduce((total, each) => total + each, 0),
      ...known(peaks),
    );
  }
  return found;
}

/** What a meter is called beside the pods' own name: the one of vCPUs has the name alone. */
const beside = { cpu: "", memory: ", memory", gpu: ", accelerators" } as const;

/** The meters of pods: one for each thing that they ask for. */
function metersOf(pods: Pods, rest: Omit<Meter, "priceKey">): Meters {
  const asked = askedFor(pods);
  const meters: Meter[] = [];
  const uncounted: Uncounted[] = [];
  for (const key of ["cpu", "memory", "gpu"] as const) {
    const each = asked[key];
    if (each === undefined)
      uncounted.push({ what: `${keys[key]} of ${pods.name}`, why: "a container does not say what it asks for" });
    else if (each > 0)
      meters.push({
        ...rest,
        ...{ what: `${rest.what}${beside[key]}`, priceKey: keys[key], per: each },
        ...{ least: rest.least * each, most: rest.most * each },
        ...(key === "memory" ? { unit: "GiB" as const } : {}),
      });
  }
  return { meters, uncounted };
}

/** How many pods there are at least and at most: an autoscaler that names the object decides, and else the object. */
function replicas(object: KubernetesObject, objects: Objects): readonly [least: number, most: number] | undefined {
  const { kind, name, namespace, body } = object;
  const scaler = objects.ofKind("HorizontalPodAutoscaler").find((each) => {
    const target = part(part(each.body, "spec"), "scaleTargetRef");
    return (
      each.namespace === namespace && objects.text(target["kind"]) === kind && objects.text(target["name"]) === name
    );
  });
  const spec = part((scaler ?? object).body, "spec");
  if (scaler !== undefined) {
    const [least, most] = [countOf(field(spec, "minReplicas") ?? 1), countOf(field(spec, "maxReplicas"))];
    return least === undefined || most === undefined ? undefined : [least, most];
  }
  const fixed = countOf(field(part(body, "spec"), "replicas") ?? 1);
  return fixed === undefined ? undefined : [fixed, fixed];
}

const role = "ml-pilot/role";

function standing(object: KubernetesObject, objects: Objects): readonly Meters[] {
  return podsOf(object, objects).map((pods) => {
    const count = object.kind === "Pod" ? ([1, 1] as const) : replicas(object, objects);
    if (count === undefined)
      return { meters: [], uncounted: [{ what: pods.name, why: "how many pods it has is not in the stack" }] };
    const when = pods.labels[role] === "endpoint" ? ("serving" as const) : ("always" as const);
    return metersOf(pods, { what: pods.name, least: count[0], most: count[1], when, address: object.resource.address });
  });
}

/** The steps of a workflow: each to its limit, in every attempt. */
function steps(object: KubernetesObject, objects: Objects): readonly Meters[] {
  const run = object.name;
  const beside = {
    meters: [],
    uncounted: [],
    unbounded: ["what the containers of Argo Workflows ask for beside each step"],
  };
  const unread = madeObjects(object)
    .filter((each) => !isRayJob(each))
    .map(({ template, kind = "an object" }) => ({
      meters: [],
      uncounted: [{ what: `${objects.text(template["name"])} of ${run}`, why: `it makes ${kind}, which is not read` }],
    }));
  const own = podsOf(object, objects).map((pods) => {
    const { template = {}, ofJob } = pods;
    const retry = part(template, "retryStrategy");
    const limit = Object.keys(retry).length === 0 ? 0 : countOf(objects.text(retry["limit"] ?? ""));
    const stop = seconds(ofJob === undefined ? template["activeDeadlineSeconds"] : ofJob.deadline);
    const tries = limit === undefined ? undefined : 1 + limit;
    // without a limit a step is tried until the run ends
    const time = stop === undefined || tries === undefined ? {} : { seconds: stop * tries };
    const what = [objects.text(template["name"]), ...(ofJob?.beside ? [ofJob.beside] : [])].join(", ");
    const count = ofJob === undefined ? 1 : ofJob.count;
    if (count === undefined)
      return { meters: [], uncounted: [{ what: pods.name, why: "how many pods it has is not in the stack" }] };
    const rest = { what, least: count, most: count, when: "running" as const, run, attempts: tries ?? 1, ...time };
    return metersOf(pods, { ...rest, address: object.resource.address });
  });
  return own.length === 0 ? unread : [...own, ...unread, beside];
}

/** Runs that a schedule starts: of a workflow's template, or of a job. */
function started(object: KubernetesObject, objects: Objects): readonly Meters[] {
  const spec = part(object.body, "spec");
  if (spec["suspend"] === true) return [];
  const run = objects.text(part(part(spec, "workflowSpec"), "workflowTemplateRef")["name"]) || object.name;
  const times = objects.texts(field(spec, "schedules", "schedule"));
  return times.map((line) => scheduled(run, line, mostStartsInAMonth(line)));
}

/** A claim: GiB that are there as long as it is, used or not. */
function claim({ name, body, resource }: KubernetesObject): Meters {
  const bytes = amount(part(part(part(body, "spec"), "resources"), "requests")["storage"]);
  const what = `claim ${name}`;
  if (bytes === undefined) return { meters: [], uncounted: [{ what, why: "its size is not in the stack" }] };
  const size = gibibytes(bytes);
  return {
    meters: [{ what, priceKey: keys.volume, least: size, most: size, when: "always", address: resource.address }],
    uncounted: [],
  };
}

/** Claims that a set makes for each of its pods. */
const claimsOf = (object: KubernetesObject): readonly Uncounted[] =>
  object.kind === "StatefulSet" &&
  blocks(field(part(object.body, "spec"), "volumeClaimTemplates", "volumeClaimTemplate")).length > 0
    ? [{ what: `claims of ${object.name}`, why: "a set makes one for each pod and keeps it" }]
    : [];

const isStanding = /^(Pod|Deployment|StatefulSet|ReplicaSet|ReplicationController)$/;

/** Reads the meters of Kubernetes. */
export const meters: MeterReader = (stack, references) => {
  const objects = Objects.of(stack, references);
  return objects.all.flatMap((object): readonly Meters[] => {
    const { kind, group, name } = object;
    if (group === "argoproj.io" && /^Workflow(Template)?$/.test(kind)) return steps(object, objects);
    if (group === "argoproj.io" && kind === "CronWorkflow") return started(object, objects);
    if (group !== "") return [];
    if (kind === "PersistentVolumeClaim") return [claim(object)];
    if (isStanding.test(kind)) return [...standing(object, objects), { meters: [], uncounted: claimsOf(object) }];
    if (kind === "DaemonSet")
      return [{ meters: [], uncounted: [{ what: `pods of ${name}`, why: "each node has one" }] }];
    if (kind === "Job" || kind === "CronJob")
      return [{ meters: [], uncounted: [{ what: `pods of ${name}`, why: "how long a job runs is not read" }] }];
    return [];
  });
};
