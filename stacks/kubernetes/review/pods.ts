/** The pods that objects make, whatever makes them: their labels, their containers and what they take of the node. */
import { type Arguments, blocks, isMap } from "../../readers/stack.js";
import { isRayJob, madeObjects, rayPods } from "./made-objects.js";
import { field, type KubernetesObject, type Objects, part, parts } from "./objects.js";

/** The pods of one object, or of one template of a workflow. */
export interface Pods {
  /** What makes them, as a person reads it. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Arguments;
  readonly object: KubernetesObject;
  /** Of a workflow: the template that they run for. */
  readonly template?: Arguments;
  /** Of a job that a workflow makes: what they are beside the nodes that do its work, how many, and its limit. */
  readonly ofJob?: { readonly beside: string; readonly count: number | undefined; readonly deadline: unknown };
}

/** Where each kind holds the pod that it makes. */
const templates: Readonly<Record<string, (spec: Arguments) => Arguments>> = {
  Deployment: (spec) => part(spec, "template"),
  StatefulSet: (spec) => part(spec, "template"),
  DaemonSet: (spec) => part(spec, "template"),
  ReplicaSet: (spec) => part(spec, "template"),
  ReplicationController: (spec) => part(spec, "template"),
  Job: (spec) => part(spec, "template"),
  CronJob: (spec) => part(part(part(spec, "jobTemplate"), "spec"), "template"),
};

const isWorkflow = ({ kind, group }: KubernetesObject): boolean =>
  group === "argoproj.io" && /^(Cluster)?Workflow(Template)?$/.test(kind);

/** The templates of a workflow that make a pod. */
const podTemplates = ({ body }: KubernetesObject): readonly Arguments[] =>
  blocks(part(body, "spec")["templates"]).filter(
    (each) => isMap(each["container"]) || isMap(each["script"]) || isMap(each["containerSet"]),
  );

/** The pods of the RayJobs that a workflow makes. */
function podsOfJobs(object: KubernetesObject, objects: Objects): readonly Pods[] {
  const { kind, name, namespace } = object;
  return madeObjects(object)
    .filter(isRayJob)
    .flatMap((made) =>
      rayPods(made).map(({ beside, count, template }) => ({
        name: [`${kind} ${name}`, objects.text(made.template["name"]), ...(beside === "" ? [] : [beside])].join(", "),
        namespace,
        labels: objects.map(part(template, "metadata")["labels"]),
        spec: part(template, "spec"),
        object,
        template: made.template,
        ofJob: { beside, count, deadline: part(made.body, "spec")["activeDeadlineSeconds"] },
      })),
    );
}

/** The pods that an object makes; none where it makes none. */
export function podsOf(object: KubernetesObject, objects: Objects): readonly Pods[] {
  const { kind, group, name, namespace, body } = object;
  const spec = part(body, "spec");
  if (isWorkflow(object)) {
    const own = podTemplates(object).map((each) => ({
      template: each,
      name: `${kind} ${name}, ${objects.text(each["name"])}`,
      namespace,
      labels: { ...objects.map(part(spec, "podMetadata")["labels"]), ...objects.map(part(each, "metadata")["labels"]) },
      // the workflow's own pod settings hold where the template says nothing
      spec: {
        ...spec,
        ...each,
        volumes: [...parts(spec, "volumes"), ...parts(each, "volumes")],
        containers: [each["container"] ?? each["script"], ...blocks(part(each, "containerSet")["containers"])].filter(
          isMap,
        ),
      },
      object,
    }));
    return [...own, ...podsOfJobs(object, objects)];
  }
  if (group !== "") return [];
  if (kind === "Pod") return [{ name: `Pod ${name}`, namespace, labels: object.labels, spec, object }];
  const template = templates[kind]?.(spec);
  if (template === undefined) return [];
  return [
    {
      name: `${kind} ${name}`,
      namespace,
      labels: objects.map(part(template, "metadata")["labels"]),
      spec: part(template, "spec"),
      object,
    },
  ];
}

/** All containers of pods: those that run before and those that run beside the others. */
export const containersOf = ({ spec }: Pods): readonly Arguments[] => [
  ...parts(spec, "initContainers", "initContainer"),
  ...parts(spec, "containers", "container"),
];

/** A selector of labels. An empty one fits everything. */
export function fits(selector: Arguments, labels: Readonly<Record<string, string>>, objects: Objects): boolean {
  const wanted = Object.entries(objects.map(field(selector, "matchLabels")));
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    parts(selector, "matchExpressions").every((each) => {
      const [key, operator] = [objects.text(each["key"]), objects.text(each["operator"])];
      const values = objects.texts(each["values"]);
      const own = labels[key];
      if (operator === "In") return own !== undefined && values.includes(own);
      if (operator === "NotIn") return own === undefined || !values.includes(own);
      return operator === "Exists" ? own !== undefined : own === undefined;
    })
  );
}

/** A selector as a person reads it; empty for all. */
export function selectorText(selector: Arguments, objects: Objects): string {
  return [
    ...Object.entries(objects.map(field(selector, "matchLabels"))).map(([key, value]) => `${key}=${value}`),
    ...parts(selector, "matchExpressions").map((each) =>
      [objects.text(each["key"]), objects.text(each["operator"]), objects.texts(each["values"]).join("|")]
        .join(" ")
        .trim(),
    ),
  ].join(", ");
}
