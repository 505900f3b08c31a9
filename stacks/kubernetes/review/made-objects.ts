/**
 * Objects that a workflow makes while it runs: a template holds them as text. A RayJob is read for its pods; of another
 * kind it is said that nobody reads it. argo-workflows.readthedocs.io/en/latest/fields (ResourceTemplate, 2026-11)
 */
import { parse } from "yaml";
import { type Arguments, blocks, isMap } from "../../readers/stack.js";
import { type KubernetesObject, part, parts } from "./objects.js";

/** One object, with the template that makes it. */
export interface MadeObject {
  readonly template: Arguments;
  /** Undefined where its text is not one object. */
  readonly kind: string | undefined;
  readonly body: Arguments;
}

/** Text as Terraform's provider gets it, with its escapes taken out. */
const plain = (text: string): string => text.replace(/([$%])\1\{/g, "$1{");

function read(manifest: unknown): Arguments | undefined {
  if (typeof manifest !== "string") return undefined;
  try {
    const found: unknown = parse(plain(manifest), { logLevel: "error" });
    return isMap(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The objects that the templates of a workflow make or change. */
export const madeObjects = ({ body }: KubernetesObject): readonly MadeObject[] =>
  blocks(part(body, "spec")["templates"]).flatMap((template) => {
    const resource = part(template, "resource");
    const { action } = resource;
    if (Object.keys(resource).length === 0 || action === "get" || action === "delete") return [];
    const found = read(resource["manifest"]);
    const { apiVersion, kind } = found ?? {};
    const isNamed = typeof apiVersion === "string" && typeof kind === "string";
    return [{ template, kind: isNamed ? `${apiVersion}/${kind}` : undefined, body: found ?? {} }];
  });

/** Whether an object is a RayJob. */
export const isRayJob = ({ kind }: MadeObject): boolean => /^ray\.io\/v1\w*\/RayJob$/.test(kind ?? "");

/** Pods of a RayJob that are the same. */
export interface RayPods {
  /** What they are beside the nodes that do the work; empty for these. */
  readonly beside: string;
  /** Undefined where the text does not say. */
  readonly count: number | undefined;
  readonly template: Arguments;
}

const countOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** The pods of a RayJob: as many of a group as it may have at most. KubeRay makes them: ray-operator/apis/ray/v1 */
export function rayPods({ body }: MadeObject): readonly RayPods[] {
  const spec = part(body, "spec");
  const cluster = part(spec, "rayClusterSpec");
  const mode = spec["submissionMode"] ?? "K8sJobMode";
  return [
    { beside: "its head", count: 1, template: part(part(cluster, "headGroupSpec"), "template") },
    ...parts(cluster, "workerGroupSpecs").map((group) => ({
      beside: "",
      count: countOf(group["maxReplicas"] ?? group["replicas"]),
      template: part(group, "template"),
    })),
    ...(mode === "K8sJobMode"
      ? [{ beside: "what submits it", count: 1, template: part(spec, "submitterPodTemplate") }]
      : []),
  ];
}
