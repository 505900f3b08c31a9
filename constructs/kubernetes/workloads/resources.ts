/** Requests and limits of a container, as the API spells them back: another spelling differs in every plan. */
import type { Machine } from "../checks/values.js";

/** vCPUs as a quantity: whole ones, or thousandths. kubernetes.io/docs/reference/kubernetes-api/common-definitions */
export const cpuQuantity = (cpus: number): string =>
  Number.isInteger(cpus) ? String(cpus) : `${Math.round(cpus * 1000)}m`;

/** GiB as a quantity: whole ones, or MiB. */
export const memoryQuantity = (gibibytes: number): string =>
  Number.isInteger(gibibytes) ? `${gibibytes}Gi` : `${Math.round(gibibytes * 1024)}Mi`;

/** What a container asks for and is held to; `diskGiB` is what it may write into its own volumes. */
export function resourcesOf(machine: Machine, diskGiB: number) {
  const amounts: Record<string, string> = {
    cpu: cpuQuantity(machine.cpus),
    memory: memoryQuantity(machine.memoryGiB),
    "ephemeral-storage": memoryQuantity(diskGiB),
    ...(machine.gpus ? { "nvidia.com/gpu": String(machine.gpus) } : {}),
  };
  return { requests: amounts, limits: amounts };
}
