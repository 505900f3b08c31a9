/** What each hardware class is on SageMaker. */
import { inWords } from "../pilot-spec/fields.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { hasOwnDisks } from "./review/own-disks.js";

/** An instance type, as a step runs on it. */
export interface Machine {
  readonly instanceType: string;
  /**
   * The instance has disks of its own, encrypted by its hardware: SageMaker refuses a key for them.
   * docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10). @default false
   */
  readonly localStorage?: boolean;
  /** What these disks hold, in GB: no volume of a job can be larger. aws.amazon.com/ec2/instance-types (2026-10) */
  readonly localStorageGB?: number;
}

/** One instance type, with what a class promises of it. */
export interface Hardware extends Machine {
  readonly vCpus: number;
  readonly memoryGiB: number;
  readonly accelerator: string | null;
  /** Accelerators in one instance. */
  readonly accelerators: number;
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

/** Other instance types than those of the table, by class. */
export type Machines = NonNullable<PilotSpec["aws"]>["machines"];

/**
 * What the disks of the families in `review/own-disks.ts` hold by size, in GB: EC2's DescribeInstanceTypes,
 * InstanceStorageInfo.TotalSizeInGB, as moto 5.2.1 has recorded it (2026-11). A family that is not here has disks whose
 * size the spec says, or nobody.
 */
const disks = `
  g4dn: xlarge 125, 2xlarge 225, 4xlarge 225, 8xlarge 900, 12xlarge 900, 16xlarge 900
  g5 g6e: xlarge 250, 2xlarge 450, 4xlarge 600, 8xlarge 900, 12xlarge 3800, 16xlarge 1900, 24xlarge 3800, 48xlarge 7600
  g6: xlarge 250, 2xlarge 450, 4xlarge 600, 8xlarge 900, 12xlarge 3760, 16xlarge 1880, 24xlarge 3760, 48xlarge 7520
  g7e: 2xlarge 1900, 4xlarge 1900, 8xlarge 1900, 12xlarge 3800, 24xlarge 7600, 48xlarge 15200
  p3dn: 24xlarge 1800
  p4d p4de: 24xlarge 8000
  p5: 4xlarge 3800, 48xlarge 30400
  p5e p5en p6-b200 p6-b300: 48xlarge 30400
  r5d m5d: large 75, xlarge 150, 2xlarge 300, 4xlarge 600, 8xlarge 1200, 12xlarge 1800, 16xlarge 2400, 24xlarge 3600
  trn1: 2xlarge 474, 32xlarge 7600
  trn1n: 32xlarge 7600
  trn2: 48xlarge 7600
`;

/** What the disks of an instance type hold, in GB; undefined where it has none, or where nobody says. */
function disksOf(instanceType: string): number | undefined {
  const [, family = "", size = ""] = instanceType.split(".");
  const line = disks.split("\n").find((each) => each.trim().split(":")[0]?.split(" ").includes(family));
  const entry = line
    ?.split(": ")[1]
    ?.split(", ")
    .find((each) => each.startsWith(`${size} `));
  return entry === undefined ? undefined : Number(entry.split(" ")[1]);
}

/**
 * What a class is here: the spec's own machine for it, or that of the table.
 * @throws Error where SageMaker lacks the class; the fit says so before any stack is made
 */
export function machineOf(hardwareClass: HardwareClass, machines: Machines): Machine {
  const own = machines[hardwareClass];
  const found = own === undefined ? hardware[hardwareClass] : own;
  if (found === undefined) throw new Error(`hardware class "${hardwareClass}" does not exist on SageMaker`);
  if (own === undefined) return found;
  const { instanceType } = own;
  const localStorageGB = own.localStorageGB ?? disksOf(instanceType);
  return {
    instanceType,
    ...(hasOwnDisks(instanceType) ? { localStorage: true } : {}),
    ...(localStorageGB === undefined ? {} : { localStorage: true, localStorageGB }),
  };
}

/** Resolves the hardware class of a step to the instance type that it is here. */
export function onMachine<T extends { readonly hardware: HardwareClass }>(step: T, machines: Machines) {
  const { instanceType, localStorage } = machineOf(step.hardware, machines);
  return { ...step, instanceType, localStorage };
}

/** What each class is here, as the page of the spec says it. */
export const machines = inWords(
  hardware,
  ({ instanceType, vCpus, memoryGiB, accelerator, accelerators }) =>
    `${instanceType} (${vCpus} vCPU, ${memoryGiB} GiB${accelerator === null ? "" : `, ${accelerators} × ${accelerator}`})`,
);
