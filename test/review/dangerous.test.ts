/**
 * Changes that a reviewer must not miss, on every platform that can have them: each is seen at once, in the right
 * words, and stops `--fail-on grave`. Each *Expected* was worked out from the change by hand.
 */
import { type Analysis, analysisOf } from "../../review/analysis/analysis.js";
import { type Change, changes, graveKinds } from "../../review/analysis/changes.js";
import { plain } from "../../review/document.js";
import { changePage } from "../../review/pages/change-page.js";
import { stackOf } from "../../review/read/stack.js";
import { synthesizePilot, synthesizePilots, variants } from "../synth.js";
import { examplePlatforms, versionText } from "../variants.js";
import type { Json, Row, SpecRow } from "./dangerous/row.js";

/** A change as one line, without the hash that an address ends with. */
const lineOf = ({ kind, flags, address, text }: Change): string =>
  `${kind}${flags.length > 0 ? ` (${flags.join(", ")})` : ""} ${address}: ${plain(text)}`.replaceAll(
    /_[0-9A-F]{8}\b/g,
    "",
  );

describe.each(examplePlatforms)("%s", (platform) => {
  let base: string;
  let before: Analysis;
  let tables: { readonly rows: readonly Row[]; readonly inSpec: readonly SpecRow[]; readonly harmless: readonly Row[] };
  const facts = (json: Json): Analysis => analysisOf(stackOf(platform, "stack.json", json));
  const changed = (change: (json: Json) => void) => {
    const json: Json = JSON.parse(base);
    change(json);
    const after = facts(json);
    return { after, found: changes(before, after) };
  };
  /** What the report says first, and what of it stops; hidden is what stops and is folded. */
  const seen = (after: Analysis, found: readonly Change[], expected: readonly string[]) => {
    const lines = found.map(lineOf);
    const grave = found.filter(({ kind, flags }) => graveKinds.includes(kind) || flags.length > 0);
    const page = changePage([{ name: platform, changes: found, rows: [], before, after }], "base");
    const [table] = page.sections[0]?.blocks.filter(({ kind }) => kind === "table") ?? [];
    const shown = table?.kind === "table" ? table.rows.map(([, what = ""]) => plain(what)) : [];
    const isHidden = ({ kind, text }: Change) => kind !== "other" && !shown.includes(plain(text));
    return {
      lines,
      grave,
      shown,
      hidden: grave.filter(isHidden).map(lineOf),
      missing: expected.filter((line) => !lines.some((each) => each.startsWith(line))),
    };
  };
  beforeAll(async () => {
    tables = await import(`./dangerous/${platform}.js`);
    const { json } = (await synthesizePilots((input) => variants["phase 2"]?.(input)))[platform] ?? {};
    base = JSON.stringify(json);
    before = facts(json);
  });

  test("every dangerous change is seen at once, in the right words, and stops CI", () => {
    const wrong: Record<string, unknown> = {};
    for (const [name, change, expected] of tables.rows) {
      const { after, found } = changed(change);
      const { lines, grave, hidden, missing } = seen(after, found, expected);
      // what is gone or has another name opens nothing by that
      const isOnlyGone = /^[56] /.test(name);
      const opened = isOnlyGone ? lines.filter((line) => /^(permission-gained|reach-opened)/.test(line)) : [];
      if (opened.length > 0 || missing.length > 0 || expected.length === 0 || grave.length === 0 || hidden.length > 0)
        wrong[name] = { missing, lines, opened, hidden };
    }
    expect(wrong).toEqual({});
  });

  test("what the spec makes dangerous has its own name, and going live stops nobody by itself", async () => {
    for (const [name, change, expected, stops] of tables.inSpec) {
      const stack = await synthesizePilot(platform, (input) => {
        variants["phase 2"]?.(input);
        change(input);
      });
      const after = facts(stack?.json);
      const found = changes(before, after);
      const { lines, grave, shown, hidden, missing } = seen(after, found, expected);
      expect({ name, missing, hidden }).toEqual({ name, missing: [], hidden: [] });
      const kinds = [...new Set(grave.map(({ kind }) => kind))];
      if (stops === undefined) expect([name, kinds.length > 0]).toEqual([name, true]);
      else {
        expect([name, lines, kinds]).toEqual([name, lines, stops]);
        // unfolded, and nothing of it is said to open a way
        const version = versionText(platform, 1);
        expect(shown).toContain(`live: r1, version ${version} → r9, version 9`);
      }
    }
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
