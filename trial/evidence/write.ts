/** Writes evidence: each record is a file of its own, there whole or not at all, and never overwritten. */
import { randomUUID } from "node:crypto";
import { linkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkOnTheWay, makeFolder } from "../../stacks/folder.js";
import { UserError } from "../../stacks/user-error.js";
import { evidenceSchema, evidenceVersion, type Measurement, sealOf } from "./schema.js";

/** A time as a part of a file's name. */
const fileTime = (when: string): string => when.replaceAll(":", "-").replace(/\.\d+Z$/, "Z");

/**
 * Writes one record into `<folder>/<platform>/<time>-<what>.json` and returns the file.
 * @throws UserError where the folder is a link, or cannot be written
 */
export function writeEvidence(folder: string, measurement: Measurement): string {
  const unsealed = { evidenceVersion, ...measurement };
  const record = evidenceSchema.parse({ ...unsealed, sha256: sealOf(unsealed) });
  const place = join(folder, measurement.platform);
  const link = linkOnTheWay(place);
  if (link !== undefined) throw new UserError([`${link}: is a link, and evidence is written through none; remove it`]);
  makeFolder(place);
  const temporary = join(place, `.${randomUUID()}`);
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { flag: "wx" });
  try {
    for (let count = 1; ; count += 1) {
      const suffix = count === 1 ? "" : `-${count}`;
      const file = join(place, `${fileTime(measurement.when)}-${measurement.what}${suffix}.json`);
      try {
        // fails where the name is taken, which a rename would not
        linkSync(temporary, file);
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  } finally {
    rmSync(temporary, { force: true });
  }
}
