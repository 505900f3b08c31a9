/** This platform's rules: what a spec can break on Azure, and which names must be plain strings. */
import { budgetProblems } from "../../constructs/azure/budget.js";
import { countedSize, type MachineUse, vmSizeProblem } from "../../constructs/azure/checks/vm-sizes.js";
import { dataBucketProblems } from "../../constructs/azure/data-bucket.js";
import { endpointProblems } from "../../constructs/azure/endpoint.js";
import { jobStepProblems, pipelineProblems } from "../../constructs/azure/pipeline.js";
import { privateNetworkProblems } from "../../constructs/azure/private-network.js";
import { trainingJobProblems } from "../../constructs/azure/training-job.js";
import { type CheckedSections, type Problem, problemsAt } from "../pilot-spec/check.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps } from "../pilot-spec/steps.js";
import { hardware } from "./hardware.js";
import { azureNames } from "./names.js";
import { servedReleases } from "./releases.js";
import { servingOf } from "./steps.js";

/** Every resource carries the labels, and the pilot's name as one more tag. */
const tagsOf = (labels: PilotSpec["labels"] | undefined, name: string) => ({ ...labels, pilot: name });

function networkProblems({ network, azure, labels, name = "" }: CheckedSections): Problem[] {
  if (network === undefined || azure === undefined) return [];
  const { existingNetwork: existing, networkWatcherId, location } = azure;
  const props = { ...network, existing, networkWatcherId, location, tags: tagsOf(labels, name) };
  return problemsAt(
    {
      ...{ cidr: ["network", "cidr"], allowedClients: ["network", "allowedClients"] },
      ...{ flowLogRetentionDays: ["network", "flowLogRetentionDays"], existing: ["azure", "existingNetwork"] },
      ...{ networkWatcherId: ["azure", "networkWatcherId"], tags: ["labels"] },
    },
    // the form of each tag is a rule of the platform's data, which says it first
    privateNetworkProblems(props)
      .filter(({ prop, message }) => prop !== "tags" || message.includes("must be at most"))
      .map(({ prop, message }) =>
        prop === "tags" ? { prop, message: `${message}; one more tag is the pilot's name` } : { prop, message },
      ),
  );
}

function storeProblems({ name, data, azure, operators }: CheckedSections): Problem[] {
  if (azure === undefined) return [];
  const retention = data === undefined ? {} : { retentionDays: data.retentionDays };
  const problems = problemsAt(
    { retentionDays: ["data", "retentionDays"], operators: ["operators", "azure"] },
    dataBucketProblems({ ...retention, ...(operators ? { operators: operators.azure } : {}) }),
  );
  if (name === undefined) return problems;
  // Too long a name is said once for all of them, by the rule of composed names.
  const { workspace, dataBucket, keyVault } = azureNames(name, azure.subscription, azure.generation);
  const named = [
    ...trainingJobProblems({ name: workspace }),
    ...dataBucketProblems({ bucketName: dataBucket, keyVaultName: keyVault }),
  ];
  const reserved = named.find(({ message }) => message.includes("keeps to itself"));
  return reserved === undefined ? problems : [...problems, { path: ["name"], message: reserved.message }];
}

function trainingProblems({ training, steps, gate }: CheckedSections): Problem[] {
  if (training === undefined) return [];
  const places = { timeoutSeconds: ["training", "maxRuntimeSeconds"], nodes: ["training", "nodes"] };
  const { nodes, interruptible, maxRuntimeSeconds: timeoutSeconds } = training;
  const problems = problemsAt(places, jobStepProblems({ nodes, interruptible, timeoutSeconds }));
  if (gate !== undefined)
    problems.push(...problemsAt({ gate: ["gate", "metric"] }, pipelineProblems({ steps: [], gate })));
  if (steps === undefined) return problems;
  const train = imageSteps({ training, steps }, "").filter(({ name }) => name === "train");
  const own = pipelineProblems({
    steps: train.map(({ parameters, inputs, outputs }) => ({ parameters, inputs, outputs })),
  });
  const parameters = own.filter(({ message }) => /parameter/.test(message));
  return [...problems, ...problemsAt({ steps: ["training", "hyperparameters"] }, parameters)];
}

