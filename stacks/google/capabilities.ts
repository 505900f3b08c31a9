/** What Vertex AI answers to the needs of a spec. */
import type { Capabilities } from "../pilot-spec/fit.js";
import type { HardwareClass } from "../pilot-spec/schema.js";
import { hardware } from "./hardware.js";

const asOf = "2026-10-31";

/** Vertex AI's answers, each with its source and date. */
export const capabilities: Capabilities = {
  startupSeconds: {
    value: null,
    source: "no platform figure; the probe measures it",
    asOf,
    note: "a step of a pipeline starts a launcher first and then the job",
  },
  maxRuntime: {
    value: 7 * 86_400,
    source: "docs.cloud.google.com/vertex-ai/docs/training/create-custom-job (Scheduling.timeout)",
    asOf,
    note: "7 days is the default, so this pilot always sets its own; longer ones exist on request",
  },
  hostControl: {
    value: false,
    source: "docs.cloud.google.com/vertex-ai/docs/training/containers-overview",
    asOf,
    note: "the container is yours, the host is not",
  },
  basePatchedBy: {
    value: ["platform"],
    source: "docs.cloud.google.com/vertex-ai/docs/training/containers-overview",
    asOf,
    note: "the host's system; the image is the team's",
  },
  load: {
    value: ["steady", "bursty"],
    source: "docs.cloud.google.com/vertex-ai/docs/predictions/autoscaling",
    asOf,
    note: "at least one replica bills: scale to zero is a preview that this pilot does not use",
  },
  warmState: {
    value: true,
    source: "docs.cloud.google.com/vertex-ai/docs/training/persistent-resource-overview",
    asOf,
    note: "a persistent resource bills while it waits; this pilot uses none",
  },
  residency: {
    value: ["us", "eu", "asia"],
    source: "docs.cloud.google.com/vertex-ai/docs/general/locations",
    asOf,
    note: "all data stays in the spec's region",
  },
  lineage: { value: true, source: "docs.cloud.google.com/vertex-ai/docs/pipelines/lineage", asOf },
  approvals: {
    value: true,
    source: "docs.cloud.google.com/vertex-ai/docs/model-registry/model-alias",
    asOf,
    note: "by a version alias that the release workflow reads; the registry itself has no approval state",
  },
  hardware: {
    value: Object.keys(hardware) as HardwareClass[],
    source: "docs.cloud.google.com/vertex-ai/docs/training/configure-compute",
    asOf,
    note: "whether the project has the quota is another question: see quotas",
  },
  machineSize: { value: true, source: "docs.cloud.google.com/vertex-ai/docs/training/configure-compute", asOf },
  privateNetwork: {
    value: true,
    source: "docs.cloud.google.com/vertex-ai/docs/training/psc-i-egress",
    asOf,
    note: "no public address; but managed jobs keep Google's internet egress unless google.serviceControls is true",
  },
  exportFormat: {
    value: ["onnx", "mlflow", "container"],
    source: "docs.cloud.google.com/vertex-ai/docs/model-registry/import-model",
    asOf,
    note: "the model's artifacts stay in the data bucket as the image wrote them",
  },
};
