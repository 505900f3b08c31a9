/**
 * `check`: all faults of a spec; or the spec with every default filled in. What else it says stands in comments, so
 * that the whole output is a spec again.
 */
import { stringify } from "yaml";
import { fitOf, loadSpecs } from "../stacks/load.js";
import type { FitRow } from "../stacks/spec/fit.js";
import { type PilotSpec, vendors } from "../stacks/spec/schema.js";
import { machineNeeds } from "./check/machine.js";

/** Names and values that look like a secret. A spec is committed and needs none. */
const secretName = /pass(word|phrase)?$|secret|token|credential|api_?key|private_?key/i;
const secretValues = [
  /-----BEGIN/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bAIza[\w-]{30,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}/,
  /\bsk-[\w-]{20,}/,
];

/** The spec with everything that looks like a secret hidden, and where that was. */
function withoutSecrets(value: unknown, path: string, hidden: string[]): unknown {
  if (Array.isArray(value)) return value.map((inner, index) => withoutSecrets(inner, `${path}.${index}`, hidden));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const at = path === "" ? key : `${path}.${key}`;
        if (typeof inner !== "string" || !secretName.test(key)) return [key, withoutSecrets(inner, at, hidden)];
        hidden.push(at);
        return [key, "hidden"];
      }),
    );
  }
  if (typeof value !== "string" || !secretValues.some((pattern) => pattern.test(value))) return value;
  hidden.push(path);
  return "hidden";
}

function fitLines(vendor: string, rows: readonly FitRow[]): readonly string[] {
  const bad = rows.filter(({ verdict }) => verdict !== "yes");
  const verdict = bad.some((row) => row.verdict === "no") ? "no-go" : "fits";
  return [
    `  ${vendor}: ${verdict} (${rows.length - bad.length} of ${rows.length} needs)`,
    ...bad.map(
      ({ need, asked, answer, source, asOf, verdict: each }) =>
        `    ${each}: ${need}: asked ${asked}, has ${answer} (${source}, ${asOf})`,
    ),
  ];
}

/** What `check` found of a spec without a fault. */
export interface CheckOutcome {
  readonly pilot: string;
  /** For the terminal: comments, then the spec. */
  readonly text: string;
}

/**
 * Checks one spec file.
 * @throws SpecError with one line a fault
 */
export async function check(file: string): Promise<CheckOutcome> {
  const [loaded] = await loadSpecs([file]);
  const spec = loaded?.spec as PilotSpec;
  const named = vendors.filter((vendor) => spec[vendor] !== undefined);
  const hidden: string[] = [];
  const text = stringify(withoutSecrets(spec, "", hidden), { lineWidth: 120 });
  const comments = [`${file}: no fault`, "fit:"];
  for (const vendor of named) comments.push(...fitLines(vendor, await fitOf(spec, vendor)));
  comments.push("this machine:");
  for (const { what, found, fix } of machineNeeds(named)) {
    comments.push(`  ${what}: ${found ?? `missing; ${fix}`}`);
  }
  for (const path of hidden)
    comments.push(`${path}: looks like a secret and is hidden here; a spec needs none, take it out`);
  comments.push("the spec with all defaults:");
  return { pilot: spec.name, text: `${comments.map((line) => `# ${line}`).join("\n")}\n${text.trimEnd()}` };
}
