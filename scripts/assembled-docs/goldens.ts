/**
 * Goldens that are reviews and references: the reviews of the example in its last phase, the reference of the spec, the
 * index of the constructs. `npm run golden` writes them, and a test fails when one is stale.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { pieces } from "../../cli/add/catalogue.js";
import { ownPackage } from "../../cli/own-package.js";
import { analysisOf } from "../../review/analysis/analysis.js";
import { page } from "../../review/pages/page.js";
import { sideBySide } from "../../review/pages/side-by-side.js";
import { ledgerJsonSchema } from "../../review/read/ledger.js";
import { readPrices } from "../../review/read/prices.js";
import { readStacks } from "../../review/review.js";
import { markdown } from "../../review/write/markdown.js";
import { addPilots, loadSpecs } from "../../stacks/load.js";
import { jsonSchema, type PlatformId, platformIds } from "../../stacks/pilot-spec/schema.js";
import type { Platform } from "../../stacks/platform-contract.js";
import { platforms } from "../../stacks/platforms.js";
import { evidenceJsonSchema } from "../../trial/evidence/schema.js";
import { constructIndex } from "../golden/construct-index.js";
import { specReference } from "../golden/spec-reference.js";

/** The spec whose reviews are committed: the example with an image, a release and all that serves. */
export const goldenSpec = "examples/penguins/pilot.serving.yaml";

/** The spec whose halves have reviews of their own: one platform trains, another serves. */
const mixedSpec = "examples/penguins/pilot.mixed.yaml";

/** Every golden file: its path from the root, and the text that it must hold. */
export async function goldens(): Promise<ReadonlyMap<string, string>> {
  const folder = (name: string) => mkdtempSync(join(tmpdir(), `ml-pilot-${name}-`));
  const [out, mixedOut] = [folder("golden"), folder("golden-mixed")];
  const prices = readPrices(join(ownPackage().root, "examples/penguins/prices.yaml"));
  // a golden must not age: the sample prices are as old as on the day after they were read
  const today = new Date("2026-11-01");
  try {
    // what is wrong with a stack, the tests of every stack say
    const analyses = async (file: string, outdir: string) => {
      const app = new App({ outdir, skipValidation: true });
      await addPilots(app, await loadSpecs([join(ownPackage().root, file)]));
      app.synth();
      return readStacks([], outdir).map((stack) => analysisOf(stack, { prices, today }));
    };
    const all = await analyses(goldenSpec, out);
    const halves = (await analyses(mixedSpec, mixedOut)).filter(({ stack }) => stack.ledger?.crossing !== undefined);
    const review = (name: string, text: string) => [`examples/penguins/review/${name}.md`, text] as const;
    const reviews = [
      ...all.map((facts) => review(facts.stack.ledger?.platform ?? facts.stack.name, markdown(page(facts)))),
      ...halves.map((facts) => review(facts.stack.name.replace(/^penguins-/, ""), markdown(page(facts)))),
      review("side-by-side", markdown(sideBySide({ all, noGos: [] }))),
    ];
    return new Map([
      ...reviews,
      ["docs/spec.md", specReference(jsonSchema(), machinesByPlatform())],
      ["docs/spec.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`],
      ["docs/ledger.schema.json", `${JSON.stringify(ledgerJsonSchema(), null, 2)}\n`],
      ["docs/evidence.schema.json", `${JSON.stringify(evidenceJsonSchema(), null, 2)}\n`],
      ["docs/constructs.md", constructIndex(pieces().map(({ name }) => name))],
    ]);
  } finally {
    for (const folder of [out, mixedOut]) rmSync(folder, { recursive: true, force: true });
  }
}

/** What each platform says of its machines. */
const machinesByPlatform = () => Object.fromEntries(platformIds.map((id) => [id, machinesOf(id)]));

const machinesOf = (id: PlatformId) => {
  const { machines }: Pick<Platform, "machines"> = platforms[id];
  return machines;
};
