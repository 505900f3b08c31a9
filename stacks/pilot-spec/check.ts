/** Checks a value against the spec's schema and the rules across its sections: every problem at once. */
import type { z } from "zod";
import { platforms } from "../platforms.js";
import { acrossSections, duplicates } from "./across.js";
import { describe, keysAt, quote, suggest } from "./messages.js";
import { type PilotSpec, platformIds, sections } from "./schema.js";

/** What is wrong with a spec, and where. */
export interface Problem {
  /** Keys from the top of the spec to the value. */
  readonly path: readonly PropertyKey[];
  /** Lower case: the bad value, what is allowed, the fix. */
  readonly message: string;
  /** The key itself is wrong, not its value. @default - the value */
  readonly atKey?: true;
}

/** What a construct says is wrong with its props. */
export type FoundInProps = ReadonlyArray<{ readonly prop: string; readonly message: string }>;

/**
 * Returns the problems of a construct's props at the places that the spec has for them. A prop without a place is left
 * out: another check of the spec holds it.
 */
export const problemsAt = (places: Readonly<Record<string, readonly PropertyKey[]>>, found: FoundInProps): Problem[] =>
  found.flatMap(({ prop, message }) => {
    const path = places[prop];
    return path === undefined ? [] : [{ path: [...path], message }];
  });

type SectionName = keyof typeof sections;

/** The sections that hold no problem of their own; the others are undefined. */
export type CheckedSections = { readonly [K in keyof PilotSpec]?: PilotSpec[K] };

/** The outcome of a check: a spec only where there is no problem at all. */
export interface Checked {
  readonly spec?: PilotSpec;
  readonly sections: CheckedSections;
  readonly problems: readonly Problem[];
}

/** Says that a key is unknown, and which one was meant. */
function unknownKey(key: string, allowed: readonly string[]): string {
  if (key === "<<") return "is a YAML merge key, which is not read here; write the keys out";
  const alias = platformIds.find((platform) => platforms[platform].aliases.includes(key.toLowerCase()));
  if (alias !== undefined && allowed.includes(alias))
    return `unknown key; did you mean "${alias}"? allowed: ${allowed.join(", ")}`;
  return `unknown key; ${suggest(key, allowed)}`;
}

function problemsOf(section: SectionName, issue: z.core.$ZodIssue, given: unknown): Problem[] {
  const path = [section, ...issue.path];
  if (issue.code !== "unrecognized_keys") {
    const message = describe(issue, sections[section], given);
    return [{ path, message, ...(issue.code === "invalid_key" ? { atKey: true } : {}) }];
  }
  const allowed = keysAt(sections[section], issue.path, given);
  return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, allowed), atKey: true }));
}

/**
 * What Terraform would read as a template (`${…}`, `%{…}`) and what a terminal would obey, in any text or key of a
 * spec: none of it can mean anything there, and some of it could read a file of the machine that deploys.
 */
function forbiddenText(value: unknown, path: readonly PropertyKey[]): Problem[] {
  if (typeof value === "string") {
    const [found] = /[$%]\{|\p{Cc}|\p{Bidi_Control}/u.exec(value) ?? [];
    if (found === undefined) return [];
    const what = found.endsWith("{") ? `${found}, which Terraform reads as a template` : "a control character";
    return [{ path, message: `${quote(value)} holds ${what}; write it without` }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...forbiddenText(key, [...path, key]).map((problem) => ({ ...problem, atKey: true as const })),
    ...forbiddenText(inner, [...path, key]),
  ]);
}

/** Checks any value as a spec. Throws nothing: the problems say all that is wrong with the value. */
export function checkSpec(input: unknown): Checked {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    const found = input === null || input === undefined ? "is empty" : `${quote(input)} is not a map of sections`;
    return {
      sections: {},
      problems: [{ path: [], message: `${found}; give name, owners, budget and a platform's block` }],
    };
  }
  const given = input as Record<string, unknown>;
  const problems: Problem[] = Object.keys(given)
    .filter((key) => !Object.hasOwn(sections, key))
    .map((key) => ({ path: [key], message: unknownKey(key, Object.keys(sections)), atKey: true }));
  const checked: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(sections)) {
    const section = Object.hasOwn(given, key) ? given[key] : undefined;
    const outcome = schema.safeParse(section);
    const forbidden = [...forbiddenText(section, [key]), ...duplicates(section, [key])];
    const found = (outcome.error?.issues ?? []).flatMap((issue) => problemsOf(key as SectionName, issue, section));
    // one line per value: what comes second is often a consequence of the first
    const byPath = new Map([...forbidden, ...found].reverse().map((problem) => [problem.path.join("\0"), problem]));
    problems.push(...[...byPath.values()].reverse());
    if (outcome.success && forbidden.length === 0) checked[key] = outcome.data;
  }
  if (!platformIds.some((platform) => platform in given)) {
    problems.push({ path: [], message: `names no platform; add a block: ${platformIds.join(", ")}` });
  }
  const right = checked as CheckedSections;
  problems.push(...acrossSections(right));
  return { sections: right, problems, ...(problems.length === 0 ? { spec: checked as PilotSpec } : {}) };
}
