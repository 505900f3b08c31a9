/** What SageMaker answers to the needs of a spec. */
import type { Capabilities } from "../pilot-spec/fit.js";
import type { HardwareClass } from "../pilot-spec/schema.js";
import { hardware } from "./hardware.js";

const asOf = "2026-10-31";

/** SageMaker's answers, each with its source and date. */
export const capabilities: Capabilities = {
  startupSeconds: {
    value: null,
    source: "no platform figure; the probe measures it",
    asOf,
    note: "warm pools shorten it and bill while idle",
  },
  maxRuntime: {
    value: 28 * 86_400,
    source: "docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html",
    asOf,
    note: "28 days is the most; a processing step 9 days",
  },
  hostControl: {
    value: false,
    source: "docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-security.html",
    asOf,
    note: "the container is yours, the host is not",
  },
  basePatchedBy: {
    value: ["platform"],
    source: "docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-security.html",
    asOf,
    note: "the host's system; the image is the team's",
  },
  load: {
    value: ["steady", "bursty"],
    source: "docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html",
    asOf,
  },
  warmState: {
    value: true,
    source: "docs.aws.amazon.com/sagemaker/latest/dg/train-warm-pools.html",
    asOf,
    note: "a warm pool bills while it waits; this pilot uses none",
  },
  residency: {
    value: ["us", "eu", "asia"],
    source: "docs.aws.amazon.com/general/latest/gr/sagemaker.html",
    asOf,
    note: "all data stays in the spec's region",
  },
  lineage: { value: true, source: "docs.aws.amazon.com/sagemaker/latest/dg/lineage-tracking.html", asOf },
  approvals: { value: true, source: "docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html", asOf },
  hardware: {
    value: Object.keys(hardware) as HardwareClass[],
    source: "aws.amazon.com/sagemaker/ai/pricing",
    asOf,
    note: "whether the account has the quota is another question: see quotas",
  },
  machineSize: {
    value: true,
    source: "docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html",
    asOf,
  },
  privateNetwork: {
    value: true,
    source: "docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
    asOf,
    note: "serverless endpoints have no VPC and no network isolation; this pilot uses none unless aws.endpointKind asks",
  },
  exportFormat: {
    value: ["onnx", "mlflow", "container"],
    source: "docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html",
    asOf,
    note: "the model leaves as model.tar.gz with what the image wrote",
  },
};
