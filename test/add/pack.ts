/**
 * Builds and packs the package once, before all tests of this tier; they find the file's path in PACKED. Where that is
 * set already, as in .ci/run, the file is there.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default function pack(): void {
  if (process.env["PACKED"] !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), "ml-pilot-packed-"));
  const said = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: join(__dirname, "../.."),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [packed] = JSON.parse(said) as [{ readonly filename: string }];
  process.env["PACKED"] = join(folder, packed.filename);
  process.env["PACKED_HERE"] = folder;
}
