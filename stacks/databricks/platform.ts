/** A Databricks workspace as data: the shared code reads it, and nothing here loads cdktf. */
import type { Platform } from "../platform-contract.js";
import { changes } from "./changes.js";
import { machines } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { composedNames } from "./names.js";
import { databricksNotes } from "./notes.js";
import { providerVersions } from "./provider-versions.js";
import { block, operators } from "./spec-block.js";
import { stores } from "./stores.js";

const bucketsOwner = "the location exists, and what expires below it is the rule of its bucket's owner";
const noReplicas =
  "Model Serving has requests at once, by databricks.workloadSize, and starts and ends machines by itself";

/** A workspace that exists. */
export const databricks: Platform<typeof block, typeof operators> = {
  aliases: ["dbx", "lakehouse", "unity", "unitycatalog", "mosaic"],
  block,
  operators,
  names: composedNames,
  machines,
  changes,
  nameAttributes,
  stores,
  // docs.databricks.com/admin/account-settings/usage-detail-tags (2026-11)
  labels: {
    key: /^[A-Za-z0-9][\w.:/@ -]{0,126}$/,
    keyMust: "must be 1 to 127 letters, digits, spaces and _ . : / @ -, a letter or digit first,",
    value: /^[\w.:/@ +=-]{0,255}$/,
    valueMust: "must be at most 255 letters, digits, spaces and _ . : / @ + = -",
  },
  // a workspace stands where its owner put it, and its URL does not say where
  region: {
    key: "host",
    of: () => undefined,
    open: [],
    otherClouds: [],
    residencies: { us: /^$/, eu: /^$/, asia: /^$/ },
  },
  // the run whose files the version is made of
  versionText: (number) => `${number}@${731_905_264_870_000 + number}`,
  mixes: {
    trains: { bucket: "own" },
    serves: { cannot: "Model Serving serves versions of Unity Catalog alone, and Terraform cannot make one of a URI" },
  },
  providerPackages: ["@cdktf/provider-databricks"],
  providerVersions,
  // registry.terraform.io/providers/databricks/databricks/latest/docs#authentication (2026-11)
  credentials: {
    env: [
      "DATABRICKS_CLIENT_ID",
      "DATABRICKS_TOKEN",
      "DATABRICKS_CONFIG_PROFILE",
      "DATABRICKS_AUTH_TYPE",
      "ARM_CLIENT_ID",
      "GOOGLE_CREDENTIALS",
    ],
    file: ".databrickscfg",
    login: "databricks auth login",
  },
  init: {
    operators: '["group:ml-operators"]',
    block: [
      "{ host: https://my-workspace.cloud.databricks.com, cloud: aws, ",
      "location: { name: my-location, url: s3://my-bucket/databricks, makeWith: my-storage }, ",
      `deployer: 00000000-0000-4000-8000-000000000000, approvers: ml-approvers, wheelDigest: "sha256:${"0".repeat(64)}" }`,
    ].join(""),
  },
  notes: databricksNotes,
  notAsTheSpec: {
    "retention data/": bucketsOwner,
    "nodes train": "a step of serverless compute is one process, so more nodes are a no-go",
    "volume train": "serverless compute has a disk of its own, whose size nobody chooses",
    images: "nothing keeps images: wheels lie below packages/, each in the folder of its hash",
    "replicas.min": noReplicas,
    "replicas.max": noReplicas,
    canary: "only a release that databricks.canary names has a share beside the live one",
    ...Object.fromEntries(
      ["data/", "artifacts/", "evaluation/", "exports/", "old versions", "access logs"].map((what) => [
        `expiry ${what}`,
        bucketsOwner,
      ]),
    ),
    "expiry flow logs": "Databricks writes no log of flows; system.access.outbound_network has what it refused",
  },
  lacksSafeguards: {
    "encryption-key": bucketsOwner,
    "key-rotation": bucketsOwner,
    "public-access": bucketsOwner,
    versioning: bucketsOwner,
    "immutable-tags": "a wheel is named by its hash alone, and an alias is what an approver sets",
    "rollback-alarms": "an update that fails ends the apply, and what serves stays",
  },
  rehearsal: async () => (await import("./rehearsal.js")).rehearsal,
  trial: async () => (await import("./trial.js")).trial,
  readers: () => (require("./review.js") as typeof import("./review.js")).readers,
  priceList: async () => (await import("./price-list.js")).priceList,
  load: async () => (await import("./index.js")).databricks,
};
