/**
 * Changes that a reviewer must not miss, on every platform that can have them: each is seen at once, in the right
 * words, and stops `--fail-on grave`. Each *Expected* was worked out from the change by hand.
 */
import { type Analysis, analysisOf } from "../../review/analysis/analysis.js";
import { type Change, changes, graveKinds } from "../../review/analysis/changes.js";
import { plain } from "../../review/document.js";
import { changePage } from "../../review/pages/change-page.js";
import { stackOf } from "../../review/read/stack.js";
import { synthesizePilots, variants } from "../synth.js";
import { examplePlatforms } from "../variants.js";
import type { Json, Row } from "./dangerous/row.js";

/** A change as one line, without the hash that an address ends with. */
const lineOf = ({ kind, flags, address, text }: Change): string =>
  `${kind}${flags.length > 0 ? ` (${flags.join(", ")})` : ""} ${address}: ${plain(text)}`.replaceAll(
    /_[0-9A-F]{8}\b/g,
    "",
  );

describe.each(examplePlatforms)("%s", (platform) => {
  let base: Json;
  let before: Analysis;
  let tables: { readonly rows: readonly Row[]; readonly harmless: readonly Row[] };
  const facts = (json: Json): Analysis => analysisOf(stackOf(platform, "stack.json", json));
  const changed = (change: (json: Json) => void) => {
    const json = structuredClone(base);
    change(json);
    const after = facts(json);
    return { after, found: changes(before, after) };
  };
  beforeAll(async () => {
    tables = await import(`./dangerous/${platform}.js`);
    base = (await synthesizePilots((input) => variants["phase 2"]?.(input)))[platform]?.json;
    before = facts(base);
  });

  test("every dangerous change is seen at once, in the right words, and stops CI", () => {
    const wrong: Record<string, unknown> = {};
    for (const [name, change, expected] of tables.rows) {
      const { after, found } = changed(change);
      const lines = found.map(lineOf);
      const grave = found.filter(({ kind, flags }) => graveKinds.includes(kind) || flags.length > 0);
      const page = changePage([{ name: platform, changes: found, rows: [], before, after }], "base");
      const [table] = page.sections[0]?.blocks.filter(({ kind }) => kind === "table") ?? [];
      const seen = table?.kind === "table" ? table.rows.map(([, what = ""]) => plain(what)) : [];
      const missing = expected.filter((line) => !lines.some((each) => each.startsWith(line)));
      const hidden = grave.filter(({ kind, text }) => kind !== "other" && !seen.includes(plain(text)));
      // what is gone or has another name opens nothing by that
      const isOnlyGone = /^[56] /.test(name);
      const opened = isOnlyGone ? lines.filter((line) => /^(permission-gained|reach-opened)/.test(line)) : [];
      if (opened.length > 0 || missing.length > 0 || expected.length === 0 || grave.length === 0 || hidden.length > 0)
        wrong[name] = { missing, lines, opened, hidden: hidden.map(lineOf) };
    }
    expect(wrong).toEqual({});
  });

  test("a label and words stop nothing", () => {
    for (const [name, change] of tables.harmless) {
      const { found } = changed(change);
      expect([name, found.length > 0, found.filter(({ kind }) => graveKinds.includes(kind)).map(lineOf)]).toEqual([
        name,
        true,
        [],
      ]);
    }
  });
});
