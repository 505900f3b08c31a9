import { rmSync } from "node:fs";
import { dirname } from "node:path";

export default function removePacked(): void {
  const file = process.env["PACKED"];
  if (file !== undefined) rmSync(dirname(file), { recursive: true, force: true });
}
