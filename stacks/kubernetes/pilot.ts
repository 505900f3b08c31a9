/** The pilot on a cluster: what a spec becomes there. It is both halves on the same foundations, in two stacks. */
import type { TerraformStack } from "cdktf";
import { Dashboard } from "../../constructs/kubernetes/dashboard.js";
import type { PilotEnd, Release } from "../halves.js";
import { repoPaths } from "../next-steps.js";
import type { KubernetesFoundations, KubernetesSpec } from "./foundations.js";
import { nextSteps } from "./next-steps.js";
import { kubernetesNotes } from "./notes.js";
import { stackRules } from "./rules.js";
import type { KubernetesServing } from "./serving.js";
import type { KubernetesRelease } from "./training.js";
import { wayBack } from "./way-back.js";

export { addFoundations } from "./foundations.js";
export { addServing } from "./serving.js";
export { addTraining } from "./training.js";

/** Adds what looks at both halves: the alerts, where Prometheus's operator runs in the cluster. */
export function finish(
  _stack: TerraformStack,
  spec: KubernetesSpec,
  parts: {
    readonly foundations: KubernetesFoundations;
    /** @default `pipeline` - it was trained on another platform */
    readonly release: Release & { readonly pipeline?: KubernetesRelease["pipeline"] };
    readonly serving: KubernetesServing;
  },
): PilotEnd {
  const { names, namespace, place, runs } = parts.foundations;
  const { p95Milliseconds, errorPercent, idleHours } = spec.endpoint;
  const { monitoring } = spec.kubernetes;
  if (parts.serving.endpoint !== undefined && monitoring !== undefined) {
    new Dashboard(runs, "dashboard", {
      name: names.endpoint,
      namespace,
      labels: place.labels,
      owner: spec.owners.serving,
      endpoint: { name: names.endpoint, p95Milliseconds, errorPercent, idleHours },
      selectedBy: monitoring.selectedBy,
    });
  }
  return {
    nextSteps: nextSteps({
      paths: repoPaths(spec),
      names,
      namespace,
      spec,
      pipelineName: parts.release.pipeline?.pipelineName,
      batchName: parts.serving.batch?.pipelineName,
      isCrossing: parts.release.crossing !== undefined,
      isServing: parts.serving.endpoint?.endpointName !== undefined && !spec.paused,
    }),
    wayBack: wayBack(spec, parts.foundations.bucket.isMade),
    lookFirst: kubernetesNotes(spec, parts.foundations.bucket.isMade),
    rules: stackRules(spec),
  };
}
