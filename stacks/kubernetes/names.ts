/** Names on a cluster, composed in one place from the pilot's name. */
import type { ComposedName } from "../pilot-spec/names.js";
import type { PilotSpec } from "../pilot-spec/schema.js";

/** Names on a cluster. */
export const kubernetesNames = (pilot: string) =>
  ({
    prefix: pilot,
    training: `${pilot}-training`,
    serving: `${pilot}-serving`,
    exporter: `${pilot}-exporter`,
    registry: `${pilot}-registry`,
    model: pilot,
    pipeline: `${pilot}-pipeline`,
    batch: `${pilot}-batch`,
    endpoint: `${pilot}-endpoint`,
    budget: `${pilot}-budget`,
  }) as const;

/** The namespace of a pilot. */
export const namespaceOf = ({ name, kubernetes }: { name: string; kubernetes: { namespace?: string | undefined } }) =>
  kubernetes.namespace ?? name;

/**
 * The longest of the names that pods are made of: a run is the template's name and five letters, a pod of it the run's,
 * the step's and a hash. argo-workflows.readthedocs.io/en/latest/variables (2026-11); a Service has at most 63.
 */
const name = {
  kind: "name of a Service",
  pattern: /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
  allowed: "1 to 40 lower-case letters, digits and -, a letter first",
};

/** The names of a pilot that Kubernetes has a rule for. */
export function composedNames(spec: Pick<PilotSpec, "name">): readonly ComposedName[] {
  const { training, exporter, registry, pipeline, endpoint, budget } = kubernetesNames(spec.name);
  return [training, exporter, registry, pipeline, endpoint, budget].map((each) => ({ rule: name, name: each }));
}
