/** This vendor's rules: what a spec can break on Azure, and which names must be plain strings. */
import { budgetFaults } from "../../constructs/azure/budget.js";
import { dataBucketFaults } from "../../constructs/azure/data-bucket.js";
import { endpointFaults } from "../../constructs/azure/endpoint.js";
import { pipelineFaults } from "../../constructs/azure/pipeline.js";
import { privateNetworkFaults } from "../../constructs/azure/private-network.js";
import { trainingJobFaults } from "../../constructs/azure/training-job.js";
import type { StackRules } from "../rules/index.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import type { PilotSpec } from "../spec/schema.js";
import { imageSteps } from "../spec/steps.js";
import { hardware } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { azureNames } from "./names.js";
import { servedReleases } from "./releases.js";
import { servingOf } from "./steps.js";

type Found = ReadonlyArray<{ readonly prop: string; readonly message: string }>;

/** Faults of some props of a construct, at the places that the spec has for them; others are checked elsewhere. */
const at = (places: Readonly<Record<string, readonly string[]>>, found: Found): Fault[] =>
  found.flatMap(({ prop, message }) => {
    const path = places[prop];
    return path === undefined ? [] : [{ path: [...path], message }];
  });

/** Every resource carries the labels, and the pilot's name as one more tag. */
const tagsOf = (labels: PilotSpec["labels"] | undefined, name: string) => ({ ...labels, pilot: name });

function networkFaults({ network, azure, labels, name = "" }: CheckedSections): Fault[] {
  if (network === undefined || azure === undefined) return [];
  const { existingNetwork: existing, networkWatcherId } = azure;
  const props = { ...network, existing, networkWatcherId, tags: tagsOf(labels, name) };
  return at(
    {
      ...{ cidr: ["network", "cidr"], allowedClients: ["network", "allowedClients"] },
      ...{ flowLogRetentionDays: ["network", "flowLogRetentionDays"], existing: ["azure", "existingNetwork"] },
      ...{ networkWatcherId: ["azure", "networkWatcherId"], tags: ["labels"] },
    },
    privateNetworkFaults(props).map(({ prop, message }) =>
      prop === "tags" ? { prop, message: `${message}; one more tag is the pilot's name` } : { prop, message },
    ),
  );
}

function storeFaults({ name, data, azure, operators }: CheckedSections): Fault[] {
  if (azure === undefined) return [];
  const retention = data === undefined ? {} : { retentionDays: data.retentionDays };
  const faults = at(
    { retentionDays: ["data", "retentionDays"], operators: ["operators", "azure"] },
    dataBucketFaults({ ...retention, ...(operators ? { operators: operators.azure } : {}) }),
  );
  if (name === undefined) return faults;
  // Too long a name is said once for all of them, by the rule of composed names.
  const { workspace, dataBucket, keyVault } = azureNames(name, azure.subscription, azure.generation);
  const named = [
    ...trainingJobFaults({ name: workspace }),
    ...dataBucketFaults({ bucketName: dataBucket, keyVaultName: keyVault }),
  ];
  const reserved = named.find(({ message }) => message.includes("keeps to itself"));
  return reserved === undefined ? faults : [...faults, { path: ["name"], message: reserved.message }];
}

function trainingFaults({ training, steps, gate }: CheckedSections): Fault[] {
  if (training === undefined) return [];
  const places = { maxRuntimeSeconds: ["training", "maxRuntimeSeconds"], nodes: ["training", "nodes"] };
  const faults = at(places, trainingJobFaults(training));
  if (gate !== undefined) faults.push(...at({ gate: ["gate", "metric"] }, pipelineFaults({ steps: [], gate })));
  if (steps === undefined) return faults;
  const train = imageSteps({ training, steps }, "").filter(({ name }) => name === "train");
  const own = pipelineFaults({
    steps: train.map(({ parameters, inputs, outputs }) => ({ parameters, inputs, outputs })),
  });
  const parameters = own.filter(({ message }) => /parameter/.test(message));
  return [...faults, ...at({ steps: ["training", "hyperparameters"] }, parameters)];
}

