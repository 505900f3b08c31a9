/** Which accelerators fit which machine. The platform says so only when the job starts. */

/**
 * Machine types with accelerators of their own, and how many by vCPUs or name.
 * docs.cloud.google.com/vertex-ai/docs/training/configure-compute (2026-10)
 */
const builtIn: ReadonlyArray<
  readonly [machine: RegExp, accelerator: string, counts: Readonly<Record<string, number>>]
> = [
  [/^g2-standard-(\d+)$/, "NVIDIA_L4", { 4: 1, 8: 1, 12: 1, 16: 1, 24: 2, 32: 1, 48: 4, 96: 8 }],
  [/^a2-highgpu-(\d+)g$/, "NVIDIA_TESLA_A100", { 1: 1, 2: 2, 4: 4, 8: 8 }],
  [/^a2-ultragpu-(\d+)g$/, "NVIDIA_A100_80GB", { 1: 1, 2: 2, 4: 4, 8: 8 }],
  [/^a3-highgpu-(\d+)g$/, "NVIDIA_H100_80GB", { 1: 1, 2: 2, 4: 4, 8: 8 }],
];

/** Accelerators that are attached to an N1 machine, and how many. */
const attached: Readonly<Record<string, readonly number[]>> = {
  NVIDIA_TESLA_T4: [1, 2, 4],
  NVIDIA_TESLA_P4: [1, 2, 4],
  NVIDIA_TESLA_P100: [1, 2, 4],
  NVIDIA_TESLA_V100: [1, 2, 4, 8],
};

const cpuOnly = /^(e2|n2|n2d|n4|c2|c2d|c3|c3d|c4|m1)-[a-z]+-\d+$/;

/** What is wrong with a machine and its accelerator, or undefined. */
export function machineFault(machineType: string, accelerator?: string, count = 0): string | undefined {
  const asked = accelerator === undefined ? "no accelerator" : `${count} ${accelerator}`;
  for (const [machine, itsAccelerator, counts] of builtIn) {
    const size = machine.exec(machineType)?.[1];
    if (size === undefined) continue;
    const needed = counts[size];
    if (needed === undefined) {
      return `"${machineType}" is no size of that machine; allowed: ${Object.keys(counts).join(", ")} in its name`;
    }
    if (accelerator === itsAccelerator && count === needed) return undefined;
    return `"${machineType}" with ${asked}; it has ${needed} ${itsAccelerator}: name exactly that`;
  }
  if (/^n1-(standard|highmem|highcpu)-\d+$/.test(machineType)) {
    if (accelerator === undefined) return undefined;
    const counts = attached[accelerator];
    if (counts?.includes(count)) return undefined;
    const allowed = counts ? `${counts.join(", ")} of it` : Object.keys(attached).join(", ");
    return `"${machineType}" with ${asked}; allowed: ${allowed}`;
  }
  if (cpuOnly.test(machineType)) {
    return accelerator === undefined
      ? undefined
      : `"${machineType}" with ${asked}; it takes no accelerator: remove it, or take an n1 or g2 machine`;
  }
  return `"${machineType}" is no machine type that is known here; allowed: e2, n1, n2, c2, c3, g2, a2 and a3 machines, such as e2-standard-4`;
}
