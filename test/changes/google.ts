/** How each change of Google's table is tried, on the example that serves at an address. */
import { serving } from "../terraform/phases.js";
import { type Changes, only, overlaid } from "../terraform/workspace.js";
import type { Trial } from "./walk.js";

const attachment = (name: string) => `projects/x/regions/europe-west4/serviceAttachments/${name}`;

/** What is deployed before each trial. */
export const deployedSpec: Changes = overlaid(
  { ...only("google"), ...serving("google") },
  { google: { serviceAttachment: attachment("one") } },
);

/** One trial for each row of `stacks/google/changes.ts`. */
export const trials: readonly Trial[] = [
  { key: "google.live", to: { google: { live: "r1" } } },
  { key: "google.releases", change: "one more", to: { google: { releases: { r3: "3" } } } },
  {
    key: "google.releases",
    change: "one that is not live is removed",
    to: { google: { releases: { r1: undefined } } },
  },
  { key: "google.releases", change: "without the live one", to: { google: { releases: { r2: undefined } } } },
  {
    key: "google.machines.endpoint",
    to: {
      google: {
        machines: { endpoint: { machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 2 } },
      },
    },
  },
  { key: "endpoint.hardware", to: { endpoint: { hardware: "cpu-large" } } },
  { key: "endpoint.minReplicas", to: { endpoint: { minReplicas: 2 } } },
  { key: "endpoint.maxReplicas", to: { endpoint: { maxReplicas: 5 } } },
  { key: "endpoint.p95Milliseconds", to: { endpoint: { p95Milliseconds: 250 } } },
  { key: "endpoint.idleHours", to: { endpoint: { idleHours: 24 } } },
  { key: "endpoint.captureRetentionDays", to: { endpoint: { captureRetentionDays: 7 } } },
  { key: "google.serviceAttachment", to: { google: { serviceAttachment: attachment("two") } } },
  { key: "paused", change: "true", to: { paused: true } },
  { key: "endpoint.mode", change: "realtime to batch", to: { endpoint: { mode: "batch", schedule: "0 3 * * *" } } },
  { key: "image.digest", to: { image: { digest: `sha256:${"fedcba9876543210".repeat(4)}` } } },
  { key: "training.maxRuntimeSeconds", to: { training: { maxRuntimeSeconds: 3000 }, needs: { maxRuntime: 3000 } } },
  { key: "gate.threshold", to: { gate: { threshold: 0.9 } } },
  { key: "google.retrainSchedule", to: { google: { retrainSchedule: "0 4 * * 1" } } },
  { key: "training.hardware", to: { training: { hardware: "cpu-large" } } },
  { key: "operators.google", to: { operators: { google: ["group:ml-leads@example.com"] } } },
  { key: "network.allowedClients", to: { network: { allowedClients: ["192.168.20.0/24"] } } },
  { key: "budget.recipients", to: { budget: { recipients: ["money@example.com", "ml@example.com"] } } },
  { key: "network.cidr", to: { network: { cidr: "10.30.0.0/20" } } },
  {
    key: "google.existingNetwork",
    to: { google: { existingNetwork: { network: "corp", subnetwork: "corp-clients", jobSubnetwork: "corp-jobs" } } },
  },
  { key: "google.region", to: { google: { region: "europe-west1", serviceAttachment: undefined } } },
  { key: "google.project", to: { google: { project: "penguins-other" } } },
  { key: "google.ownKey", to: { google: { ownKey: false } } },
  { key: "google.keyGeneration", to: { google: { keyGeneration: 2 } } },
  { key: "google.generation", to: { google: { generation: 1 } } },
];
