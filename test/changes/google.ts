/** How each row of the changes on Google is tried: what is done to the spec of a pilot that serves. */
import type { PilotSpecInput } from "../../stacks/spec/schema.js";

type Change = (input: PilotSpecInput) => void;

const google = (values: object): Change => {
  return (input) => void Object.assign(input.google ?? {}, values);
};
const endpoint = (values: object): Change => {
  return (input) => {
    input.endpoint = { ...input.endpoint, ...values };
  };
};
const attachment = (name: string) => `projects/x/regions/europe-west4/serviceAttachments/${name}`;

/** By key and change of a row; `before` is what the spec must hold to begin with. */
export const walks: Readonly<Record<string, { readonly before?: Change; readonly after: Change }>> = {
  "google.live": { after: google({ live: "r2" }) },
  "google.releases, one more": { after: google({ releases: { r1: "1", r2: "2", r3: "3" } }) },
  "google.releases, without the live one": { after: google({ releases: { r2: "2" } }) },
  "google.machines.endpoint": {
    before: google({
      machines: { endpoint: { machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 1 } },
    }),
    after: google({
      machines: { endpoint: { machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 2 } },
    }),
  },
  "endpoint.hardware": { after: endpoint({ hardware: "cpu-large" }) },
  "endpoint.maxReplicas": { after: endpoint({ maxReplicas: 5 }) },
  "endpoint.p95Milliseconds": { after: endpoint({ p95Milliseconds: 250 }) },
  "endpoint.idleHours": { after: endpoint({ idleHours: 24 }) },
  "endpoint.captureRetentionDays": { after: endpoint({ captureRetentionDays: 7 }) },
  "google.serviceAttachment": {
    before: google({ serviceAttachment: attachment("one") }),
    after: google({ serviceAttachment: attachment("two") }),
  },
  "paused, true": {
    after: (input) => {
      input.paused = true;
    },
  },
  "endpoint.mode, realtime to batch": { after: endpoint({ mode: "batch", schedule: "0 3 * * *" }) },
  "image.digest": {
    after: (input) => {
      input.image = { ...input.image, digest: `sha256:${"fedcba9876543210".repeat(4)}` };
    },
  },
  "training.maxRuntimeSeconds": {
    after: (input) => {
      input.training = { ...input.training, maxRuntimeSeconds: 3000 };
    },
  },
  "gate.threshold": {
    after: (input) => {
      input.gate = { metric: "accuracy", threshold: 0.9 };
    },
  },
  "google.retrainSchedule": { after: google({ retrainSchedule: "0 4 * * 1" }) },
};
