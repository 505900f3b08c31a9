/**
 * `node --require ./test/quick-cdktf.js --import tsx test/oracles/synthesize.ts FOLDER...`: runs the app for the
 * `pilot.json` of each folder, into `out` there. One process for all, because loading cdktf and the bindings takes
 * longer than a synthesis. The app says nothing to its caller, so the next one begins when nothing is left to do.
 */
import { join } from "node:path";

const app = require.resolve("../../stacks/main.js");
const folders = process.argv.slice(2);

function next(): void {
  const folder = process.exitCode ? undefined : folders.shift();
  if (folder === undefined) return;
  process.env["CDKTF_CONTEXT_JSON"] = JSON.stringify({ spec: join(folder, "pilot.json") });
  process.env["CDKTF_OUTDIR"] = join(folder, "out");
  delete require.cache[app];
  require(app);
}

process.on("beforeExit", next);
