/** What a spec says of a Kubernetes cluster alone. */
import { z } from "zod";
import { cidr, hardwareClasses, live, regionCheck, release } from "../pilot-spec/fields.js";
import { providerVersion } from "../pilot-spec/provider-version.js";
import { cloudIds } from "./clouds.js";
import { providerVersions } from "./provider-versions.js";

/** Who may be an operator. */
export const operators = z
  .array(
    z
      .string()
      .regex(
        /^(user|group):(?!system:)[\w@.:/+=-]{1,253}$/,
        "must be user: or group: and a name as the cluster knows it, not one of system:, such as group:ml@example.com",
      ),
  )
  .default([])
  .describe("users and groups of the cluster, as its sign-in names them: user: or group:");

/** kubernetes.io/docs/concepts/overview/working-with-objects/names (2026-11) */
const label = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be 1 to 63 lower-case letters, digits and -, such as penguins");

const keysAndValues = z.record(z.string().min(1).max(316), z.string().max(2048));

const imageByDigest = z
  .string()
  .regex(
    /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$/,
    "must be an image by digest, such as registry.example.com/mlflow@sha256:…",
  );

const destination = z.strictObject({ block: cidr, port: z.int().min(1).max(65_535).default(443) });

/** A model that may serve, as a map or as one line. */
const modelForm = /^([a-z0-9]+:\/\/[^@\s]+)@sha256:([0-9a-f]{64})$/;
const model = z.union([
  z.strictObject({
    uri: z.string().max(1024).describe("the model's folder, as next_4_approve prints it"),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits: the SHA-256 of the model's manifest.json")
      .describe("SHA-256 of the model's manifest.json; another model fails the rollout"),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 lower-case hex digits")
      .optional()
      .describe("the image that it was released with; without it image.digest"),
  }),
  z
    .string()
    .regex(modelForm, "must be a map of uri and sha256, or <uri>@sha256:<64 hex digits>")
    .transform((text) => {
      const [, uri = "", sha256 = ""] = modelForm.exec(text) ?? [];
      return { uri, sha256 };
    }),
]);

/** What a container of a hardware class asks for, and gets no more of. */
const machine = z.strictObject({
  cpus: z.number().min(0.1).max(1024).describe("vCPUs that a container asks for"),
  memoryGiB: z.number().min(0.25).max(24_576),
  gpus: z.int().min(0).max(16).default(0).describe("of nvidia.com/gpu"),
  nodeSelector: keysAndValues.default({}).describe("labels of the nodes that it may run on"),
});

/** What a service account must carry, so that the bucket's cloud knows it. */
const identity = z
  .strictObject({
    annotations: keysAndValues.default({}).describe("on the service account, such as eks.amazonaws.com/role-arn"),
    podLabels: keysAndValues.default({}).describe("on its pods, such as azure.workload.identity/use"),
  })
  .prefault({});

