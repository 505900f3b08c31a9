/** How each change of the cluster's table is tried, on the example that serves. */
import { serving } from "../terraform/phases.js";
import { type Changes, only, overlaid } from "../terraform/workspace.js";
import type { Trial } from "./walk.js";

const release = (run: string) => ({
  uri: `s3://penguins-data-123456789012/models/penguins-pipeline-${run}/approved`,
  sha256: "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78",
});

/** What is deployed before each trial. */
export const deployedSpec: Changes = overlaid({ ...only("kubernetes") }, serving("kubernetes"));

/** One trial for each row of `stacks/kubernetes/changes.ts`. */
export const trials: readonly Trial[] = [
  { key: "kubernetes.live", to: { kubernetes: { live: "r1" } } },
  { key: "kubernetes.releases", change: "one more", to: { kubernetes: { releases: { r3: release("third") } } } },
  {
    key: "kubernetes.releases",
    change: "one that is not live is removed",
    to: { kubernetes: { releases: { r1: undefined } } },
  },
  { key: "kubernetes.releases", change: "without the live one", to: { kubernetes: { releases: { r2: undefined } } } },
  {
    key: "kubernetes.internalLoadBalancer",
    to: { kubernetes: { internalLoadBalancer: { "networking.gke.io/load-balancer-type": "Internal" } } },
  },
  { key: "kubernetes.hardware", to: { kubernetes: { hardware: { "cpu-small": { cpus: 2, memoryGiB: 6 } } } } },
  { key: "endpoint.hardware", to: { endpoint: { hardware: "cpu-large" } } },
  { key: "endpoint.minReplicas", to: { endpoint: { minReplicas: 2 } } },
  { key: "endpoint.maxReplicas", to: { endpoint: { maxReplicas: 5 } } },
  { key: "endpoint.p95Milliseconds", to: { endpoint: { p95Milliseconds: 250 } } },
  { key: "endpoint.errorPercent", to: { endpoint: { errorPercent: 2 } } },
  { key: "endpoint.idleHours", to: { endpoint: { idleHours: 24 } } },
  { key: "paused", change: "true", to: { paused: true } },
  { key: "endpoint.mode", change: "realtime to batch", to: { endpoint: { mode: "batch", schedule: "0 3 * * *" } } },
  { key: "image.digest", to: { image: { digest: `sha256:${"0123456789abcdef".repeat(4)}` } } },
  { key: "training.maxRuntimeSeconds", to: { training: { maxRuntimeSeconds: 3600 } } },
  { key: "gate.threshold", to: { gate: { threshold: 0.9 } } },
  { key: "training.hardware", to: { training: { hardware: "cpu-large" } } },
  { key: "kubernetes.retrainSchedule", to: { kubernetes: { retrainSchedule: "0 4 * * 2" } } },
  { key: "operators.kubernetes", to: { operators: { kubernetes: ["group:ml-leads@example.com"] } } },
  { key: "network.allowedClients", to: { network: { allowedClients: ["192.168.20.0/24"] } } },
  { key: "budget.recipients", to: { budget: { recipients: ["money@example.com"] } } },
  { key: "kubernetes.namespace", to: { kubernetes: { namespace: "pelicans" } } },
  { key: "kubernetes.bucket", to: { kubernetes: { bucket: { uri: "s3://other-data-123456789012" } } } },
];
