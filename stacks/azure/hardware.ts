/** What each hardware class is on Azure Machine Learning. */
import type { HardwareClass } from "../spec/schema.js";

/** One VM size, with the family that its quota counts. */
export interface Hardware {
  readonly vmSize: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
  readonly accelerator: string | null;
  /** Accelerators in one machine. */
  readonly accelerators: number;
  /** The workspace quota's name: vCPUs of all dedicated machines of the family. */
  readonly quota: string;
}

/**
 * VM sizes by class; each runs both as a cluster node and as a managed online deployment. A class that is not here is one that
 * Azure ML lacks. Source: learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list and
 * learn.microsoft.com/azure/virtual-machines/sizes/overview (2026-10). An online deployment needs 20 % more quota than it uses.
 */
export const hardware: Readonly<Partial<Record<HardwareClass, Hardware>>> = {
  "cpu-small": {
    vmSize: "Standard_D2as_v4",
    vCpus: 2,
    memoryGiB: 8,
    accelerator: null,
    accelerators: 0,
    quota: "Standard_DASv4_Family_Cluster_Dedicated_vCPUs",
  },
  "cpu-large": {
    vmSize: "Standard_D16as_v4",
    vCpus: 16,
    memoryGiB: 64,
    accelerator: null,
    accelerators: 0,
    quota: "Standard_DASv4_Family_Cluster_Dedicated_vCPUs",
  },
  "gpu-small": {
    vmSize: "Standard_NC4as_T4_v3",
    vCpus: 4,
    memoryGiB: 28,
    accelerator: "NVIDIA T4",
    accelerators: 1,
    quota: "Standard_NCASv3_T4_Family_Cluster_Dedicated_vCPUs",
  },
  "gpu-large": {
    vmSize: "Standard_NC24ads_A100_v4",
    vCpus: 24,
    memoryGiB: 220,
    accelerator: "NVIDIA A100 80 GB",
    accelerators: 1,
    quota: "Standard_NCADSA100v4_Family_Cluster_Dedicated_vCPUs",
  },
};
