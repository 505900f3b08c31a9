/** Objects of a stack as the API server would hold them: names resolved, found by what selects them. */
import type { Json } from "../../rehearsal/contract.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";

/** What Terraform makes of a name that refers to another object. @throws Error where that object is not in the stack */
export function withNames(json: Synthesized, text: string): string {
  return text.replace(
    /\$\{((?:data\.)?)(kubernetes_[a-z0-9_]+)\.([\w-]+)\.metadata\[0\]\.name\}/g,
    (reference, data, type, id) => {
      const found = (data === "" ? json.resource : json.data)?.[type]?.[id] as Json;
      const name = found?.metadata?.name;
      if (typeof name !== "string") throw new Error(`${reference} names no object of the stack`);
      return withNames(json, name);
    },
  );
}

/** All objects of a type. */
export function objectsOf(json: Synthesized, type: string): readonly Json[] {
  return resourcesOf(json)
    .filter((each) => each.type === type)
    .map(({ arguments: given }) => JSON.parse(withNames(json, JSON.stringify(given))));
}

const matches = (selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** A Service, and the one container that gets its requests. */
export interface Selected {
  readonly service: Json;
  readonly deployment: Json;
  readonly pod: Json;
  readonly container: Json;
  /** Of the container. */
  readonly port: number;
}

/**
 * The pods that a Service selects.
 * @throws Error where it selects no Deployment of the stack, or several, or a port that no container listens on
 */
export function selectedBy(json: Synthesized, name: string): Selected {
  const service = objectsOf(json, "kubernetes_service_v1").find(({ metadata }) => metadata.name === name);
  if (service === undefined) throw new Error(`the stack has no Service ${name}`);
  const found = objectsOf(json, "kubernetes_deployment_v1").filter(
    ({ metadata, spec }) =>
      metadata.namespace === service.metadata.namespace &&
      matches(service.spec.selector ?? {}, spec.template.metadata.labels),
  );
  const [deployment] = found;
  if (deployment === undefined || found.length > 1)
    throw new Error(`the Service ${name} must select the pods of one Deployment, got ${found.length}`);
  const pod = deployment.spec.template.spec;
  const [container] = pod.container;
  const port = Number(service.spec.port[0].target_port);
  if (!(container.port ?? []).some((each: Json) => each.container_port === port))
    throw new Error(`the Service ${name} sends to port ${port}, which no container listens on`);
  return { service, deployment, pod, container, port };
}

/** The service account of that name. @throws Error where the stack has none */
export function serviceAccount(json: Synthesized, name: string): Json {
  const found = objectsOf(json, "kubernetes_service_account_v1").find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`the stack has no service account ${name}`);
  return found;
}

/** What a container is asked to do. */
interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

/**
 * Throws as the API server would refuse a service account.
 * kubernetes.io/docs/reference/access-authn-authz/rbac (2026-11): a right is the sum of the roles that are bound
 */
export function demandRight(json: Synthesized, account: Json, { group, resource, verb }: Right): void {
  const { name, namespace } = account.metadata;
  const roles = objectsOf(json, "kubernetes_role_binding_v1")
    .filter(({ metadata, subject }) => {
      const isBound = subject.some(
        (each: Json) => each.kind === "ServiceAccount" && each.name === name && each.namespace === namespace,
      );
      return metadata.namespace === namespace && isBound;
    })
    .map(({ role_ref }) => role_ref.name);
  const covers = (given: readonly string[] = [], wanted: string) => given.includes(wanted) || given.includes("*");
  const isGranted = objectsOf(json, "kubernetes_role_v1")
    .filter(({ metadata }) => metadata.namespace === namespace && roles.includes(metadata.name))
    .flatMap(({ rule }) => rule)
    .some(
      (rule: Json) =>
        rule.resource_names === undefined &&
        covers(rule.api_groups, group) &&
        covers(rule.resources, resource) &&
        covers(rule.verbs, verb),
    );
  if (!isGranted)
    throw new Error(
      `${resource}.${group} is forbidden: system:serviceaccount:${namespace}:${name} may not ${verb} it in ${namespace}`,
    );
}
