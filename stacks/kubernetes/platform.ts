/** A Kubernetes cluster as data: the shared code reads it, and nothing here loads cdktf. */
import type { Platform } from "../platform-contract.js";
import { changes } from "./changes.js";
import { machines } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { composedNames } from "./names.js";
import { kubernetesNotes } from "./notes.js";
import { providerVersions } from "./provider-versions.js";
import { block, operators } from "./spec-block.js";
import { stores } from "./stores.js";

const bucketsOwner = "the bucket exists, and what expires in it is its owner's rule";

/** A Kubernetes cluster that exists. */
export const kubernetes: Platform<typeof block, typeof operators> = {
  aliases: ["k8s", "kube", "eks", "gke", "aks", "openshift", "kubeflow", "argo"],
  block,
  operators,
  names: composedNames,
  machines,
  changes,
  nameAttributes,
  stores,
  // kubernetes.io/docs/concepts/overview/working-with-objects/labels (2026-11); kubernetes.io/ and k8s.io/ are reserved
  labels: {
    key: /^(?:(?!kubernetes\.io\/|k8s\.io\/)[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/,
    keyMust:
      "must be at most 63 letters, digits, -, _ and ., with or without a domain in front other than kubernetes.io and k8s.io,",
    value: /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/,
    valueMust: "must be at most 63 letters, digits, -, _ and .",
  },
  // a cluster stands where its owner put it, and says so by labels of its nodes alone
  region: {
    key: "context",
    of: () => undefined,
    open: [],
    otherClouds: [],
    residencies: { us: /^$/, eu: /^$/, asia: /^$/ },
  },
  versionText: (number) =>
    `s3://penguins-data-123456789012/models/penguins-pipeline-${number}/approved@sha256:${String(number % 10).repeat(64)}`,
  mixes: { trains: { bucket: "other" }, serves: { bucket: "other" } },
  providerPackages: ["@cdktf/provider-kubernetes"],
  providerVersions,
  // registry.terraform.io/providers/hashicorp/kubernetes/latest/docs (2026-11); the stack names the file and the
  // context
  credentials: { env: ["KUBE_CONFIG_PATH"], file: ".kube/config", login: "kubectl config get-contexts" },
  init: {
    operators: '["group:ml-operators@example.com"]',
    block: [
      "{ context: my-cluster, networkPolicyEnforced: true, cloud: aws, bucket: { uri: s3://my-bucket, region: eu-west-1 }, ",
      "imageRepository: registry.example.com/ml/image, storageBlocks: [10.40.0.0/24], apiServer: { block: 10.0.0.1/32 }, ",
      `mlflow: { image: registry.example.com/mlflow@sha256:${"0".repeat(64)}, store: { uriFrom: mlflow-postgres, database: { block: 10.40.1.10/32, port: 5432 } } } }`,
    ].join(""),
  },
  notes: kubernetesNotes,
  notAsTheSpec: {
    "retention data/": bucketsOwner,
    "nodes train": "a step on one node is one pod, so no argument holds their number; a RayJob of several holds it",
    images: "the registry of images is not made here, and its owner says what is kept",
    canary: "a Service selects one release: it moves all requests at once, and back in seconds",
    ...Object.fromEntries(
      ["data/", "artifacts/", "evaluation/", "exports/", "old versions", "access logs"].map((what) => [
        `expiry ${what}`,
        bucketsOwner,
      ]),
    ),
    "expiry flow logs": "a network policy writes no log of flows; some network plugins have one of their own",
  },
  lacksSafeguards: {
    "encryption-key": bucketsOwner,
    "key-rotation": bucketsOwner,
    "public-access": bucketsOwner,
    versioning: bucketsOwner,
    "deletion-protection": "what holds data is the bucket, which exists, and a claim whose class retains it",
    "immutable-tags": "images are named by digest alone, and their registry is not made here",
    "alarm-actions": "the receivers of alerts are the cluster's Alertmanager's",
    "rollback-alarms": "a rollout that fails ends the apply, and what serves stays",
  },
  rehearsal: async () => (await import("./rehearsal.js")).rehearsal,
  trial: async () => (await import("./trial.js")).trial,
  readers: () => (require("./review.js") as typeof import("./review.js")).readers,
  priceList: async () => (await import("./price-list.js")).priceList,
  load: async () => (await import("./index.js")).kubernetes,
};
