/** Vertex AI as data: the shared code reads it, and nothing here loads cdktf. */

import { words } from "../pilot-spec/words.js";
import type { Platform } from "../platform-contract.js";
import { changes } from "./changes.js";
import { machines } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { composedNames } from "./names.js";
import { googleNotes } from "./notes.js";
import { providerVersions } from "./provider-versions.js";
import { block, operators } from "./spec-block.js";
import { stores } from "./stores.js";

/** Vertex AI. */
export const google: Platform<typeof block, typeof operators> = {
  aliases: ["gcp", "gcloud", "vertex", "vertexai"],
  block,
  operators,
  names: composedNames,
  machines,
  changes,
  nameAttributes,
  stores,
  // docs.cloud.google.com/compute/docs/labeling-resources (2026-11)
  labels: {
    key: /^[a-z][a-z0-9_-]{0,62}$/,
    keyMust: "must be lower-case letters, digits, - and _, a letter first, at most 63",
    value: /^[a-z0-9_-]{0,63}$/,
    valueMust: "must be lower-case letters, digits, - and _, at most 63",
  },
  // docs.cloud.google.com/compute/docs/regions-zones (2026-10)
  region: {
    key: "region",
    of: (sections) => sections.google?.region,
    // of the regions of docs.cloud.google.com/compute/docs/regions-zones (2026-11) those that Vertex AI is in:
    // SUPPORTED_REGIONS of google-cloud-aiplatform 2.7.0, google/cloud/aiplatform/constants/base.py (2026-11)
    open: words(`
      africa-south1 asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2
      asia-southeast1 asia-southeast2 australia-southeast1 australia-southeast2 europe-central2 europe-north1
      europe-north2 europe-southwest1 europe-west1 europe-west2 europe-west3 europe-west4 europe-west6 europe-west8
      europe-west9 europe-west12 me-central1 me-central2 me-west1 northamerica-northeast1 northamerica-northeast2
      southamerica-east1 southamerica-west1 us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3
      us-west4`),
    otherClouds: [],
    residencies: { us: /^us-/, eu: /^europe-(central2|north[12]|southwest1|west([1348]|9|10|12))$/, asia: /^asia-/ },
  },
  mixes: {
    trains: { cannot: "the files of its models expire below artifacts/ unless its own registry has taken them out" },
    serves: {
      cannot: "Vertex AI deploys versions of its own model registry alone, and Terraform cannot make one of a URI",
    },
  },
  providerPackages: ["@cdktf/provider-google"],
  providerVersions,
  // registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference (2026-10)
  credentials: {
    env: ["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN"],
    file: ".config/gcloud/application_default_credentials.json",
    login: "gcloud auth application-default login",
  },
  stateBackend: "gcs",
  init: {
    operators: '["group:ml-operators@example.com"]',
    block:
      '{ project: my-project, projectNumber: "123456789012", region: europe-west4, ' +
      "billingAccount: 012345-6789AB-CDEF01 }",
  },
  notes: googleNotes,
  notAsTheSpec: { "nodes train": "Vertex AI counts them in two pools: the first node and the others" },
  rehearsal: async () => (await import("./rehearsal.js")).rehearsal,
  trial: async () => (await import("./trial.js")).trial,
  lacksSafeguards: { "rollback-alarms": "the release workflow measures by itself and acts on no alarm" },
  readers: () => (require("./review.js") as typeof import("./review.js")).readers,
  priceList: async () => (await import("./price-list.js")).priceList,
  load: async () => (await import("./index.js")).google,
};
