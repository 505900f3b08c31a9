/** What each hardware class is on Azure Machine Learning. */
import { inWords } from "../pilot-spec/fields.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";

/** A VM size, with the family that its quota counts. */
export interface Machine {
  readonly vmSize: string;
  readonly vCpus: number;
  /** The family's quota in Azure ML: vCPUs of all its dedicated machines in a location. */
  readonly quota: string;
  /** Percent of the machines of a deployment that Azure keeps free of that quota, for its own upgrades. */
  readonly reservePercent: 0 | 20;
}

/** One VM size, with what a class promises of it. */
export interface Hardware extends Machine {
  readonly memoryGiB: number;
  readonly accelerator: string | null;
  /** Accelerators in one machine. */
  readonly accelerators: number;
}

/**
 * VM sizes by class; each runs both as a cluster node and as a managed online deployment. A class that is not here is
 * one that Azure ML lacks. Source:
 * learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list and
 * learn.microsoft.com/azure/virtual-machines/sizes/overview (2026-10). The first names the quota of each size, with
 * spaces where Azure has them, and says which sizes skip the reserve of 20 percent.
 */
export const hardware: Readonly<Partial<Record<HardwareClass, Hardware>>> = {
  "cpu-small": {
    vmSize: "Standard_D2as_v4",
    vCpus: 2,
    memoryGiB: 8,
    accelerator: null,
    accelerators: 0,
    quota: "standardDASv4Family",
    reservePercent: 20,
  },
  "cpu-large": {
    vmSize: "Standard_D16as_v4",
    vCpus: 16,
    memoryGiB: 64,
    accelerator: null,
    accelerators: 0,
    quota: "standardDASv4Family",
    reservePercent: 20,
  },
  "gpu-small": {
    vmSize: "Standard_NC4as_T4_v3",
    vCpus: 4,
    memoryGiB: 28,
    accelerator: "NVIDIA T4",
    accelerators: 1,
    quota: "standard NCASv3_T4 Family",
    reservePercent: 20,
  },
  "gpu-large": {
    vmSize: "Standard_NC24ads_A100_v4",
    vCpus: 24,
    memoryGiB: 220,
    accelerator: "NVIDIA A100 80 GB",
    accelerators: 1,
    quota: "standardNCADSA100v4Family",
    reservePercent: 0,
  },
};

/**
 * What a class is here: the spec's own machine for it, or that of the table. Classes that Azure ML lacks never come
 * this far: they are a no-go.
 * @throws Error where one does
 */
export function machineOf(name: HardwareClass, machines: NonNullable<PilotSpec["azure"]>["machines"]): Machine {
  const own = machines[name];
  // whether Azure keeps a reserve of another size is looked up where its quota is counted
  const found = own === undefined ? hardware[name] : { ...own, reservePercent: 20 as const };
  if (found === undefined) throw new Error(`azure has no hardware of class ${name}`);
  return found;
}

/** What each class is here, as the page of the spec says it. */
export const machines = inWords(
  hardware,
  ({ vmSize, vCpus, memoryGiB, accelerator, accelerators }) =>
    `${vmSize} (${vCpus} vCPU, ${memoryGiB} GiB${accelerator === null ? "" : `, ${accelerators} × ${accelerator}`})`,
);