function servingProblems({ name, endpoint, azure, image }: CheckedSections): Problem[] {
  if (name === undefined || endpoint === undefined || azure === undefined) return [];
  if (endpoint.mode === "batch") {
    const { schedule } = endpoint;
    const steps = Object.entries(azure.releases).map(([release, listed]) => ({
      name: `predict_${release}`,
      inputs: { model: { release: typeof listed === "string" ? listed : listed.version } },
    }));
    const places = { schedule: ["endpoint", "schedule"], steps: ["azure", "releases"] };
    return problemsAt(places, pipelineProblems({ steps, ...(schedule === undefined ? {} : { schedule }) }));
  }
  // a class that is not here is a no-go, which says so itself
  if (!(endpoint.hardware in hardware) || classProblems(azure).length > 0) return [];
  const { canary, live } = azure;
  const digest = image?.digest ?? null;
  const releases = servedReleases({ azure, endpoint, image: { digest } });
  const serving = image === undefined ? {} : { serving: servingOf(image) };
  const { minReplicas, maxReplicas } = endpoint;
  // `live` among the releases and the order of the replicas are the spec's own rules, for every platform
  return problemsAt(
    {
      ...{ releases: ["azure", "releases"], canary: ["azure", "canary"], maxReplicas: ["endpoint", "maxReplicas"] },
      ...{ serving: ["image", "predictRoute"] },
    },
    endpointProblems({ releases, canary, live, minReplicas, maxReplicas, ...serving }),
  );
}

/** Classes that Azure ML lacks, where a spec names them beside its own sections: those are a no-go. */
function classProblems({ machines, releases }: NonNullable<PilotSpec["azure"]>): Problem[] {
  const message = `must be a class that Azure ML has: ${Object.keys(hardware).join(", ")}; remove it`;
  const named = Object.entries(releases).flatMap(([name, release]) => {
    const own = typeof release === "string" ? undefined : release.hardware;
    return own === undefined ? [] : [{ path: ["azure", "releases", name, "hardware"], own }];
  });
  return [
    ...Object.keys(machines)
      .filter((name) => !(name in hardware))
      .map((name): Problem => ({ path: ["azure", "machines", name], message, atKey: true })),
    ...named.filter(({ own }) => !(own in hardware)).map(({ path }): Problem => ({ path, message })),
  ];
}

/** What the machines of a class are for in a spec. */
function usesOf({ training, steps, endpoint, azure }: CheckedSections, name: string): readonly MachineUse[] {
  const onClusters: unknown[] = [training, ...Object.values(steps ?? {})].map((each) => each?.hardware);
  const isServing = endpoint?.mode === "realtime";
  const released = Object.values(azure?.releases ?? {}).map((release) =>
    typeof release === "string" ? undefined : release.hardware,
  );
  const served: unknown[] = [endpoint?.hardware, ...released];
  const uses: MachineUse[] = isServing && served.includes(name) ? ["an endpoint"] : [];
  if (uses.length === 0 || onClusters.includes(name)) uses.push("a cluster");
  return uses;
}

/** Machines of the spec's own that Azure ML lacks, and numbers and families that are not those of the size. */
function ownMachineProblems(spec: CheckedSections): Problem[] {
  return Object.entries(spec.azure?.machines ?? {}).flatMap(([name, { vmSize, vCpus, quota, typeCheck }]) => {
    const at = (key: string) => ["azure", "machines", name, key];
    const counted = countedSize(vmSize);
    const wrong = typeCheck ? usesOf(spec, name).flatMap((use) => vmSizeProblem(vmSize, use) ?? []) : [];
    const problems = wrong.map((message) => ({
      path: at("vmSize"),
      message: `${message}. Where it came later, set typeCheck: false beside it`,
    }));
    if (counted === undefined) return problems;
    if (counted.vCpus !== vCpus) {
      const message = `must be ${counted.vCpus}, the vCPUs of ${vmSize}, got ${vCpus}; the quota is counted by them`;
      problems.push({ path: at("vCpus"), message });
    }
    if (counted.quota.toLowerCase() !== quota.toLowerCase()) {
      const message = `must be ${JSON.stringify(counted.quota)}, the family of ${vmSize}, got ${JSON.stringify(quota)}; write that one`;
      problems.push({ path: at("quota"), message });
    }
    return problems;
  });
}

/** Problems that the constructs would throw, at the spec's own paths. */
export function specProblems(spec: CheckedSections): Problem[] {
  const { budget, azure } = spec;
  if (azure === undefined) return [];
  const { monthly, start, recipients, alertPercents } = budget ?? {};
  const money = budget === undefined ? [] : budgetProblems({ monthly, start, recipients, alertPercents });
  const places = ["monthly", "start", "recipients", "alertPercents"].map((key) => [key, ["budget", key]] as const);
  return [
    ...classProblems(azure),
    ...ownMachineProblems(spec),
    ...networkProblems(spec),
    ...problemsAt(Object.fromEntries(places), money),
    ...trainingProblems(spec),
    ...storeProblems(spec),
    ...servingProblems(spec),
  ];
}
