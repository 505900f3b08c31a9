/** What a cluster refuses of a spec, row by row. */
import { all, at, batch, image, type RefusedRow } from "../refused/row.js";

const sha256 = "0".repeat(64);
/** Several nodes under Ray, and an image whose lock holds it. */
const ray = (version: string, operatorNamespace = "kuberay") =>
  all(
    image,
    at("training.nodes", 3),
    at("image.folder", "test/interpreters/ray"),
    at("kubernetes.ray", { version, operatorNamespace }),
  );
const model = (uri: string) => ({ r1: { uri, sha256 } });
const own = "s3://penguins-data-123456789012/models/x/approved";

/** The rows. */
export const rows: readonly RefusedRow[] = [
  ["the example", () => {}],
  [
    "a network that enforces no policy",
    at("kubernetes.networkPolicyEnforced", false),
    "kubernetes.networkPolicyEnforced: false must be true: say so once somebody has seen that the cluster enforces NetworkPolicies",
  ],
  [
    "the namespace of the system",
    at("kubernetes.namespace", "kube-system"),
    'kubernetes.namespace: must be a namespace of its own: 1 to 63 lower-case letters, digits and -, not default and not beginning with kube-, got "kube-system"; write it such as "penguins"',
  ],
  [
    "the namespace that everybody has",
    at("kubernetes.namespace", "default"),
    'kubernetes.namespace: must be a namespace of its own: 1 to 63 lower-case letters, digits and -, not default and not beginning with kube-, got "default"; write it such as "penguins"',
  ],
  ["KubeRay where helm puts it", ray("2.60.0", "default")],
  [
    "KubeRay in the namespace of the system",
    ray("2.60.0", "kube-system"),
    'kubernetes.ray.operatorNamespace: must be a namespace of the cluster: 1 to 63 lower-case letters, digits and -, not beginning with kube-, got "kube-system"; write it such as "monitoring"',
  ],
  [
    "egress to everybody",
    at("kubernetes.storageBlocks", ["0.0.0.0/0"]),
    'kubernetes.storageBlocks: "0.0.0.0/0" is everybody; name the networks that may come in',
  ],
  [
    "egress to everybody in two halves",
    at("kubernetes.storageBlocks", ["0.0.0.0/1", "128.0.0.0/1"]),
    'kubernetes.storageBlocks: must be a /8 or narrower, got "0.0.0.0/1"; name the networks that may come in',
  ],
  [
    "an API server at an address with host bits",
    at("kubernetes.apiServer", { block: "10.0.0.1/24" }),
    'kubernetes.apiServer: "10.0.0.1/24" has host bits set; take "10.0.0.0/24"',
  ],
  [
    "an issuer whose host is not a public one, which the cloud's identities do not take",
    at("kubernetes.issuer", "https://localhost/x"),
    'kubernetes.issuer: "https://localhost/x" must be the https URL of an issuer without a port and a query',
  ],
  ["an issuer of 255 characters", at("kubernetes.issuer", `https://oidc.example.com/${"i".repeat(230)}`)],
  [
    "one of 256",
    at("kubernetes.issuer", `https://oidc.example.com/${"i".repeat(231)}`),
    'kubernetes.issuer: "https://oidc.example.com/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiii…" has 256 characters; it must have at most 255',
  ],
  [
    "a bucket of another cloud",
    at("kubernetes.cloud", "google"),
    'kubernetes.bucket.uri: "s3://penguins-data-123456789012" must begin with gs://, because kubernetes.cloud is google; correct one of them',
    'kubernetes.bucket.region: "eu-west-1" has no meaning for a bucket that is not S3\'s; remove it',
  ],
  [
    "a bucket of S3 without its region",
    at("kubernetes.bucket", { uri: "s3://penguins-data-123456789012" }),
    "kubernetes.bucket: must have a region, because it is of S3, got none; add its region",
  ],
  [
    "a folder instead of a bucket",
    at("kubernetes.bucket", { uri: "s3://penguins-data-123456789012/data", region: "eu-west-1" }),
    'kubernetes.bucket: must be s3://bucket, gs://bucket or https://account.blob.core.windows.net/container without a slash at its end, got "s3://penguins-data-123456789012/data" (36 characters); write it such as "s3://penguins-data-123456789012"',
  ],
  [
    "an image by a tag",
    at("kubernetes.imageRepository", "registry.example.com/penguins/image:latest"),
    'kubernetes.imageRepository: "registry.example.com/penguins/image:latest" must be a repository with its registry and without a tag, such as registry.example.com/penguins/image',
  ],
  [
    "a registry by a tag",
    at("kubernetes.mlflow.image", "registry.example.com/mlflow:3"),
    'kubernetes.mlflow.image: "registry.example.com/mlflow:3" must be an image by digest, such as registry.example.com/mlflow@sha256:…',
  ],
  [
    "a release without its hash",
    all(image, at("kubernetes.releases", { r1: { uri: own } })),
    'kubernetes.releases.r1: {"uri":"s3://penguins-data-123456789012/models/x/approved"} must be a map with uri, sha256, or text',
  ],
  [
    "a release below another folder of the same name",
    all(image, at("kubernetes.releases", model("s3://penguins-data-123456789012/../other/approved"))),
    'kubernetes.releases: must be the URI of a model\'s folder in s3, gs or Azure Blob Storage, without a slash at its end, got "s3://penguins-data-123456789012/../other/approved" (49 characters); write it such as "s3://penguins-data-123456789012/models/penguins-x7k2p/approved"',
  ],
  ["a release of another bucket, which is right", all(image, at("kubernetes.releases", model("gs://other/models/x")))],
  [
    "scoring with a model of another bucket",
    all(image, batch("0 3 * * *"), at("kubernetes.releases", model("gs://other/models/x"))),
    'kubernetes.releases.r1: "gs://other/models/x" must lie in kubernetes.bucket, because mode: batch scores out of one bucket; copy the model there',
  ],
  [
    "a load balancer without clients",
    all(
      at("network.allowedClients", []),
      at("kubernetes.internalLoadBalancer", { "networking.gke.io/load-balancer-type": "Internal" }),
    ),
    "kubernetes.internalLoadBalancer: must have the cloud's annotation for an internal address and the networks of clients, got none; without an annotation the address is public",
  ],
  [
    "a load balancer without an annotation, which would be public",
    at("kubernetes.internalLoadBalancer", {}),
    "kubernetes.internalLoadBalancer: must have the cloud's annotation for an internal address and the networks of clients, got none; without an annotation the address is public",
  ],
  [
    "everybody who is signed in as an operator",
    at("operators.kubernetes", ["group:system:authenticated"]),
    'operators.kubernetes.0: "group:system:authenticated" must be user: or group: and a name as the cluster knows it, not one of system:, such as group:ml@example.com',
  ],
  [
    "two operators of one Role",
    at("operators.kubernetes", ["user:a.b@c.com", "user:a-b@c.com"]),
    'operators.kubernetes.1: "user:a-b@c.com" and "user:a.b@c.com" get the same name of a Role; put both into a group and name the group',
  ],
  [
    "hours that none has",
    at("kubernetes.retrainSchedule", "0 25 * * *"),
    'kubernetes.retrainSchedule: "0 25 * * *" has the hour 25; it must be from 0 to 23, such as 0 3 * * 1',
  ],
  [
    "a label of the system on pods",
    at("kubernetes.identities", { training: { podLabels: { "kubernetes.io/x": "y" } } }),
    'kubernetes.identities.training.podLabels: must be a label\'s key: at most 63 letters, digits, -, _ and ., with or without a domain in front other than kubernetes.io and k8s.io, got "kubernetes.io/x"; write it such as "team"',
  ],
  [
    "a key of a node's label that is not one",
    at("kubernetes.hardware", { "gpu-small": { cpus: 1, memoryGiB: 1, gpus: 1, nodeSelector: { "a b": "c" } } }),
    'kubernetes.hardware.gpu-small: nodeSelector "a b": must be a key: at most 63 letters, digits, -, _ and ., with or without a domain in front, got "a b"; write it such as "node.kubernetes.io/instance-type"',
  ],
  [
    "a value of a node's label that is not one",
    at("kubernetes.hardware", { "gpu-small": { cpus: 1, memoryGiB: 1, gpus: 1, nodeSelector: { a: "c d" } } }),
    'kubernetes.hardware.gpu-small: nodeSelector "a": must be a label\'s value: at most 63 letters, digits, -, _ and ., got "c d"; write it such as "ml"',
  ],
  [
    "a label of the system on nodes, which is right",
    at("kubernetes.hardware", {
      "gpu-small": {
        cpus: 1,
        memoryGiB: 1,
        gpus: 1,
        nodeSelector: { "node.kubernetes.io/instance-type": "g5.xlarge" },
      },
    }),
  ],
  [
    "a key of an annotation that is not one",
    at("kubernetes.identities", { training: { annotations: { "a b": "c" } } }),
    'kubernetes.identities.training.annotations: must be a key: at most 63 letters, digits, -, _ and ., with or without a domain in front, got "a b"; write it such as "node.kubernetes.io/instance-type"',
  ],
  [
    "a key of a load balancer's annotation that is not one",
    all(at("network.allowedClients", ["10.50.0.0/24"]), at("kubernetes.internalLoadBalancer", { "a b": "c" })),
    'kubernetes.internalLoadBalancer: must be a key: at most 63 letters, digits, -, _ and ., with or without a domain in front, got "a b"; write it such as "node.kubernetes.io/instance-type"',
  ],
  [
    "a bucket by an address",
    at("kubernetes.bucket", { uri: "s3://192.168.0.1", region: "eu-west-1" }),
    'kubernetes.bucket: must be s3://bucket, gs://bucket or https://account.blob.core.windows.net/container without a slash at its end, got "s3://192.168.0.1"; write it such as "s3://penguins-data-123456789012"',
  ],
  [
    "a bucket with two dots",
    at("kubernetes.bucket", { uri: "s3://a..b", region: "eu-west-1" }),
    'kubernetes.bucket: must be s3://bucket, gs://bucket or https://account.blob.core.windows.net/container without a slash at its end, got "s3://a..b"; write it such as "s3://penguins-data-123456789012"',
  ],
  [
    "a bucket that Google keeps to itself",
    all(at("kubernetes.cloud", "google"), at("kubernetes.bucket", { uri: "gs://goog-x" })),
    'kubernetes.bucket: must be s3://bucket, gs://bucket or https://account.blob.core.windows.net/container without a slash at its end, got "gs://goog-x"; write it such as "s3://penguins-data-123456789012"',
  ],
  [
    "a bucket in a region that does not exist",
    at("kubernetes.bucket", { uri: "s3://penguins-data-123456789012", region: "eu-centrl-1" }),
    'kubernetes.bucket.region: "eu-centrl-1" was not a region of aws in November 2026; did you mean "eu-central-1"? Where it opened later, set regionCheck: false in a platform\'s block',
  ],
  [
    "a bucket in a region that opened later, and says so",
    all(
      at("kubernetes.bucket", { uri: "s3://penguins-data-123456789012", region: "eu-later-1" }),
      at("kubernetes.regionCheck", false),
    ),
  ],
  [
    "a release in a bucket that no cloud has",
    all(image, at("kubernetes.releases", model("gs://google-models/x"))),
    'kubernetes.releases: must be the URI of a model\'s folder in s3, gs or Azure Blob Storage, without a slash at its end, got "gs://google-models/x"; write it such as "s3://penguins-data-123456789012/models/penguins-x7k2p/approved"',
  ],
  [
    "a label of the system",
    at("labels", { "kubernetes.io/x": "y" }),
    'labels.kubernetes.io/x: the key "kubernetes.io/x" must be at most 63 letters, digits, -, _ and ., with or without a domain in front other than kubernetes.io and k8s.io, on kubernetes, which this spec names',
  ],
  ["several nodes under the Ray that the image holds", ray("2.60.0")],
  [
    "several nodes under another Ray",
    ray("2.59.0"),
    'kubernetes.ray.version: "2.59.0" must be the ray in test/interpreters/ray/requirements.lock, which holds "2.60.0"; add ray[default]==2.59.0 to the lock of the image, or set training.nodes to 1',
  ],
  [
    "several nodes with an image without Ray",
    all(ray("2.60.0"), at("image.folder", "examples/penguins/image")),
    'kubernetes.ray.version: "2.60.0" must be the ray in examples/penguins/image/requirements.lock, which holds no Ray; add ray[default]==2.60.0 to the lock of the image, or set training.nodes to 1',
  ],
  [
    "several nodes under a Ray without tokens",
    ray("2.52.1"),
    'kubernetes.ray.version: "2.52.1" must be 2.53.0 or later; take a later Ray into the image',
  ],
  [
    "half a GPU",
    at("kubernetes.hardware", { "gpu-small": { cpus: 1, memoryGiB: 1, gpus: 0.5 } }),
    "kubernetes.hardware.gpu-small.gpus: 0.5 must be a whole number from 0 to 16",
  ],
  [
    "tokens from everybody",
    at("kubernetes.tokenAgents", [{ block: "0.0.0.0/0", port: 80 }]),
    'kubernetes.tokenAgents: "0.0.0.0/0" is everybody; name the networks that may come in',
  ],
  [
    "a template of Argo as a hyperparameter",
    at("training.hyperparameters", { x: "{{workflow.name}}" }),
    'training.hyperparameters: must be plain text without ${, %{, {{ and control characters, got "{{workflow.name}}"; write it such as "python"',
  ],
  [
    "a template of Argo as a command",
    at("image.command", ["{{workflow.name}}"]),
    'image.command: must be plain text without ${, %{, {{ and control characters, got "{{workflow.name}}"; write it such as "python"',
  ],
];
