/** What Azure Machine Learning answers to the needs of a spec. */
import type { Capabilities } from "../pilot-spec/fit.js";
import type { HardwareClass } from "../pilot-spec/schema.js";
import { hardware } from "./hardware.js";

const asOf = "2026-10-31";

/** Azure ML's answers, each with its source and date. */
export const capabilities: Capabilities = {
  startupSeconds: {
    value: null,
    source: "no platform figure; the probe measures it",
    asOf,
    note: "a cluster at zero nodes starts a machine first; the first use of a managed network adds about 30 minutes once",
  },
  maxRuntime: {
    value: 21 * 86_400,
    source: "learn.microsoft.com/azure/machine-learning/how-to-manage-quotas",
    asOf,
    note: "21 days is the most; 7 days on low-priority nodes",
  },
  hostControl: {
    value: false,
    source: "learn.microsoft.com/azure/machine-learning/concept-vulnerability-management",
    asOf,
    note: "the container is yours, the host is not",
  },
  basePatchedBy: {
    value: ["platform"],
    source: "learn.microsoft.com/azure/machine-learning/concept-vulnerability-management",
    asOf,
    note: "nodes get a new host image when the cluster scales down to zero; the container image is the team's",
  },
  load: {
    value: ["steady", "bursty"],
    source: "learn.microsoft.com/azure/machine-learning/how-to-autoscale-endpoints",
    asOf,
    note: "never below one instance",
  },
  warmState: {
    value: true,
    source: "learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster",
    asOf,
    note: "a node that idles before it scales down stays warm and bills; this pilot keeps it short",
  },
  residency: {
    value: ["us", "eu", "asia"],
    source: "azure.microsoft.com/explore/global-infrastructure/products-by-region",
    asOf,
    note: "all data stays in the spec's location",
  },
  lineage: {
    value: true,
    source: "learn.microsoft.com/azure/machine-learning/how-to-manage-models",
    asOf,
    note: "a registered model names the job that made it",
  },
  approvals: {
    value: true,
    source: "learn.microsoft.com/azure/machine-learning/how-to-manage-models",
    asOf,
    note: "by the model's stage and who may list a release; the platform has no approval step of its own",
  },
  hardware: {
    value: Object.keys(hardware) as HardwareClass[],
    source: "learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list",
    asOf,
    note: "whether the subscription has the quota is another question: see quotas",
  },
  machineSize: {
    value: true,
    source: "learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list",
    asOf,
  },
  privateNetwork: {
    value: true,
    source: "learn.microsoft.com/azure/machine-learning/how-to-managed-network",
    asOf,
    note: "jobs and endpoints stand in the workspace's managed network, reached by private endpoint",
  },
  exportFormat: {
    value: ["onnx", "mlflow", "container"],
    source: "learn.microsoft.com/azure/machine-learning/how-to-manage-models",
    asOf,
    note: "a registered model downloads as the files that the image wrote",
  },
};
