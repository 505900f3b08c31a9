/** Checks a value against the spec's schema and the rules across its sections: every fault at once. */
import type { z } from "zod";
import { describe, keysAt, quote, suggest } from "./messages.js";
import { residencyFault } from "./regions.js";
import { type PilotSpec, sections, vendors } from "./schema.js";

/** What is wrong with a spec, and where. */
export interface Fault {
  /** Keys from the top of the spec to the value. */
  readonly path: readonly PropertyKey[];
  /** Lower case: the bad value, what is allowed, the fix. */
  readonly message: string;
  /** The key itself is wrong, not its value. @default - the value */
  readonly atKey?: true;
}

type SectionName = keyof typeof sections;

/** The sections that hold no fault of their own; the others are undefined. */
export type CheckedSections = { readonly [K in keyof PilotSpec]?: PilotSpec[K] };

/** The outcome of a check: a spec only where there is no fault at all. */
export interface Checked {
  readonly spec?: PilotSpec;
  readonly sections: CheckedSections;
  readonly faults: readonly Fault[];
}

function faultsOf(section: SectionName, issue: z.core.$ZodIssue, given: unknown): Fault[] {
  const path = [section, ...issue.path];
  if (issue.code !== "unrecognized_keys") {
    const message = describe(issue, sections[section], given);
    return [{ path, message, ...(issue.code === "invalid_key" ? { atKey: true } : {}) }];
  }
  const allowed = keysAt(sections[section], issue.path);
  return issue.keys.map((key) => ({
    path: [...path, key],
    message: `unknown key; ${suggest(key, allowed)}`,
    atKey: true,
  }));
}

/**
 * What Terraform would read as a template (`${…}`, `%{…}`) and what a terminal would obey, in any text or key of a
 * spec: none of it can mean anything there, and some of it could read a file of the machine that deploys.
 */
function forbiddenText(value: unknown, path: readonly PropertyKey[]): Fault[] {
  if (typeof value === "string") {
    const [found] = /[$%]\{|\p{Cc}|\p{Bidi_Control}/u.exec(value) ?? [];
    if (found === undefined) return [];
    const what = found.endsWith("{") ? `${found}, which Terraform reads as a template` : "a control character";
    return [{ path, message: `${quote(value)} holds ${what}; write it without` }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...forbiddenText(key, [...path, key]).map((fault) => ({ ...fault, atKey: true as const })),
    ...forbiddenText(inner, [...path, key]),
  ]);
}

/** Rules across sections. Each runs over what is known to be right, so that one fault does not hide another. */
function acrossSections(spec: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  const { endpoint, training, gate } = spec;
  if (endpoint && endpoint.minReplicas > endpoint.maxReplicas) {
    faults.push({
      path: ["endpoint", "minReplicas"],
      message: `${endpoint.minReplicas} is more than maxReplicas, ${endpoint.maxReplicas}; lower it or raise maxReplicas`,
    });
  }
  if (endpoint?.mode === "batch" && endpoint.schedule === undefined) {
    faults.push({
      path: ["endpoint", "schedule"],
      message: "is missing; mode batch needs a cron line in UTC, such as 0 3 * * *",
    });
  }
  if (endpoint?.schedule !== undefined && !/^([\d*/,-]+ ){4}[\d*/,-]+$/.test(endpoint.schedule)) {
    faults.push({
      path: ["endpoint", "schedule"],
      message: `${quote(endpoint.schedule)} must have five fields of digits, *, / , - and commas, such as 0 3 * * *`,
    });
  }
  if (training?.interruptible && (training.maxWaitSeconds ?? Number.POSITIVE_INFINITY) < training.maxRuntimeSeconds) {
    faults.push({
      path: ["training", "maxWaitSeconds"],
      message: `${training.maxWaitSeconds} is less than maxRuntimeSeconds, ${training.maxRuntimeSeconds}; it covers wait and run`,
    });
  }
  if (training && !training.interruptible && training.maxWaitSeconds !== undefined) {
    faults.push({
      path: ["training", "maxWaitSeconds"],
      message: `${training.maxWaitSeconds} has no meaning without interruptible: true; remove it or set that`,
    });
  }
  if (gate?.metric === "accuracy" && (gate.threshold < 0 || gate.threshold > 1)) {
    faults.push({ path: ["gate", "threshold"], message: `${gate.threshold} is no accuracy; from 0 to 1` });
  }
  for (const vendor of vendors) {
    const block = spec[vendor];
    if (block?.live && !Object.hasOwn(block.releases, block.live)) {
      const listed = Object.keys(block.releases);
      const fix = listed.length === 0 ? "list it under releases first" : suggest(block.live, listed);
      faults.push({ path: [vendor, "live"], message: `${quote(block.live)} is not one of the releases; ${fix}` });
    }
    const residency = residencyFault(spec.needs?.residency, vendor, spec);
    if (residency) faults.push(residency);
    if (block && spec.image?.digest === null && Object.keys(block.releases).length > 0) {
      faults.push({
        path: [vendor, "releases"],
        message: "a release needs the image that serves it; set image.digest first",
      });
    }
  }
  return faults;
}

/** Checks any value as a spec. Throws nothing: the faults say all that is wrong with the value. */
export function checkSpec(input: unknown): Checked {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    const found = input === null || input === undefined ? "is empty" : `${quote(input)} is not a map of sections`;
    return {
      sections: {},
      faults: [{ path: [], message: `${found}; give name, owners, budget and a vendor's block` }],
    };
  }
  const given = input as Record<string, unknown>;
  const faults: Fault[] = Object.keys(given)
    .filter((key) => !Object.hasOwn(sections, key))
    .map((key) => ({ path: [key], message: `unknown key; ${suggest(key, Object.keys(sections))}`, atKey: true }));
  const checked: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(sections)) {
    const section = Object.hasOwn(given, key) ? given[key] : undefined;
    const outcome = schema.safeParse(section);
    const forbidden = forbiddenText(section, [key]);
    const found = (outcome.error?.issues ?? []).flatMap((issue) => faultsOf(key as SectionName, issue, section));
    // one line a value: what comes second is often a consequence of the first
    const byPath = new Map([...forbidden, ...found].reverse().map((fault) => [fault.path.join("\0"), fault]));
    faults.push(...[...byPath.values()].reverse());
    if (outcome.success && forbidden.length === 0) checked[key] = outcome.data;
  }
  if (!vendors.some((vendor) => vendor in given)) {
    faults.push({ path: [], message: `names no vendor; add a block: ${vendors.join(", ")}` });
  }
  const right = checked as CheckedSections;
  faults.push(...acrossSections(right));
  return { sections: right, faults, ...(faults.length === 0 ? { spec: checked as PilotSpec } : {}) };
}
