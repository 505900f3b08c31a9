/** Azure Machine Learning as data: the shared code reads it, and nothing here loads cdktf. */

import { words } from "../pilot-spec/words.js";
import type { LeastPrograms, Platform } from "../platform-contract.js";
import { changes } from "./changes.js";
import { machines } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { composedNames } from "./names.js";
import { providerVersions } from "./provider-versions.js";
import { block, operators } from "./spec-block.js";
import { stores } from "./stores.js";

/**
 * The traffic is left to who moves it by `ignore_body_changes` of azapi 2.12, a write-only argument: Terraform has
 * those since 1.11 and OpenTofu since 1.12. OpenTofu 1.10.10 was seen to refuse the stack.
 * developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only (2026-11)
 */
export const leastPrograms: LeastPrograms = { terraform: "1.11.0", openTofu: "1.12.0" };

/** Azure Machine Learning. */
export const azure: Platform<typeof block, typeof operators> = {
  aliases: ["azureml", "microsoft"],
  block,
  operators,
  names: composedNames,
  machines,
  changes,
  nameAttributes,
  stores,
  // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources (2026-11); storage accounts allow 128
  labels: {
    key: /^(?!microsoft|azure|windows)[^<>%&\\?/\p{Cc}]{1,128}$/iu,
    keyMust: "must be 1 to 128 characters without < > % & \\ ? /, and not begin with microsoft, azure or windows",
    value: /^[^\p{Cc}]{0,256}$/u,
    valueMust: "must be at most 256 characters",
  },
  // learn.microsoft.com/azure/reliability/regions-list (2026-10)
  region: {
    key: "location",
    of: (sections) => sections.azure?.location,
    // learn.microsoft.com/azure/reliability/regions-list (2026-11)
    open: words(`
      australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth
      brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral denmarkeast eastasia eastus eastus2
      francecentral francesouth germanynorth germanywestcentral indonesiacentral israelcentral italynorth japaneast
      japanwest koreacentral koreasouth malaysiawest mexicocentral newzealandnorth northcentralus northeurope norwayeast
      norwaywest polandcentral qatarcentral southafricanorth southafricawest southcentralus southeastasia southindia
      spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest uaecentral uaenorth uksouth ukwest
      westcentralus westeurope westindia westus westus2 westus3`),
    // learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure (2026-11)
    otherClouds: [
      [/^china/, "is a location of Azure operated by 21Vianet, and a pilot is made for the public cloud of Azure"],
      [/^us(gov|dod)/, "is a location of Azure Government, and a pilot is made for the public cloud of Azure"],
    ],
    residencies: {
      us: /^(east|west|central|northcentral|southcentral|westcentral)us[23]?$/,
      eu: /^(west|north)europe$|^(austria|belgium|denmark|france|germany|italy|poland|spain|sweden)[a-z]+$/,
      asia: /^(east|southeast)asia$|^(japan|korea|indonesia|malaysia|taiwan)[a-z]+$|india(west|central)?$/,
    },
  },
  mixes: {
    trains: { cannot: "its storage account answers no network but its own" },
    serves: { cannot: "Azure ML deploys versions alone that its own workspace has registered" },
  },
  providerPackages: ["@cdktf/provider-azurerm", "@cdktf/provider-time"],
  providerVersions,
  // registry.terraform.io/providers/hashicorp/azurerm/latest/docs (2026-10)
  credentials: {
    env: ["ARM_CLIENT_ID", "ARM_USE_OIDC", "ARM_USE_MSI", "ARM_USE_CLI"],
    file: ".azure/azureProfile.json",
    login: "az login",
  },
  leastPrograms,
  stateBackend: "azurerm",
  init: {
    operators: '["11111111-2222-4333-8444-555555555555"]',
    block:
      "{ subscription: 11111111-2222-4333-8444-666666666666, tenant: 11111111-2222-4333-8444-777777777777, " +
      "location: westeurope }",
  },
  notAsTheSpec: {
    "volume train": "the disk of a compute cluster comes with its VM size",
    images: "Container Registry has no rule that keeps so many images",
    // learn.microsoft.com/azure/machine-learning/reference-yaml-job-pipeline (2026-10)
    "retries train": "a command step has no retry",
    canary: "a person moves the traffic, so no rollout starts on a share",
  },
  rehearsal: async () => (await import("./rehearsal.js")).rehearsal,
  trial: async () => (await import("./trial.js")).trial,
  lacksSafeguards: {
    "immutable-tags": "Azure Container Registry locks a tag only after its push; images are named by digest",
    "rollback-alarms": "Azure ML takes no rollout back by itself",
  },
  readers: () => (require("./review.js") as typeof import("./review.js")).readers,
  priceList: async () => (await import("./price-list.js")).priceList,
  load: async () => (await import("./index.js")).azure,
};
