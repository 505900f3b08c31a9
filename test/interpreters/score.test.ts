/** Every number of the scorecard is computed again by another program, in another language, from the evidence alone. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { units } from "../../trial/evidence/schema.js";
import { writeEvidence } from "../../trial/evidence/write.js";
import { score } from "../../trial/score.js";
import { temporaryFolder } from "../scratch.js";
import { appFolder, measured } from "../trial/app.js";

const script = join(__dirname, "recompute.py");
const today = new Date("2026-12-02T00:00:00Z");

/** A sequence that looks random and is the same each time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

let app: string;
let evidence: string;
beforeAll(async () => {
  app = await appFolder();
  evidence = temporaryFolder("evidence");
  const random = sequence(23);
  const counts = [1, 2, 3, 19, 20, 21, 99, 100, 101, 250];
  for (const platform of platformIds) {
    for (let at = 0; at < 20; at += 1) {
      const values = (count: number) =>
        Array.from({ length: count }, () => random() ** 3 * 10 ** Math.floor(random() * 5));
      const unit = units[Math.floor(random() * units.length)] ?? "seconds";
      writeEvidence(
        evidence,
        measured(platform, {
          where: at % 2 === 0 ? platform : "this machine",
          when: new Date(Date.UTC(2026, 10, 20 + (at % 10), at)).toISOString(),
          ended: at % 7 === 3 ? "failed" : "succeeded",
          image: `sha256:${(at % 5 === 4 ? "2" : "1").repeat(64)}`,
          numbers: [
            { name: "latencyMilliseconds", unit: "milliseconds", values: values(counts[at % 10] ?? 1) },
            { name: `other${at % 3}`, subject: "train", unit, values: values(1 + (at % 4)) },
          ],
        }),
      );
    }
  }
});

const recompute = (page: string, folder = evidence): string =>
  execFileSync("python3", [script, folder, page], { encoding: "utf8" }).trim();

function pageIn(folder: string): string {
  const page = join(temporaryFolder("page"), "scorecard.md");
  writeFileSync(page, score({ app, evidence: folder, today }).lines.join("\n"));
  return page;
}

test("each row of the page is what the records say, and no record is left out", () => {
  expect(recompute(pageIn(evidence))).toMatch(/^([3-9]\d|\d{3}) rows hold$/);
});

test("a number that is changed on the page is found", () => {
  const page = pageIn(evidence);
  const text = score({ app, evidence, today }).lines.join("\n");
  const [row = ""] = /^\| latencyMilliseconds \|.*$/m.exec(text) ?? [];
  const cells = row.split(" | ");
  cells[4] = `${Number(cells[4]) + 1}`;
  writeFileSync(page, text.replace(row, cells.join(" | ")));
  expect(() => recompute(page)).toThrow(/p95/);
});