/** The block of the spec. */
export const block = z
  .strictObject({
    kubeconfig: z
      .string()
      .regex(/^[\w~./-]{1,200}$/, "must be the path of a kubeconfig file, such as ~/.kube/config")
      .default("~/.kube/config"),
    context: z
      .string()
      .regex(/^[\w@.:/+-]{1,253}$/, "must be the name of a context, as kubectl config get-contexts prints it")
      .describe("the context of the kubeconfig; a plan never takes the one that happens to be the current one"),
    namespace: label
      .optional()
      .describe("the pilot's own namespace, which holds nothing else; without it the pilot's name"),
    providerVersion: providerVersion(providerVersions),
    existingNamespace: z
      .boolean()
      .default(false)
      .describe("true: the namespace exists, is closed to privileged pods by its labels, and is not destroyed"),
    pilot: z
      .boolean()
      .default(true)
      .describe("false: the cluster serves or trains for mixed pilots alone, and has no pilot of its own"),
    issuer: z
      .string()
      .max(255)
      .regex(
        /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/[\w.~-]+)*\/?$/,
        "must be the https URL of an issuer without a port and a query",
      )
      .optional()
      .describe("of the service accounts' tokens, for mixed: kubectl get --raw /.well-known/openid-configuration"),
    networkPolicyEnforced: z
      .literal(true, { error: "must be true: say so once somebody has seen that the cluster enforces NetworkPolicies" })
      .describe("that the cluster's network plugin enforces NetworkPolicies, which the probe of each run then proves"),
    cloud: z.enum(cloudIds).describe("the cloud whose bucket holds the data and whose identities the pods take"),
    bucket: z
      .strictObject({
        uri: z
          .string()
          .max(200)
          .optional()
          .describe(
            "s3://bucket, gs://bucket or https://account.blob.core.windows.net/container, without a / at the end; without " +
              "it the pilot makes one, by the block of kubernetes.cloud",
          ),
        region: z
          .string()
          .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region of S3, such as eu-west-1")
          .optional()
          .describe("of an S3 bucket"),
      })
      .prefault({})
      .describe(
        "the data bucket: where it exists, what expires in it, and who else may read it, is its owner's; without a uri " +
          "it is made in the stack <pilot>-kubernetes-storage",
      ),
    regionCheck,
    identities: z
      .strictObject({ training: identity, serving: identity, exporter: identity })
      .prefault({})
      .describe("what each service account carries, so that the cloud lets it read and write the bucket"),
    imageRepository: z
      .string()
      .regex(
        /^[a-z0-9]+([.-][a-z0-9]+)*\.[a-z]{2,}(:\d{2,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
        "must be a repository with its registry and without a tag, such as registry.example.com/penguins/image",
      )
      .describe("where the image is pushed to and the nodes pull it from"),
    imagePullSecrets: z
      .array(label)
      .default([])
      .describe(
        "Secrets of the namespace with which the nodes pull the image; without one they may pull it as they are",
      ),
    storageBlocks: z
      .array(cidr)
      .min(1, "must name at least one block, or no pod reaches the bucket")
      .describe("IPv4 blocks of bucket, image registry and token service at port 443, such as private endpoints"),
    apiServer: destination.describe("the API server as pods reach it: kubectl get endpointslices --namespace default"),
    tokenAgents: z
      .array(destination)
      .default([])
      .describe("agents that hand out the cloud's tokens, such as 169.254.170.23/32 at 80 of EKS Pod Identity"),
    clientNamespaces: z
      .array(label)
      .default([])
      .describe("namespaces whose pods call the endpoint, such as a gateway's"),
    internalLoadBalancer: keysAndValues
      .optional()
      .describe(
        "annotations that give a load balancer an internal address on this cluster; without them clients come through a " +
          "gateway that exists or a tunnel",
      ),
    monitoring: z
      .strictObject({
        namespace: label
          .default("monitoring")
          .describe("namespace of the Prometheus that reads the endpoint's metrics"),
        selectedBy: keysAndValues
          .default({})
          .describe("labels by which that Prometheus finds monitors and rules, such as release: prometheus"),
      })
      .optional()
      .describe("where Prometheus's operator runs in the cluster; without it nobody is alerted"),
    mlflow: z
      .strictObject({
        image: imageByDigest.describe("MLflow 3 by digest; for Postgres with its driver"),
        store: z.union([
          z.strictObject({
            claimGiB: z.int().min(1).max(16_384),
            storageClass: z
              .string()
              .regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/, "must be the name of a storage class"),
          }),
          z.strictObject({
            uriFrom: label.describe("the Secret of the namespace that holds the URI of a Postgres"),
            key: z
              .string()
              .regex(/^[a-z][a-z0-9_-]{0,62}$/, "must be a key of the Secret, such as uri")
              .default("uri"),
            database: destination,
          }),
        ]),
        cpus: z.number().min(0.1).max(64).default(0.5),
        memoryGiB: z.number().min(1).max(512).default(2).describe("one worker of MLflow 3.17 took 1 GiB"),
      })
      .describe("MLflow: on a claim of its own, or on a Postgres whose URI a Secret holds"),
    ray: z
      .strictObject({
        version: z
          .string()
          .regex(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/, "must be a version of Ray, such as 2.60.0")
          .describe("Ray that the lock of the image holds, from 2.53.0 on"),
        operatorNamespace: label.describe(
          "the namespace of KubeRay's operator, which asks the head for the state of a job",
        ),
      })
      .optional()
      .describe(
        "with training.nodes: how several nodes share the step train, which needs KubeRay in the cluster and Ray in the image",
      ),
    hardware: z
      .partialRecord(z.enum(hardwareClasses), machine)
      .default({})
      .describe("what a container of a class asks for on this cluster, where it is not what the table says"),
    retrainSchedule: z
      .string()
      .max(100)
      .default("0 3 * * 1")
      .describe("of the pipeline, in UTC; it is suspended until somebody resumes it"),
    runsKeptDays: z.int().min(1).max(365).default(7).describe("days for which the cluster shows a finished run"),
    releases: z
      .record(release, model)
      .default({})
      .describe("models that the endpoint may serve, from wherever they were trained: a name, uri and sha256 of each"),
    live,
  })
  .describe("A Kubernetes cluster that exists. Leave it out and no stack is made for it.");
