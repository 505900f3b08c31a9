import { rmSync } from "node:fs";

/** Removes what this tier packed itself. */
export default function removePacked(): void {
  const folder = process.env["PACKED_HERE"];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