function servingFaults({ name, endpoint, azure, image }: CheckedSections): Fault[] {
  if (name === undefined || endpoint === undefined || azure === undefined) return [];
  if (endpoint.mode === "batch") {
    const { schedule } = endpoint;
    const steps = Object.entries(azure.releases).map(([release, listed]) => ({
      name: `predict_${release}`,
      inputs: { model: { release: typeof listed === "string" ? listed : listed.version } },
    }));
    const places = { schedule: ["endpoint", "schedule"], steps: ["azure", "releases"] };
    return at(places, pipelineFaults({ steps, ...(schedule === undefined ? {} : { schedule }) }));
  }
  // a class that is not here is a no-go, which says so itself
  if (!(endpoint.hardware in hardware) || classFaults(azure).length > 0) return [];
  const { canary, live } = azure;
  const digest = image?.digest ?? null;
  const releases = servedReleases({ azure, endpoint, image: { digest } });
  const serving = image === undefined ? {} : { serving: servingOf(image) };
  const { minReplicas, maxReplicas } = endpoint;
  // `live` among the releases and the order of the replicas are the spec's own rules, for every vendor
  return at(
    {
      ...{ releases: ["azure", "releases"], canary: ["azure", "canary"], maxReplicas: ["endpoint", "maxReplicas"] },
      ...{ serving: ["image", "predictRoute"] },
    },
    endpointFaults({ releases, canary, live, minReplicas, maxReplicas, ...serving }),
  );
}

/** Classes that Azure ML lacks, where a spec names them beside its own sections: those are a no-go. */
function classFaults({ machines, releases }: NonNullable<PilotSpec["azure"]>): Fault[] {
  const message = `must be a class that Azure ML has: ${Object.keys(hardware).join(", ")}; remove it`;
  const named = Object.entries(releases).flatMap(([name, release]) => {
    const own = typeof release === "string" ? undefined : release.hardware;
    return own === undefined ? [] : [{ path: ["azure", "releases", name, "hardware"], own }];
  });
  return [
    ...Object.keys(machines)
      .filter((name) => !(name in hardware))
      .map((name): Fault => ({ path: ["azure", "machines", name], message, atKey: true })),
    ...named.filter(({ own }) => !(own in hardware)).map(({ path }): Fault => ({ path, message })),
  ];
}

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults(spec: CheckedSections): Fault[] {
  const { budget, azure } = spec;
  if (azure === undefined) return [];
  const { monthly, start, recipients, alertPercents } = budget ?? {};
  const money = budget === undefined ? [] : budgetFaults({ monthly, start, recipients, alertPercents });
  const places = ["monthly", "start", "recipients", "alertPercents"].map((key) => [key, ["budget", key]] as const);
  return [
    ...classFaults(azure),
    ...networkFaults(spec),
    ...at(Object.fromEntries(places), money),
    ...trainingFaults(spec),
    ...storeFaults(spec),
    ...servingFaults(spec),
  ];
}

/** Name attributes stand in `name-attributes.ts`; one name of an Azure pilot may have to be a plain string. */
export function stackRules(
  spec: Pick<PilotSpec, "name"> & { readonly azure: NonNullable<PilotSpec["azure"]> },
): StackRules {
  const { networkWatcherId = "", existingNetwork } = spec.azure;
  // an earlier version made the watcher in the pilot's own resource group, where it may still be
  const isInOwnGroup = new RegExp(`(?<![\\w-])${spec.name}(?![\\w-])`).test(networkWatcherId);
  return {
    nameAttributes,
    plainNames:
      isInOwnGroup && existingNetwork === undefined
        ? [
            {
              address: "azapi_resource.private-network_flow-logs_flow-log_6DF42DB0",
              argument: "/parent_id",
              reason: "the location's watcher is not of this stack, and whatever group it is in outlives the flow log",
            },
          ]
        : [],
  };
}
