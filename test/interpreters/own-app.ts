/** A folder with a spec and an app that synthesizes it by this project. */
import { spawnSync } from "node:child_process";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scratch.js";

/** Makes both in an empty folder, and synthesizes. Returns the folder that the app wrote. */
export function synthesizeIn(dir: string, spec: string): string {
  const app = join(dir, "cdktf.out");
  symlinkSync(join(root, "examples"), join(dir, "examples"));
  writeFileSync(join(dir, "pilot.yaml"), spec);
  const program = "node --require ./test/quick-cdktf.js --import tsx stacks/main.ts";
  writeFileSync(join(dir, "app.sh"), `#!/bin/sh\ncd ${root} && exec ${program}\n`);
  chmodSync(join(dir, "app.sh"), 0o755);
  const context = { spec: join(dir, "pilot.yaml") };
  writeFileSync(join(dir, "cdktf.json"), JSON.stringify({ app: "./app.sh", context }));
  const env = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify(context), CDKTF_OUTDIR: app };
  const made = spawnSync("./app.sh", { cwd: dir, env, encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  return app;
}
