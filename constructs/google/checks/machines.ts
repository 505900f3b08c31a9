/** Machine types that Vertex AI takes, and their accelerators. It refuses another one only when the job starts. */

/** What a machine is for. */
export type MachineUse = "training" | "serving";

/** A family and a class, such as `n1-standard`, with the numbers of vCPUs in its types. */
type Types = Readonly<Record<string, readonly number[]>>;

/**
 * Machine types without an accelerator of their own. Training gives each machine a boot disk of the kind pd-ssd, which
 * newer families cannot have. docs.cloud.google.com/vertex-ai/docs/training/configure-compute and
 * …/predictions/configure-compute, their tables of machine types (2026-11). Parts of both pages could be read when
 * this was written, so compare it with them where a type is refused or missing; not every type is in every region.
 */
const plain: Readonly<Record<MachineUse, Types>> = {
  training: {
    "e2-standard": [4, 8, 16, 32],
    "e2-highmem": [2, 4, 8, 16],
    "e2-highcpu": [16, 32],
    "n1-standard": [4, 8, 16, 32, 64, 96],
    "n1-highmem": [2, 4, 8, 16, 32, 64, 96],
    "n1-highcpu": [16, 32, 64, 96],
    "n2-standard": [4, 8, 16, 32, 48, 64, 80],
    "n2-highmem": [2, 4, 8, 16, 32, 48, 64, 80],
    "n2-highcpu": [16, 32, 48, 64, 80],
    "c2-standard": [4, 8, 16, 30, 60],
    "m1-ultramem": [40, 80, 160],
    "m1-megamem": [96],
  },
  serving: {
    "e2-standard": [2, 4, 8, 16, 32],
    "e2-highmem": [2, 4, 8, 16],
    "e2-highcpu": [2, 4, 8, 16, 32],
    "n1-standard": [2, 4, 8, 16, 32],
    "n1-highmem": [2, 4, 8, 16, 32],
    "n1-highcpu": [4, 8, 16, 32],
    "n2-standard": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128],
    "n2-highmem": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128],
    "n2-highcpu": [2, 4, 8, 16, 32, 48, 64, 80, 96],
    "n2d-standard": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224],
    "n2d-highmem": [2, 4, 8, 16, 32, 48, 64, 80, 96],
    "n2d-highcpu": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224],
    "c2-standard": [4, 8, 16, 30, 60],
    "c2d-standard": [2, 4, 8, 16, 32, 56, 112],
    "c2d-highmem": [2, 4, 8, 16, 32, 56, 112],
    "c2d-highcpu": [2, 4, 8, 16, 32, 56, 112],
    "c3-standard": [4, 8, 22, 44, 88, 176],
    "c3-highmem": [4, 8, 22, 44, 88, 176],
    "c3-highcpu": [4, 8, 22, 44, 88, 176],
  },
};

/** Machine types with accelerators of their own, and how many. The same two pages, the same day. */
const builtIn: Readonly<Record<string, readonly [accelerator: string, count: number]>> = {
  "g2-standard-4": ["NVIDIA_L4", 1],
  "g2-standard-8": ["NVIDIA_L4", 1],
  "g2-standard-12": ["NVIDIA_L4", 1],
  "g2-standard-16": ["NVIDIA_L4", 1],
  "g2-standard-24": ["NVIDIA_L4", 2],
  "g2-standard-32": ["NVIDIA_L4", 1],
  "g2-standard-48": ["NVIDIA_L4", 4],
  "g2-standard-96": ["NVIDIA_L4", 8],
  "a2-highgpu-1g": ["NVIDIA_TESLA_A100", 1],
  "a2-highgpu-2g": ["NVIDIA_TESLA_A100", 2],
  "a2-highgpu-4g": ["NVIDIA_TESLA_A100", 4],
  "a2-highgpu-8g": ["NVIDIA_TESLA_A100", 8],
  "a2-megagpu-16g": ["NVIDIA_TESLA_A100", 16],
  "a2-ultragpu-1g": ["NVIDIA_A100_80GB", 1],
  "a2-ultragpu-2g": ["NVIDIA_A100_80GB", 2],
  "a2-ultragpu-4g": ["NVIDIA_A100_80GB", 4],
  "a2-ultragpu-8g": ["NVIDIA_A100_80GB", 8],
  "a3-highgpu-1g": ["NVIDIA_H100_80GB", 1],
  "a3-highgpu-2g": ["NVIDIA_H100_80GB", 2],
  "a3-highgpu-4g": ["NVIDIA_H100_80GB", 4],
  "a3-highgpu-8g": ["NVIDIA_H100_80GB", 8],
  "a3-megagpu-8g": ["NVIDIA_H100_MEGA_80GB", 8],
};

