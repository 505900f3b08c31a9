/** What a pilot takes of a cluster at most: the sum is the quota of its namespace. */
import type { QuotaNeed } from "../../constructs/kubernetes/quotas.js";
import type { Half } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps } from "../pilot-spec/steps.js";
import { machineOf } from "./hardware.js";

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
  const most = (of: (step: (typeof steps)[number]) => number) => Math.max(...steps.map(of));
  // one pod of a run at a time; the one before may still be ending
  const run: QuotaNeed = {
    cpus: most(({ cpus }) => cpus) + beside.cpus,
    memoryGiB: most(({ memoryGiB }) => memoryGiB) + beside.memoryGiB,
    storageGiB: most(({ volumeGiB }) => volumeGiB) + temporaryGiB + beside.storageGiB,
    gpus: most(({ gpus }) => gpus),
    pods: 2,
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
  };
  const trains = half === "serve" ? [] : [run, registry];
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
    },
  ];
}
