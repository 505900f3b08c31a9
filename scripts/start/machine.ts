/** Finds a machine type in what is synthesized. */

/** Machine types of the clouds, as they stand in arguments. */
const machines = [
  /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/,
  /^([acefghmntz]\d[a-z]*|ct\w+)-(standard|high(mem|cpu|gpu|tpu)|megagpu|ultragpu|custom)[\w-]*$/,
  /^Standard_[A-Z]+\w+$/,
];

/** The first machine type below a value; strings that hold JSON are entered. */
export function machineBelow(value: unknown, depth = 0): string | undefined {
  if (depth > 8) return undefined;
  if (typeof value === "string") {
    if (machines.some((machine) => machine.test(value))) return value;
    if (!/^\s*[[{]/.test(value)) return undefined;
    try {
      return machineBelow(JSON.parse(value), depth + 1);
    } catch {
      return undefined;
    }
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = machineBelow(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
