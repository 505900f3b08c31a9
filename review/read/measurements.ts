/**
 * What runs have measured: `probe.json` and other records of runs, one folder per platform. The files are untrusted.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isMap, list } from "../../stacks/readers/stack.js";
import { UserError } from "../../stacks/user-error.js";
import { readJson } from "./stack.js";

/** What was measured on one platform. */
export interface Measured {
  readonly startupSeconds?: number;
  /** In words: CPUs, memory, accelerators. */
  readonly hardware?: string;
  /** In words: how many of the probe's claims were held, and which were not. */
  readonly claims?: string;
  /** Every number at the top of a record, by its name: what a no-go signal can be compared with. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** One record of a run. */
function measuredIn(record: Readonly<Record<string, unknown>>): Measured {
  const numbers = Object.entries(record).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  const { startupSeconds, cpus, memoryGiB, accelerators } = record;
  const claims = list(record["claims"]).filter(isMap);
  const broken = claims
    .filter(({ verdict }) => verdict !== "held")
    .map(({ name, verdict }) => `${String(name)} ${String(verdict)}`);
  const found = list(accelerators).map(String).join(", ") || "no accelerator";
  const not = broken.length > 0 ? ` (${broken.join(", ")})` : "";
  const held = claims.length - broken.length;
  return {
    numbers: new Map(numbers),
    ...(typeof startupSeconds === "number" ? { startupSeconds } : {}),
    ...(typeof cpus === "number" ? { hardware: [`${cpus} CPUs`, `${String(memoryGiB)} GiB`, found].join(", ") } : {}),
    ...(claims.length > 0 ? { claims: `measured: ${held} of ${claims.length} claims held${not}` } : {}),
  };
}

/**
 * Reads `<dir>/<platform>/*.json`.
 * @throws UserError with one line where the folder is not there or a file is no JSON object
 */
export function readMeasured(dir: string): ReadonlyMap<string, Measured> {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new UserError([`${dir}: is not a folder; give one that holds <platform>/probe.json`]);
  }
  const platformIds = readdirSync(dir).filter((name) => statSync(join(dir, name)).isDirectory());
  return new Map(
    platformIds.map((platform) => {
      const files = readdirSync(join(dir, platform)).filter((name) => name.endsWith(".json"));
      const records = files.sort().map((name) => {
        const record = readJson(join(dir, platform, name));
        if (!isMap(record)) throw new UserError([`${join(dir, platform, name)}: is not a JSON object`]);
        return measuredIn(record);
      });
      const numbers = new Map(records.flatMap((record) => [...record.numbers]));
      return [platform, Object.assign({}, ...records, { numbers }) as Measured];
    }),
  );
}
