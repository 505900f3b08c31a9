/** The export: a version is taken out by the exporter's identity, and verified on this machine. */
import { UserError } from "../../stacks/user-error.js";
import { clean } from "../evidence/step-outputs.js";
import { exportModel } from "../export.js";
import { LocalHost } from "../host.js";
import { type Context, measured, patiently } from "./context.js";

/** What it needs of this machine. */
export interface ExportProps {
  /** The folder of the image, whose entry points verify. */
  readonly image: string;
  /** The folder of the file that closes the network to a step. */
  readonly network: string;
  /** Makes the Python environment of a lock in the image's folder. */
  readonly environment: (lock: string) => Promise<string>;
  /** An empty folder. */
  readonly folder: string;
}

/** The version that is taken out: the last that a run registered, or the live one. */
function versionOf({ state, stack }: Context): string | undefined {
  const registered = state.runs.flatMap(({ version }) => version ?? []).at(-1);
  const { live, releases = {} } = stack.ledger ?? {};
  return registered ?? (typeof live === "string" ? releases[live] : undefined);
}

/** Takes the model out, verifies it, and records both. */
export async function measureExport(context: Context, props: ExportProps): Promise<void> {
  const { state, recorder, driver, spec, said, stack, problems } = context;
  const version = versionOf(context);
  if (state.done.includes("export")) return;
  if (version === undefined) {
    said(`${stack.name}: no version is registered or live, so none is taken out`);
    return;
  }
  await measured(context, "export", async (when) => {
    said(`${stack.name}: takes a version out, as the exporter`);
    const began = performance.now();
    const { path, isArchive, bytes } = await patiently(context, () => driver.takeOut(version, props.folder));
    const seconds = (performance.now() - began) / 1000;
    const moved = [
      { name: "exportSeconds", unit: "seconds" as const, values: [seconds] },
      { name: "exportBytes", unit: "count" as const, values: [bytes] },
    ];
    const host = new LocalHost({
      image: props.image,
      python: await props.environment("requirements.lock"),
      network: props.network,
    });
    try {
      const uri = `exported://version/${isArchive ? "model.tar.gz" : "model"}`;
      host.upload(path, uri);
      const verifier = await props.environment("requirements-verify.lock");
      const { files, verified } = await exportModel({ host, command: spec.image.command, uri, verifier });
      recorder.record("export", when, {
        numbers: [
          ...moved,
          ...(files === undefined ? [] : [{ name: "verifiedFiles", unit: "count" as const, values: [files] }]),
        ],
        facts: [{ name: "verified", value: clean(verified) }],
      });
    } catch (error) {
      if (error instanceof UserError) throw error;
      recorder.record("export", when, { ended: "failed", problem: "the export could not be verified", numbers: moved });
      problems.push(`${stack.name}: ${clean((error as Error).message)}`);
    } finally {
      host.dispose();
    }
  });
  state.done.push("export");
  context.save();
}
