/** How each change of the AWS table is tried, on the example that serves. */
import type { Trial } from "./walk.js";

const version = (number: number) => `arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/${number}`;
const model = "models/runs/abcdefghijkl/model/pipelines-abcdefghijkl-train-mnopqrstuv/output/model.tar.gz";

/** What serves: the rows whose every step waits for an endpoint. */
export const trialsOfEndpoint: readonly Trial[] = [
  { key: "aws.live", to: { aws: { live: "r1" } } },
  { key: "aws.releases", change: "one is added", to: { aws: { releases: { r3: version(3) } } } },
  { key: "aws.releases", change: "one that is not live is removed", to: { aws: { releases: { r1: undefined } } } },
  {
    key: "aws.releases",
    change: "the live one is removed and another is live",
    to: { aws: { live: "r1", releases: { r2: undefined } } },
  },
  { key: "aws.endpointKind", to: { aws: { endpointKind: "async" } } },
  {
    key: "aws.endpointKind",
    change: "to or from serverless",
    to: { aws: { endpointKind: "serverless" }, needs: { privateNetwork: false } },
  },
  { key: "endpoint.hardware", to: { endpoint: { hardware: "cpu-large" } } },
  { key: "endpoint.minReplicas", to: { endpoint: { minReplicas: 2 } } },
  { key: "endpoint.maxReplicas", to: { endpoint: { maxReplicas: 3 } } },
  {
    key: "endpoint.mode",
    change: "realtime to batch",
    to: { endpoint: { mode: "batch", schedule: "0 3 * * *" }, aws: { releases: { r1: model, r2: model } } },
  },
];

/** What it stands on, and who may do what. */
export const trialsOfFoundations: readonly Trial[] = [
  { key: "aws.zones", to: { aws: { zones: ["a", "c"] } } },
  { key: "network.cidr", to: { network: { cidr: "10.30.0.0/20" } } },
  { key: "network.allowedClients", to: { network: { allowedClients: ["192.168.20.0/24"] } } },
  { key: "training.hardware", to: { training: { hardware: "cpu-large" } } },
  { key: "image.digest", to: { image: { digest: `sha256:${"0123456789abcdef".repeat(4)}` } } },
  { key: "operators.aws", to: { operators: { aws: ["arn:aws:iam::123456789012:role/ml-lead"] } } },
  { key: "budget.recipients", to: { budget: { recipients: ["money@example.com"] } } },
  { key: "paused", change: "false to true", to: { paused: true } },
];

/** One trial for each row of `stacks/aws/changes.ts`. */
export const trials: readonly Trial[] = [...trialsOfEndpoint, ...trialsOfFoundations];
