/**
 * `npm run deploy:local`: the whole pilot on an emulated AWS, by the cdktf CLI, until Ctrl-C; then it is destroyed.
 * An argument names another spec than the example that serves.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { noTerraform } from "../terraform/skip.js";
import { only, repository, succeeded, Workspace } from "../terraform/workspace.js";
import { Emulator, noEmulator } from "./emulator.js";

async function deployLocal(): Promise<void> {
  const file = process.argv[2] ?? join(repository, "examples/penguins/pilot.serving.yaml");
  const spec = parse(readFileSync(file, "utf8"));
  if (spec.aws === undefined) throw new Error(`${file}: aws: is missing; deploy:local emulates AWS only`);
  const stack = `${spec.name}-aws`;
  const workspace = new Workspace(spec);
  // What it holds goes with the emulator, so the destroy need not stop at it.
  workspace.synth({ ...only("aws"), onDestroy: "delete" });
  const missing = [...noTerraform(), ...noEmulator(), ...workspace.missing(stack)];
  if (missing.length > 0) throw new Error(missing.join("\n"));

  const emulator = await Emulator.start(spec.aws.region);
  const interrupted = new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  try {
    workspace.prepare(stack, {}, emulator.provider);
    console.log(`applying ${stack} on ${emulator.url}; this takes about two minutes`);
    succeeded(await workspace.cdktf("deploy", stack));
    const outputs = JSON.parse(await workspace.terraform(stack, "output", "-json")) as Record<
      string,
      { value: string }
    >;
    for (const [name, { value }] of Object.entries(outputs)) console.log(`\n# ${name}\n${value}`);
    const credentials = "AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nobody";
    console.log(
      `\nThe aws CLI reaches it with AWS_ENDPOINT_URL=${emulator.url} AWS_REGION=${spec.aws.region} ${credentials}`,
    );
    console.log("Ctrl-C destroys it.");
    await interrupted;
    console.log("destroying");
    const destroyed = await workspace.cdktf("destroy", stack);
    console.log(destroyed.code === 0 ? "destroyed" : destroyed.output.slice(-2000));
  } finally {
    await emulator.stop();
    workspace.remove();
  }
}

deployLocal().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
