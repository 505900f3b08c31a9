/**
 * `npm run golden`: writes again what is made and committed, so that every pull request shows it as an ordinary diff:
 * the reviews of the example in its last phase, the reference of the spec, the index of the constructs. A test fails
 * when one is stale.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { analysisOf } from "../review/analysis/analysis.js";
import { page } from "../review/pages/page.js";
import { sideBySide } from "../review/pages/side-by-side.js";
import { readPrices } from "../review/read/prices.js";
import { readStacks } from "../review/review.js";
import { markdown } from "../review/write/markdown.js";
import { jsonSchema } from "../stacks/spec/schema.js";
import { reportingErrors } from "../stacks/user-error.js";
import { pieces } from "./add/catalogue.js";
import { constructIndex } from "./golden/construct-index.js";
import { specReference } from "./golden/spec-reference.js";
import { ownPackage } from "./own-package.js";
import { synthesize } from "./synthesize.js";

/** The spec whose reviews are committed: the example with an image, a release and all that serves. */
export const goldenSpec = "examples/penguins/pilot.serving.yaml";

/** Every golden file: its path from the root, and the text that it must hold. */
export function goldens(): ReadonlyMap<string, string> {
  const out = mkdtempSync(join(tmpdir(), "ml-pilot-golden-"));
  const prices = readPrices(join(ownPackage().root, "examples/penguins/prices.yaml"));
  // a golden must not age: the sample prices are as old as on the day after they were read
  const today = new Date("2026-11-01");
  try {
    synthesize(goldenSpec, out);
    const all = readStacks([], out).map((stack) => analysisOf(stack, { prices, today }));
    const review = (name: string, text: string) => [`examples/penguins/review/${name}.md`, text] as const;
    const reviews = [
      ...all.map((facts) => review(facts.stack.ledger?.vendor ?? facts.stack.name, markdown(page(facts)))),
      review("side-by-side", markdown(sideBySide({ all, noGos: [], measured: new Map() }))),
    ];
    return new Map([
      ...reviews,
      ["docs/spec.md", specReference(jsonSchema())],
      ["docs/spec.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`],
      ["docs/constructs.md", constructIndex(pieces().map(({ name }) => name))],
    ]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

if (require.main === module) {
  reportingErrors(async () => {
    const { root } = ownPackage();
    for (const [file, text] of goldens()) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
      console.log(`wrote ${file}`);
    }
  });
}
