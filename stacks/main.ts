/**
 * The cdktf app: spec files in, stacks out. The specs are named by `context.spec` in cdktf.json. Nothing is written
 * where anything is wrong: the specs are checked before there is an app, and all stacks are validated before the
 * first is written.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { formerStacks, keepLeaving, linesOfLeaving, linesOfLeft } from "./left.js";
import { addPilots, loadSpecs, stacksOf } from "./load.js";
import { placeholderLine, readLine, specsOfContext } from "./pilot-spec/named.js";
import { placeholders } from "./pilot-spec/placeholders.js";
import { UserError } from "./user-error.js";

/**
 * Says a line to whoever runs this. The CLI of cdktf, known by a variable that only it sets, shows an app's stderr as
 * an [ERROR], so there it is stdout.
 */
const say = process.env["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] === undefined ? console.error : console.log;

/** Makes the rules read the JSON that is then written: nothing is added to a stack once it is in the app. */
function resolveOnce(stack: TerraformStack): void {
  const toTerraform = stack.toTerraform.bind(stack);
  let made: ReturnType<typeof toTerraform> | undefined;
  stack.toTerraform = () => {
    made ??= toTerraform();
    return made;
  };
}

/** Builds and writes all stacks. Returns the problems; where there are any, nothing was written. */
async function synthesize(): Promise<readonly string[]> {
  const specs = await loadSpecs(specsOfContext(JSON.parse(process.env.CDKTF_CONTEXT_JSON ?? "{}")));
  for (const { file, spec } of specs) {
    say(readLine({ file, pilot: spec.name }));
    const count = placeholders(spec).length;
    if (count > 0) say(placeholderLine({ file, count }));
  }
  // All constructs are validated below, before the first stack is written; once is enough. They are prepared by
  // app.synth alone: that resolves every token, and adds something only where a stack refers to another one.
  const app = new App({ skipValidation: true });
  const noGos = (await addPilots(app, specs)).map(({ line }) => line);
  for (const line of noGos) console.log(line);
  const stacks = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  for (const stack of stacks) resolveOnce(stack);
  const problems = app.node
    .findAll()
    .flatMap((construct) => construct.node.validate().map((message) => `${construct.node.path}: ${message}`));
  if (problems.length > 0) return problems;
  if (stacks.length === 0) {
    return [
      ...linesOfLeaving(app.outdir, []),
      "no platform fits, so there is no stack and nothing was written; change needs or hardware, or add a platform's block",
    ];
  }
  const now = (await Promise.all(specs.map(stacksOf))).flat();
  const former = formerStacks(app.outdir);
  for (const line of linesOfLeaving(app.outdir, now, "left")) say(line);
  app.synth();
  keepLeaving(app.outdir, former, now);
  for (const line of linesOfLeft(app.outdir, now)) say(line);
  // for the review: a platform that does not fit has no stack that could say so
  const file = join(app.outdir, "no-go.txt");
  if (noGos.length > 0) writeFileSync(file, `${noGos.join("\n")}\n`);
  else rmSync(file, { force: true });
  return [];
}

// cdktf captures a stack trace for every token and shows none of them. Writing each out and mapping it to its
// TypeScript source would take a fifth of a synthesis. V8 does so when somebody reads a trace, so what is printed has
// its own.
process.setSourceMapsEnabled(false);
Error.prepareStackTrace = (error) => String(error);
synthesize().then(
  (problems) => {
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length > 0 ? 1 : 0;
  },
  (error: unknown) => {
    Reflect.deleteProperty(Error, "prepareStackTrace");
    process.setSourceMapsEnabled(true);
    // A user's mistake is owed a line and no stack trace; anything else is ours and keeps it.
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  },
);
