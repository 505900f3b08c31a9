/** Which platforms got no stack, as the app said it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The lines of no-go.txt beside the stacks, 20 at most; none where every platform fits. */
export function noGos(app: string): readonly string[] {
  const file = join(app, "no-go.txt");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.filter((line) => line !== "").slice(0, 20);
}
