/** This vendor's rules: what a spec can break on Azure, and which names must be plain strings. */
import { budgetFaults } from "../../constructs/azure/budget.js";
import { dataBucketFaults } from "../../constructs/azure/data-bucket.js";
import { endpointFaults } from "../../constructs/azure/endpoint.js";
import { pipelineFaults } from "../../constructs/azure/pipeline.js";
import { privateNetworkFaults } from "../../constructs/azure/private-network.js";
import { trainingJobFaults } from "../../constructs/azure/training-job.js";
import type { StackRules } from "../rules/index.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { nameAttributes } from "./name-attributes.js";
import { azureNames } from "./names.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults(spec: CheckedSections): Fault[] {
  const { name, network, data, training, endpoint, budget, azure } = spec;
  const faults: Fault[] = [];
  const add = (path: (prop: string) => readonly string[], found: ReadonlyArray<{ prop: string; message: string }>) => {
    for (const { prop, message } of found) faults.push({ path: path(prop), message });
  };
  if (azure === undefined) return faults;
  if (network && !azure.existingNetwork) add((prop) => ["network", prop], privateNetworkFaults(network));
  if (budget) add((prop) => ["budget", prop], budgetFaults(budget));
  if (training) add((prop) => ["training", prop], trainingJobFaults(training));
  if (name && data) {
    const names = azureNames(name, azure.subscription);
    const props = { bucketName: names.dataBucket, keyVaultName: names.keyVault, ...data };
    add(
      (prop) => ["data", prop],
      dataBucketFaults(props).filter(({ prop }) => prop === "retentionDays"),
    );
  }
  if (name && endpoint) {
    const names = azureNames(name, azure.subscription);
    const inBlock = ["releases", "live", "canary"];
    const found = endpointFaults({ ...endpoint, ...azure, name: names.endpoint });
    add(
      (prop) => [inBlock.includes(prop) ? "azure" : "endpoint", prop],
      // composed names and what holds on every vendor are checked elsewhere
      found.filter(({ prop }) => !["name", "live", "minReplicas"].includes(prop)),
    );
    if (endpoint.mode === "batch") {
      add((prop) => ["endpoint", prop], pipelineFaults({ schedule: endpoint.schedule, steps: [] }));
    }
  }
  return faults;
}

/** Name attributes stand in `rules/name-attributes/azure.ts`; no name of an Azure pilot has to be a plain string. */
export const stackRules: StackRules = { nameAttributes, plainNames: [] };
