/** Values of a cluster's block that a pattern alone would hardly hit: most are right, some are the longest. */
import { integer, oneOf, type Pools } from "../random/draw.js";

const bucket = (random: () => number) => oneOf(random, ["penguins-data-123456789012", `p${"0".repeat(61)}p`]);

/** By path of the spec. */
export const pools: Pools = {
  "kubernetes.networkPolicyEnforced": () => true,
  "kubernetes.cloud": () => "aws",
  "kubernetes.bucket": (random) => ({ uri: `s3://${bucket(random)}`, region: "eu-west-1" }),
  "kubernetes.namespace": (random) => oneOf(random, ["penguins", "n".repeat(63)]),
  // of an image whose lock holds Ray, so that several nodes are right
  "image.folder": () => "test/interpreters/ray",
  "kubernetes.ray": (random) => ({ version: "2.60.0", operatorNamespace: oneOf(random, ["kuberay", "k".repeat(63)]) }),
  "kubernetes.storageBlocks": (random) => Array.from({ length: integer(random, 1, 20) }, (_, at) => `10.40.${at}.0/24`),
  "kubernetes.apiServer": (random) => ({ block: "10.0.0.1/32", port: integer(random, 1, 65_535) }),
  "kubernetes.tokenAgents": (random) =>
    oneOf(random, [
      [],
      [
        { block: "169.254.170.23/32", port: 80 },
        { block: "169.254.169.254/32", port: 80 },
      ],
    ]),
  "kubernetes.internalLoadBalancer": () => ({ "networking.gke.io/load-balancer-type": "Internal" }),
  "kubernetes.imageRepository": (random) =>
    oneOf(random, ["registry.example.com/penguins/image", `registry.example.com:5000/${"i".repeat(150)}`]),
  "kubernetes.mlflow.image": () => `registry.example.com/mlflow@sha256:${"0".repeat(64)}`,
  "kubernetes.mlflow.store": (random) =>
    oneOf(random, [
      { claimGiB: integer(random, 1, 16_384), storageClass: "retained" },
      { uriFrom: "s".repeat(63), key: "k".repeat(63), database: { block: "10.40.1.10/32", port: 5432 } },
    ]),
  "kubernetes.hardware": (random) =>
    oneOf(random, [
      {},
      { "cpu-small": { cpus: 0.1, memoryGiB: 0.25 } },
      { "gpu-small": { cpus: 7.5, memoryGiB: 30.5, gpus: 1, nodeSelector: { "cloud.google.com/gke-spot": "true" } } },
    ]),
  "kubernetes.releases": (random) =>
    Object.fromEntries(
      Array.from({ length: integer(random, 0, 6) }, (_, at) => [
        `r${at}${"z".repeat(9)}`,
        oneOf(random, [
          { uri: `s3://${bucket(random)}/models/run/approved`, sha256: "0".repeat(64) },
          `gs://other/models/run/approved@sha256:${"1".repeat(64)}`,
        ]),
      ]),
    ),
  "kubernetes.live": (random) => oneOf(random, [null, `r0${"z".repeat(9)}`]),
  "kubernetes.retrainSchedule": (random) => oneOf(random, ["0 3 * * 1", "*/15 0-6 1,15 * *"]),
  "operators.kubernetes": (random) =>
    Array.from(
      { length: integer(random, 0, 6) },
      (_, at) => `${oneOf(random, ["user", "group"])}:${at}${"o".repeat(50)}@example.com`,
    ),
};
