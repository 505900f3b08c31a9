/** What each hardware class is on SageMaker. */
import type { HardwareClass } from "../spec/schema.js";

/** One instance type, with what its quota is called. */
export interface Hardware {
  readonly instanceType: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
  readonly accelerator: string | null;
  /** Accelerators in one instance. */
  readonly accelerators: number;
  /**
   * The instance has disks of its own, encrypted by its hardware: SageMaker refuses a key for them.
   * docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10). @default false
   */
  readonly localStorage?: boolean;
  /** What these disks hold, in GB: no volume of a job can be larger. aws.amazon.com/ec2/instance-types (2026-10) */
  readonly localStorageGB?: number;
}

/**
 * Instance types by class. A class that is not here is one that SageMaker lacks.
 * Source: aws.amazon.com/sagemaker/ai/pricing and aws.amazon.com/ec2/instance-types (2026-10). Quota names are
 * `<instance type> for <training job|processing job|endpoint> usage` (Service Quotas, service code `sagemaker`).
 */
export const hardware: Readonly<Partial<Record<HardwareClass, Hardware>>> = {
  "cpu-small": { instanceType: "ml.m5.large", vCpus: 2, memoryGiB: 8, accelerator: null, accelerators: 0 },
  "cpu-large": { instanceType: "ml.m5.4xlarge", vCpus: 16, memoryGiB: 64, accelerator: null, accelerators: 0 },
  "gpu-small": {
    instanceType: "ml.g5.xlarge",
    vCpus: 4,
    memoryGiB: 16,
    accelerator: "NVIDIA A10G",
    accelerators: 1,
    localStorage: true,
    localStorageGB: 250,
  },
  "gpu-large": {
    instanceType: "ml.g5.12xlarge",
    vCpus: 48,
    memoryGiB: 192,
    accelerator: "NVIDIA A10G",
    accelerators: 4,
    localStorage: true,
    localStorageGB: 3800,
  },
  "trainium-small": {
    instanceType: "ml.trn1.2xlarge",
    vCpus: 8,
    memoryGiB: 32,
    accelerator: "AWS Trainium",
    accelerators: 1,
    localStorage: true,
    localStorageGB: 474,
  },
};

/**
 * What a class is here.
 * @throws Error where SageMaker lacks it; the fit says so before any stack is made
 */
export function hardwareOf(hardwareClass: HardwareClass): Hardware {
  const found = hardware[hardwareClass];
  if (found === undefined) throw new Error(`hardware class "${hardwareClass}" does not exist on SageMaker`);
  return found;
}
