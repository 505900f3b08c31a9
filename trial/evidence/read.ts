/**
 * Reads evidence. A file that is not whole, not of this pilot or not of this time is named with its reason, and none of
 * its numbers is used.
 */
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { visible } from "../../review/document.js";
import { UserError } from "../../stacks/user-error.js";
import { type Evidence, evidenceSchema, evidenceVersion, sealOf, thisMachine } from "./schema.js";

/** A record and its file, below the evidence folder. */
export interface ReadRecord {
  readonly file: string;
  readonly record: Evidence;
}

/** A file that is not used, and why. */
export interface Refused {
  readonly file: string;
  readonly reason: string;
}

/** What a folder holds. */
export interface ReadEvidence {
  /** Oldest first. */
  readonly records: readonly ReadRecord[];
  readonly refused: readonly Refused[];
}

/** What the records must be of. */
export interface ReadEvidenceProps {
  /** Names of the stacks whose evidence is read. */
  readonly stacks: readonly string[];
  /** @default - now */
  readonly today?: Date;
}

/** A record of 100,000 latencies has 2 MB. */
const maxBytes = 16 * 1024 * 1024;

/** Clocks of two machines may differ by so many milliseconds. */
const clockDifference = 5 * 60_000;

/** The record in a file, or why it is not used. */
function recordIn(path: string, folder: string, { stacks, today = new Date() }: ReadEvidenceProps): Evidence | string {
  const stat = lstatSync(path);
  if (!stat.isFile()) return "must be a file, and is a link or a folder";
  if (stat.size > maxBytes) return `must have at most ${maxBytes} bytes, and has ${stat.size}`;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return "must be JSON, and is cut or was changed; measure again";
  }
  const version = (value as { evidenceVersion?: unknown } | null)?.evidenceVersion;
  if (typeof version === "number" && version > evidenceVersion)
    return `is of version ${version}, and this package reads up to ${evidenceVersion}; install a later package`;
  const { success, data, error } = evidenceSchema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    return `is not evidence: ${visible(issue?.path.join(".") || "the record")}: ${visible(issue?.message ?? "").slice(0, 120)}`;
  }
  if (sealOf(data) !== data.sha256) return "was changed after it was written: its hash does not match; measure again";
  if (data.platform !== folder)
    return `is of the platform ${data.platform}, and lies in the folder of ${visible(folder)}`;
  if (!stacks.includes(data.stack)) return `is of the stack ${data.stack}, which the app does not have`;
  if (data.where !== thisMachine && data.where !== data.platform)
    return `was measured on ${visible(data.where)}, and must be on ${data.platform} or on ${thisMachine}`;
  if (Date.parse(data.when) > today.getTime() + clockDifference)
    return `is dated ${data.when}, which is after now; see the clock that wrote it`;
  return data;
}

/**
 * Reads `<folder>/<platform>/*.json`.
 * @throws UserError where the folder does not exist
 */
export function readEvidence(folder: string, props: ReadEvidenceProps): ReadEvidence {
  if (!existsSync(folder))
    throw new UserError([`${folder}: must be a folder with evidence, and does not exist; run cdktf-ml-pilot rehearse`]);
  const records: ReadRecord[] = [];
  const refused: Refused[] = [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const files = readdirSync(join(folder, name)).filter((each) => each.endsWith(".json") && !each.startsWith("."));
    for (const each of files.sort()) {
      const file = `${name}/${each}`;
      const found = recordIn(join(folder, name, each), name, props);
      if (typeof found === "string") refused.push({ file: visible(file), reason: found });
      else records.push({ file: visible(file), record: found });
    }
  }
  const time = ({ record }: ReadRecord) => Date.parse(record.when);
  return { records: records.sort((one, other) => time(one) - time(other)), refused };
}
