/**
 * Objects of Kubernetes in one form, whether a typed resource writes them (`kubernetes_role_v1`, snake_case, single
 * blocks) or a manifest (camelCase, as the API has them): a reader of one kind reads both.
 */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, list, type Resource, type Stack } from "../../readers/stack.js";

/** One object. */
export interface KubernetesObject {
  /** As the API spells it, such as `NetworkPolicy`. */
  readonly kind: string;
  /** The API group; empty for what the cluster itself has, whatever its group there. */
  readonly group: string;
  readonly name: string;
  /** Empty where the kind has none. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly body: Arguments;
  readonly resource: Resource;
}

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The first of some fields that is there, in the spelling of the API or of the provider. */
export function field(map: Arguments, ...keys: readonly string[]): unknown {
  for (const key of keys) {
    const found = map[key] ?? map[snake(key)];
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** The map in a field, or an empty one. */
export const part = (map: Arguments, ...keys: readonly string[]): Arguments => blocks(field(map, ...keys))[0] ?? {};

/** The maps in a field. */
export const parts = (map: Arguments, ...keys: readonly string[]): readonly Arguments[] => blocks(field(map, ...keys));

/** Groups that the API server itself has: their kinds are known by the kind alone. */
const builtIn = /^(|apps|batch|autoscaling|policy|[a-z]+(?:\.[a-z]+)*\.k8s\.io)$/;

/** Groups below `k8s.io` that the API server does not have: they come with a CRD. */
const added = /^(gateway\.networking|snapshot\.storage|kueue\.x-k8s|metrics)\.?/;

/** Kinds whose name in a type is written otherwise than word by word. */
const spelled: Readonly<Record<string, string>> = {
  daemonset: "DaemonSet",
  csi_driver: "CSIDriver",
  api_service: "APIService",
};

/** Kinds without a namespace. kubernetes.io/docs/reference/kubernetes-api (2026-11) */
const clusterWide =
  /^(Namespace|Node|PersistentVolume|ClusterRole|ClusterRoleBinding|StorageClass|PriorityClass|CSIDriver|APIService|RuntimeClass|IngressClass|CertificateSigningRequest|(Mutating|Validating)(WebhookConfiguration|AdmissionPolicy|AdmissionPolicyBinding)|CustomResourceDefinition|GatewayClass|ClusterQueue|ResourceFlavor)$/;

const isManifest = ({ type }: Resource): boolean => type === "kubernetes_manifest";

/** The kind of a typed resource: `kubernetes_role_binding_v1` is a RoleBinding. */
function kindOf(type: string): string {
  const base = type.replace(/^kubernetes_/, "").replace(/_v\d+(?:beta\d+)?$/, "");
  return spelled[base] ?? base.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What a manifest holds: a map that stands in the stack, or an empty one. */
export const manifestOf = ({ arguments: given }: Resource): Arguments =>
  isMap(given["manifest"]) ? given["manifest"] : {};

/** What a resource is called in lists and on pages: a manifest by its group and kind. */
export function typeName(resource: Resource): string | undefined {
  if (!isManifest(resource)) return undefined;
  const { apiVersion, kind } = manifestOf(resource);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return `${resource.type} of an unknown kind`;
  return `${resource.type} ${groupOf(apiVersion) || "core"}/${kind}`;
}

const groupOf = (apiVersion: string): string => (apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "");

/** A name in the metadata of another object, as the provider's bindings refer to it. */
const metadata = /\$\{(kubernetes_\w+\.[\w-]+)\.(?:metadata|manifest\.metadata)(?:\[0\]|\.0)?\.(name|namespace)\}/g;

/** The objects of one stack. */
export class Objects {
  private readonly byAddress = new Map<string, KubernetesObject>();

  private constructor(
    stack: Stack,
    private readonly references: References,
  ) {
    for (const resource of stack.resources)
      if (!resource.isData && resource.type.startsWith("kubernetes_"))
        this.byAddress.set(resource.address, this.read(resource));
  }

  private static readonly known = new WeakMap<Stack, Objects>();

  /** The objects of a stack; the first call reads them. */
  static of(stack: Stack, references: References): Objects {
    const known = Objects.known.get(stack);
    if (known !== undefined) return known;
    const made = new Objects(stack, references);
    Objects.known.set(stack, made);
    return made;
  }

  /** All of them. */
  get all(): readonly KubernetesObject[] {
    return [...this.byAddress.values()];
  }

  /** Those of a kind. */
  ofKind(kind: string): readonly KubernetesObject[] {
    return this.all.filter((each) => each.kind === kind && each.group === "");
  }

  /** The object that a resource makes; undefined for another platform's. */
  object(resource: Resource): KubernetesObject | undefined {
    return this.byAddress.get(resource.address);
  }

  /** A string with its references replaced by names. */
  text(value: unknown): string {
    if (typeof value !== "string") return this.references.text(value);
    return this.references.text(
      value.replace(metadata, (whole, address: string, key: string) => this.own(whole, address, key)),
    );
  }

  /** All strings of a list, resolved. */
  texts(value: unknown): readonly string[] {
    return list(value).map((each) => this.text(each));
  }

  /** A map of strings, resolved. */
  map(value: unknown): Readonly<Record<string, string>> {
    const found = isMap(value) ? Object.entries(value) : [];
    return Object.fromEntries(found.map(([key, each]) => [key, this.text(each)]));
  }

  private own(whole: string, address: string, key: string, depth = 0): string {
    const resource = this.references.target(`\${${address}.id}`);
    if (resource === undefined || depth > 8) return whole;
    const given = part(isManifest(resource) ? manifestOf(resource) : resource.arguments, "metadata")[key];
    if (typeof given !== "string") return whole;
    return given.replace(metadata, (inner, at: string, which: string) => this.own(inner, at, which, depth + 1));
  }

  private read(resource: Resource): KubernetesObject {
    const body = isManifest(resource) ? manifestOf(resource) : resource.arguments;
    const written = groupOf(String(body["apiVersion"] ?? ""));
    const group = isManifest(resource) && (!builtIn.test(written) || added.test(written)) ? written : "";
    const kind = isManifest(resource) ? String(body["kind"] ?? "") : kindOf(resource.type);
    const given = part(body, "metadata");
    const name = this.text(given["name"] ?? given["generate_name"] ?? given["generateName"]) || resource.path;
    const namespace = clusterWide.test(kind) ? "" : this.text(given["namespace"]) || "default";
    const { labels, annotations } = given;
    return {
      kind,
      group,
      name,
      namespace,
      labels: this.map(labels),
      annotations: this.map(annotations),
      body,
      resource,
    };
  }
}
