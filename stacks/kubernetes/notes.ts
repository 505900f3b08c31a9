/** What a reader of a spec without a problem should know of a cluster. */
import type { CheckedSections } from "../pilot-spec/check.js";

/**
 * One sentence each.
 * @param isMade whether a stack of the pilot makes the bucket
 */
export function kubernetesNotes(
  { kubernetes, operators, training }: CheckedSections,
  isMade = kubernetes?.bucket.uri === undefined,
): readonly string[] {
  if (kubernetes === undefined) return [];
  const notes = [
    ...(isMade
      ? []
      : [
          "kubernetes.bucket: exists already, so data.retentionDays and the key of the bucket are its owner's and not checked here",
        ]),
    "kubernetes.networkPolicyEnforced: is taken at its word until the probe of a run has shown that no public address is reached",
  ];
  if (kubernetes.monitoring === undefined) {
    notes.push("kubernetes.monitoring: is not set, so nobody is alerted of slow or failing requests");
  }
  if ((training?.nodes ?? 1) > 1 && kubernetes.ray !== undefined) {
    notes.push(
      "training.nodes: needs KubeRay in the cluster, where kubectl get crd rayjobs.ray.io must answer; the step starts once, on " +
        "one of the nodes, and the image spreads its work by Ray",
    );
  }
  if ((operators?.kubernetes.length ?? 0) > 0) {
    notes.push(
      "operators.kubernetes: whoever starts a run can run any image as any service account of the namespace, and whoever " +
        "reaches MLflow can approve",
    );
  }
  return notes;
}
