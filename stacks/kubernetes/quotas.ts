/** What a pilot takes of a cluster at most: the sum is the quota of its namespace. */
import type { QuotaNeed } from "../../constructs/kubernetes/quotas.js";
import { rayHead, raySubmitter } from "../../constructs/kubernetes/steps/ray-job.js";
import type { Half } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, type Step } from "../pilot-spec/steps.js";
import { type Machine, machineOf } from "./hardware.js";

/**
 * Containers of Argo's in the pod of a step, beside the step's own: one that fetches and one that waits. Each takes
 * what
 * the LimitRange gives a container without numbers. argo-workflows.readthedocs.io/en/latest/executors (2026-11)
 */
const beside = { cpus: 2 * 0.5, memoryGiB: 2 * 0.5, storageGiB: 2 };

/** Space for temporary files, which every pod has. */
const temporaryGiB = 1;

/** What the model of a release may take in a pod: the default of the endpoint. */
const modelGiB = 2;

/**
 * What a step on several nodes takes beside Argo's pod that waits for it, which is counted with the other steps: its
 * head, what submits, and each node. The pods of the step before may still be ending.
 */
function sharedNeeds({ nodes, volumeGiB, ...machine }: Machine & Pick<Step, "nodes" | "volumeGiB">): QuotaNeed[] {
  if (nodes === 1) return [];
  const of = ({ cpus, memoryGiB }: Pick<Machine, "cpus" | "memoryGiB">, diskGiB: number): QuotaNeed => ({
    ...{ cpus, memoryGiB, pods: 1 },
    storageGiB: diskGiB + temporaryGiB,
  });
  const node = { ...of(machine, volumeGiB), gpus: machine.gpus };
  const beside = [of(rayHead, rayHead.diskGiB), of(raySubmitter, raySubmitter.diskGiB)];
  return [...beside, ...Array.from({ length: nodes }, () => node)];
}

/**
 * The uses that run at the same time.
 * @param half the only half that stands in the namespace; without it, both
 */
export function quotaNeeds(
  spec: Pick<PilotSpec, "training" | "steps" | "endpoint"> & {
    readonly kubernetes: NonNullable<PilotSpec["kubernetes"]>;
  },
  half?: Half,
): readonly QuotaNeed[] {
  const { kubernetes, endpoint } = spec;
  const steps = imageSteps(spec, "").map((step) => ({ ...machineOf(step.hardware, kubernetes.hardware), ...step }));
  const alone = steps.filter(({ nodes }) => nodes === 1);
  const most = (of: (step: (typeof steps)[number]) => number) => Math.max(...alone.map(of));
  // one pod of a run at a time; the one before may still be ending
  const run: QuotaNeed = {
    cpus: most(({ cpus }) => cpus) + beside.cpus,
    memoryGiB: most(({ memoryGiB }) => memoryGiB) + beside.memoryGiB,
    storageGiB: most(({ volumeGiB }) => volumeGiB) + temporaryGiB + beside.storageGiB,
    gpus: most(({ gpus }) => gpus),
    pods: 2,
    largest: { cpus: most(({ cpus }) => cpus), memoryGiB: most(({ memoryGiB }) => memoryGiB) },
  };
  const { store, ...server } = kubernetes.mlflow;
  const registry: QuotaNeed = {
    cpus: server.cpus,
    memoryGiB: server.memoryGiB,
    storageGiB: temporaryGiB + ("claimGiB" in store ? store.claimGiB : 0),
    pods: 1,
  };
  const machine = machineOf(endpoint.hardware, kubernetes.hardware);
  const scoring: QuotaNeed = {
    ...run,
    cpus: machine.cpus + beside.cpus,
    memoryGiB: machine.memoryGiB + beside.memoryGiB,
    largest: { cpus: machine.cpus, memoryGiB: machine.memoryGiB },
  };
  const shared = steps.flatMap((step) => sharedNeeds(step));
  const trains = half === "serve" ? [] : [run, ...shared, registry];
  if (half === "train") return trains;
  if (endpoint.mode === "batch") return [...trains, { ...scoring, gpus: machine.gpus }];
  // a rollout starts one pod more of each release before it takes one away
  const pods = Math.max(1, Object.keys(kubernetes.releases).length) * (endpoint.maxReplicas + 1);
  return [
    ...trains,
    {
      cpus: pods * machine.cpus,
      memoryGiB: pods * machine.memoryGiB,
      storageGiB: pods * (modelGiB + temporaryGiB),
      gpus: pods * machine.gpus,
      pods,
      largest: { cpus: machine.cpus, memoryGiB: machine.memoryGiB },
    },
  ];
}
