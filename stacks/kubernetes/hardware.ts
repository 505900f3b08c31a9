/** What a container of each hardware class asks for. */
import { inWords } from "../pilot-spec/fields.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";

/** What a container asks for: requests and limits are the same. */
export interface Machine {
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly gpus: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
}

const any = { gpus: 0, nodeSelector: {} };

/**
 * Requests by class. They leave room for what a node itself takes (kubernetes.io/docs/tasks/administer-cluster/
 * reserve-compute-resources, 2026-11), so that each fits on a node of 4, 16, 4 and 48 vCPUs. TPUs and Trainium have
 * device plug-ins and images of their own, which this pilot does not offer on a cluster.
 */
export const hardware: Readonly<Partial<Record<HardwareClass, Machine>>> = {
  "cpu-small": { cpus: 3, memoryGiB: 12, ...any },
  "cpu-large": { cpus: 15, memoryGiB: 56, ...any },
  "gpu-small": { cpus: 3, memoryGiB: 12, gpus: 1, nodeSelector: {} },
  "gpu-large": { cpus: 44, memoryGiB: 176, gpus: 4, nodeSelector: {} },
};

/** Requests of the spec's own, by class. */
export type OwnHardware = NonNullable<PilotSpec["kubernetes"]>["hardware"];

/**
 * What a class asks for: the spec's own, or that of the table. The fit comes first, so that a class that the cluster
 * lacks never gets here.
 * @throws Error where it does
 */
export function machineOf(name: HardwareClass, own: OwnHardware): Machine {
  const found = own[name] ?? hardware[name];
  if (found === undefined) throw new Error(`hardware: "${name}" does not exist on kubernetes`);
  return found;
}

/** What each class asks for, as the page of the spec says it. */
export const machines = inWords(
  hardware,
  ({ cpus, memoryGiB, gpus }) =>
    `a container of ${cpus} vCPU, ${memoryGiB} GiB${gpus === 0 ? "" : `, ${gpus} × nvidia.com/gpu`}`,
);
