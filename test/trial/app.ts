/** An app folder with the pilots of the example, as `cdktf synth` writes it; and records of it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { type Evidence, evidenceVersion, type Measurement, sealOf, thisMachine } from "../../trial/evidence/schema.js";
import { temporaryFolder } from "../scratch.js";
import { synthesizePilots } from "../synth.js";

/** Writes the app folder and returns it. */
export async function appFolder(change: (input: PilotSpecInput) => void = () => {}): Promise<string> {
  const app = temporaryFolder("app");
  const pilots = Object.entries(await synthesizePilots(change));
  const stacks = pilots.map(([platform, made]) => {
    const folder = join("stacks", `penguins-${platform}`);
    mkdirSync(join(app, folder), { recursive: true });
    writeFileSync(join(app, folder, "cdk.tf.json"), JSON.stringify(made?.json));
    return [`penguins-${platform}`, { synthesizedStackPath: join(folder, "cdk.tf.json") }];
  });
  writeFileSync(join(app, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(stacks) }));
  return app;
}

/** A record of a platform; `where` is this machine unless it is given. */
export const measured = (platform: string, given: Partial<Measurement>): Measurement => ({
  what: "workflow",
  run: "0d9f8a52-1c1e",
  platform,
  pilot: "penguins",
  stack: `penguins-${platform}`,
  where: thisMachine,
  hardware: "2 CPUs, 4 GiB",
  when: "2026-11-30T10:20:30.456Z",
  seconds: 2,
  stackHash: `sha256:${"0".repeat(64)}`,
  image: `sha256:${"1".repeat(64)}`,
  package: { name: "cdktf-ml-pilot", version: "0.1.0" },
  commands: [`cdktf-ml-pilot rehearse penguins-${platform}`],
  ended: "succeeded",
  numbers: [],
  facts: [],
  ...given,
});

/** A sealed record, as a file holds it. */
export function sealed(measurement: Measurement): Evidence {
  const unsealed = { evidenceVersion, ...measurement } as const;
  return { ...unsealed, sha256: sealOf(unsealed) };
}