/** Not on demand: docs.cloud.google.com/compute/docs/accelerator-optimized-machines#a3-high-vms (2026-11). */
const neverOnDemand = /^a3-highgpu-[124]g$/;

/**
 * Accelerators that are attached to an N1 machine, and how many of them: more vCPUs take more. The training page's
 * table of valid numbers of GPUs (2026-11-30).
 */
function attached(accelerator: string, vCpus: number): readonly number[] | undefined {
  const byMachine = (few: readonly number[], sixteen: readonly number[], more: readonly number[], most: number[]) =>
    vCpus <= 8 ? few : vCpus === 16 ? sixteen : vCpus === 32 ? more : most;
  switch (accelerator) {
    case "NVIDIA_TESLA_T4":
    case "NVIDIA_TESLA_P4":
    case "NVIDIA_TESLA_P100":
      return byMachine([1, 2, 4], [1, 2, 4], [2, 4], [4]);
    case "NVIDIA_TESLA_V100":
      return byMachine([1, 2, 4, 8], [2, 4, 8], [4, 8], [8]);
    default:
      return undefined;
  }
}

/** A machine as a job or a deployment asks for it. */
export interface AskedMachine {
  readonly machineType: string;
  readonly accelerator?: string;
  readonly accelerators?: number;
  /** It may be taken away, or waited for. @default false */
  readonly interruptible?: boolean;
}

/** What is wrong with a machine and its accelerator for a use, or undefined. */
export function machineProblem(
  { machineType, accelerator, accelerators = 0, interruptible = false }: AskedMachine,
  use: MachineUse,
): string | undefined {
  const asked = accelerator === undefined ? "no accelerator" : `${accelerators} ${accelerator}`;
  if (accelerator === undefined && accelerators > 0) {
    return `"${machineType}" with ${accelerators} accelerators and no name of one; name the accelerator, such as NVIDIA_TESLA_T4`;
  }
  const [own, needed] = builtIn[Object.keys(builtIn).indexOf(machineType) < 0 ? "" : machineType] ?? [];
  if (own !== undefined) {
    if (accelerator !== own || accelerators !== needed) {
      return `"${machineType}" with ${asked}; it has ${needed} ${own}: name exactly that`;
    }
    if (neverOnDemand.test(machineType) && !interruptible) {
      const fix = use === "training" ? "set interruptible, or take a3-highgpu-8g" : "take a3-highgpu-8g";
      return `"${machineType}" is spot or queued capacity only, and this is on demand: ${fix}`;
    }
    return undefined;
  }
  const [, family = "", vCpus = ""] = /^([a-z][0-9a-z]*-[a-z]+)-(\d{1,3})$/.exec(machineType) ?? [];
  const families = Object.keys(plain[use]);
  const sizes = families.indexOf(family) < 0 ? undefined : plain[use][family];
  if (sizes === undefined) {
    const known = families.map((each) => each.split("-")[0]).filter((each, index, all) => all.indexOf(each) === index);
    return `"${machineType}" is not a machine type that Vertex AI takes for ${use}; allowed: ${known.join(", ")}, g2, a2 and a3 machines, such as e2-standard-4`;
  }
  if (sizes.indexOf(Number(vCpus)) < 0) {
    return `"${machineType}" is not a size that Vertex AI takes for ${use}; allowed: ${family}- and one of ${sizes.join(", ")}`;
  }
  if (accelerator === undefined) return undefined;
  if (family.indexOf("n1-") !== 0) {
    return `"${machineType}" with ${asked}; it takes no accelerator: remove it, or take an n1 or g2 machine`;
  }
  const counts = attached(accelerator, Number(vCpus));
  if (counts === undefined) {
    const all = "NVIDIA_TESLA_T4, NVIDIA_TESLA_P4, NVIDIA_TESLA_P100, NVIDIA_TESLA_V100";
    return `"${machineType}" with ${asked}; allowed: ${all}`;
  }
  return counts.indexOf(accelerators) < 0
    ? `"${machineType}" with ${asked}; allowed: ${counts.join(", ")} of it`
    : undefined;
}
