/**
 * The kinds that operators bring, with an open schema: what stands in them is held to closed ones by the oracles, and
 * nothing here runs them. Names and versions are those of Argo Workflows 4.1, KubeRay 1.7 and prometheus-operator 0.9x.
 */

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

const definition = ({ group, version, kind, plural }: Kind) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { kind, plural, singular: kind.toLowerCase() },
    versions: [
      {
        ...{ name: version, served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        },
      },
    ],
  },
});

const argo = { group: "argoproj.io", version: "v1alpha1" };
const monitoring = { group: "monitoring.coreos.com", version: "v1" };

/** All of them, as the API server takes them. */
export const definitions: readonly object[] = [
  { ...argo, kind: "WorkflowTemplate", plural: "workflowtemplates" },
  { ...argo, kind: "CronWorkflow", plural: "cronworkflows" },
  { group: "ray.io", version: "v1", kind: "RayJob", plural: "rayjobs" },
  { ...monitoring, kind: "PodMonitor", plural: "podmonitors" },
  { ...monitoring, kind: "PrometheusRule", plural: "prometheusrules" },
].map(definition);
