/** What each hardware class is on Vertex AI. */
import { inWords } from "../pilot-spec/fields.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";

/** One machine type with its accelerator. */
export interface Hardware {
  readonly machineType: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
  /** As `AcceleratorType` of the aiplatform v1 API spells it; null: none. */
  readonly accelerator: string | null;
  /** Accelerators in one machine. */
  readonly accelerators: number;
}

/**
 * Machine types by class. A class that is not here is one that this pilot does not offer on Vertex AI: TPUs take other
 * bodies. Source: docs.cloud.google.com/vertex-ai/docs/training/configure-compute and …/predictions/configure-compute
 * (2026-10).
 */
export const hardware: Readonly<Partial<Record<HardwareClass, Hardware>>> = {
  "cpu-small": { machineType: "e2-standard-4", vCpus: 4, memoryGiB: 16, accelerator: null, accelerators: 0 },
  "cpu-large": { machineType: "e2-standard-16", vCpus: 16, memoryGiB: 64, accelerator: null, accelerators: 0 },
  "gpu-small": { machineType: "g2-standard-4", vCpus: 4, memoryGiB: 16, accelerator: "NVIDIA_L4", accelerators: 1 },
  "gpu-large": { machineType: "g2-standard-48", vCpus: 48, memoryGiB: 192, accelerator: "NVIDIA_L4", accelerators: 4 },
};

/** A machine as the constructs take it. */
export interface Machine {
  readonly machineType: string;
  readonly accelerator?: string;
  readonly accelerators?: number;
}

/** Other machines than those of the table: of the training job, of the endpoint, or of a class. */
export type Machines = NonNullable<PilotSpec["google"]>["machines"];

/**
 * The machine of a class: the spec's own, or that of the table. The fit comes first, so that a class that Vertex AI
 * lacks never gets here.
 * @throws Error where it does
 */
export function machineOf(name: HardwareClass, machines: Machines): Machine {
  const own = name in machines ? machines[name as keyof Machines] : undefined;
  if (own !== undefined) return own;
  const found = hardware[name];
  if (found === undefined) throw new Error(`hardware: "${name}" does not exist on google`);
  const { machineType, accelerator, accelerators } = found;
  return accelerator === null ? { machineType } : { machineType, accelerator, accelerators };
}

/** What each class is here, as the page of the spec says it. */
export const machines = inWords(
  hardware,
  ({ machineType, vCpus, memoryGiB, accelerator, accelerators }) =>
    `${machineType} (${vCpus} vCPU, ${memoryGiB} GiB${accelerator === null ? "" : `, ${accelerators} × ${accelerator}`})`,
);
