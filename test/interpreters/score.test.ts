/** Every number of the scorecard is computed again by another program, in another language, from the evidence alone. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { kinds, units } from "../../trial/evidence/schema.js";
import { writeEvidence } from "../../trial/evidence/write.js";
import { score } from "../../trial/score.js";
import { temporaryFolder } from "../scratch.js";
import { appFolder, measured } from "../trial/app.js";
import { whole } from "../trial/records.js";

const verdicts = ["held", "broken", "not tested"] as const;
const bill = (values: number[]) => [
  { name: "billed", subject: "USD", unit: "money" as const, values },
  { name: "billLate", unit: "seconds" as const, values: [90_000] },
];

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

const noGo = [
  { metric: "startupSeconds", operator: ">" as const, value: 600 },
  { metric: "p95Milliseconds", operator: ">" as const, value: 500 },
  { metric: "other0", operator: "<" as const, value: 0.5 },
  { metric: "data-readable", operator: "==" as const, value: "broken" },
];

let app: string;
let evidence: string;
beforeAll(async () => {
  app = await appFolder((input) => {
    input.trial = { noGo };
  });
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
          ended: at % 7 === 3 ? "failed" : at % 7 === 5 ? "not measured" : "succeeded",
          what: kinds[Math.floor(random() * kinds.length)] ?? "workflow",
          facts: random() < 0.3 ? [{ name: "claim", subject: "data-readable", value: verdicts[at % 3] ?? "held" }] : [],
          image: `sha256:${(at % 5 === 4 ? "2" : "1").repeat(64)}`,
          numbers: [
            { name: "latencyMilliseconds", unit: "milliseconds", values: values(counts[at % 10] ?? 1) },
            ...(random() < 0.2 ? bill(values(1)) : []),
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

test("each cell of the page is what the records say, and no record is left out", () => {
  expect(recompute(pageIn(evidence))).toMatch(/^([3-9]\d|\d{3}) rows and ([5-9]\d|\d{3}) cells hold$/);
});

test("a whole trial that is a go, and a pilot of which nothing was measured, are computed again too", () => {
  const folder = temporaryFolder("evidence");
  const [first = ""] = platformIds;
  const numbers = bill([12.5]);
  for (const each of [...whole(first, { where: first }), measured(first, { where: first, what: "bill", numbers })])
    writeEvidence(folder, each);
  expect(recompute(pageIn(folder), folder)).toMatch(/cells hold$/);
  const empty = temporaryFolder("evidence");
  expect(recompute(pageIn(empty), empty)).toMatch(/^0 rows and \d+ cells hold$/);
});

test.each([
  ["a percentile", /^\| latencyMilliseconds \| .*$/m, /(?<=(?:\| [^|]+){4}\| )[\d.]+(?= \|)/, /latencyMilliseconds/],
  ["a proof", /^\| hardware fit \|.*$/m, /\| (proven|failed|not measured|passed here) \|/, /hardware fit of/],
  ["a signal", /^\| `p95Milliseconds > 500` \|.*$/m, /\| (clear|a no-go|not measured)/, /p95Milliseconds > 500/],
  ["a decision", /^- \w+: (go|no-go|undecided)\. /m, /: (go|no-go|undecided)\./, /the decision on/],
  ["a bill", /^\| Billed until now \|.*$/m, /\| (proven: [\d.,]+ USD|not measured) \|/, /Billed until now of/],
])("%s that is changed on the page is found", (_, line, part, message) => {
  const page = pageIn(evidence);
  const text = readFileSync(page, "utf8");
  const [found = ""] = line.exec(text) ?? [];
  const changed = found.replace(part, (all) =>
    all.replace(/proven|failed|clear|a no-go|no-go|undecided|not measured|passed here|\d+/, "7"),
  );
  expect(changed).not.toBe(found);
  writeFileSync(page, text.replace(found, changed));
  expect(() => recompute(page)).toThrow(message);
});
