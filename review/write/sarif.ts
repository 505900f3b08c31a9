/**
 * Writes findings and changes as SARIF 2.1.0, which code hosts show beside a pull request
 * (docs.oasis-open.org/sarif/sarif/v2.1.0, 2023-08-28; docs.github.com "SARIF support for code scanning", 2026-10).
 */
import { changeKinds, graveKinds } from "../change-kinds.js";
import { plain, type Text, visible } from "../document.js";

/** One finding or change, wherever it came from. */
export interface Result {
  /** The kind, as `--fail-on` knows it. */
  readonly rule: string;
  readonly text: Text;
  /** Of the stack that it is about. */
  readonly stack: string;
  /** The file that was read, relative to where the command ran. */
  readonly file: string;
  /** Terraform's address; empty where it is about the whole stack. */
  readonly address: string;
  /** Somebody wrote why it is right. @default nobody did */
  readonly reason?: string | undefined;
}

/** What must be looked at before anything is merged; the rest is a warning, and what is only told is a note. */
const errors = new Set<string>([
  ...graveKinds.filter((kind) => kind !== "other" && kind !== "not-read"),
  "public",
  "foreign",
  "no-go",
]);
const notes = new Set(changeKinds.filter((kind) => !graveKinds.includes(kind)) as readonly string[]);
const levelOf = (rule: string): "error" | "warning" | "note" =>
  errors.has(rule) ? "error" : notes.has(rule) ? "note" : "warning";

/** A path as a relative reference (RFC 3986). */
const uriOf = (file: string): string => file.split(/[\\/]/).map(encodeURIComponent).join("/");

const words = (text: Text): string => visible(plain(text)).slice(0, 2000) || "no words";

function resultOf({ rule, text, stack, file, address, reason }: Result, ruleIndex: number): object {
  const named = visible(address).slice(0, 500);
  return {
    ruleId: rule,
    ruleIndex,
    level: levelOf(rule),
    message: { text: `${words(stack)}: ${words(text)}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: 1 } },
        ...(named === "" ? {} : { logicalLocations: [{ fullyQualifiedName: named, kind: "resource" }] }),
      },
    ],
    // the same finding of the same resource is the same alert, whatever else changes
    partialFingerprints: { "stackRuleAddress/v1": [stack, rule, address].map(encodeURIComponent).join("|") },
    ...(reason === undefined ? {} : { suppressions: [{ kind: "external", justification: words(reason) }] }),
  };
}

/** All results as one run of SARIF. */
export function sarif(results: readonly Result[], rules: readonly string[]): string {
  const run = {
    tool: {
      driver: {
        name: "cdktf-ml-pilot review",
        rules: rules.map((id) => ({
          id,
          shortDescription: { text: id.replaceAll("-", " ") },
          defaultConfiguration: { level: levelOf(id) },
        })),
      },
    },
    columnKind: "utf16CodeUnits",
    results: results.map((result) => resultOf(result, rules.indexOf(result.rule))),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}
