/** Checks a value against the spec's schema and the rules across its sections: every fault at once. */
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { type PilotSpec, pilotSchema, sections, vendors } from "./schema.js";

/** What is wrong with a spec, and where. */
export interface Fault {
  /** Keys from the top of the spec to the value. */
  readonly path: readonly PropertyKey[];
  /** Lower case: the bad value, what is allowed, the fix. */
  readonly message: string;
}

/** The sections that hold no fault of their own; the others are undefined. */
export type CheckedSections = { readonly [K in keyof PilotSpec]?: PilotSpec[K] };

/** The outcome of a check: a spec only where there is no fault at all. */
export interface Checked {
  readonly spec?: PilotSpec;
  readonly sections: CheckedSections;
  readonly faults: readonly Fault[];
}

/** Quotes a value from a user for one line of a message. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `; did you mean …?` where one of the words is near, and which words are allowed. */
export function suggest(word: string, allowed: readonly string[]): string {
  const near = allowed.length > 0 ? closest(word, [...allowed]) : undefined;
  const hint =
    near !== undefined && distance(word, near) <= Math.max(2, word.length / 3) ? `did you mean "${near}"? ` : "";
  return `${hint}allowed: ${allowed.join(", ")}`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** The keys that the schema allows at a path. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = pilotSchema;
  for (const key of [undefined, ...path]) {
    if (key !== undefined) schema = (schema as { shape?: Record<PropertyKey, unknown> }).shape?.[key];
    while (
      schema !== undefined &&
      (schema as z.ZodType).def !== undefined &&
      "innerType" in (schema as z.ZodType).def
    ) {
      schema = ((schema as z.ZodType).def as unknown as { innerType: unknown }).innerType;
    }
  }
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
}

function describe(issue: z.core.$ZodIssue, input: unknown): string {
  const value = quote(at(input, issue.path));
  switch (issue.code) {
    case "invalid_type":
      return at(input, issue.path) === undefined
        ? `is missing; give ${article(issue.expected)}`
        : `${value} is not ${article(issue.expected)}`;
    case "too_small":
      if (issue.message.startsWith("must")) return `${value} ${issue.message}`;
      return `${value} is too small; at least ${issue.inclusive === false ? "more than " : ""}${issue.minimum}${plural(issue.origin)}`;
    case "too_big":
      return `${value} is too large; at most ${issue.maximum}${plural(issue.origin)}`;
    case "invalid_value":
      return `${value} is unknown; ${suggest(String(at(input, issue.path)), issue.values.map(String))}`;
    case "invalid_key":
      return `the key ${quote(issue.path.at(-1))} ${issue.issues[0]?.message ?? "is not allowed"}`;
    case "invalid_union":
      return `${value} fits none of the allowed forms; see docs/spec.md`;
    default:
      return `${value} ${issue.message}`;
  }
}

function article(type: string): string {
  const words: Record<string, string> = { int: "a whole number", object: "a map", record: "a map", array: "a list" };
  return words[type] ?? `a ${type}`;
}

function plural(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

function faultsOf(issue: z.core.$ZodIssue, input: unknown): Fault[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: describe(issue, input) }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `unknown key; ${suggest(key, keysAt(issue.path))}`,
  }));
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
  if (endpoint?.schedule !== undefined && !/^(\S+ ){4}\S+$/.test(endpoint.schedule)) {
    faults.push({
      path: ["endpoint", "schedule"],
      message: `${quote(endpoint.schedule)} must have five fields, such as 0 3 * * *`,
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
    if (block?.live && !(block.live in block.releases)) {
      faults.push({
        path: [vendor, "live"],
        message: `${quote(block.live)} is not one of the releases; ${suggest(block.live, Object.keys(block.releases))}`,
      });
    }
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
    return {
      sections: {},
      faults: [{ path: [], message: `${quote(input)} is not a map of sections; see docs/spec.md` }],
    };
  }
  const given = input as Record<string, unknown>;
  const faults: Fault[] = Object.keys(given)
    .filter((key) => !(key in sections))
    .map((key) => ({ path: [key], message: `unknown key; ${suggest(key, Object.keys(sections))}` }));
  const checked: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(sections)) {
    const outcome = schema.safeParse(Object.hasOwn(given, key) ? given[key] : undefined);
    if (outcome.success) checked[key] = outcome.data;
    else {
      const issues = outcome.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
      faults.push(...issues.flatMap((issue) => faultsOf(issue as z.core.$ZodIssue, given)));
    }
  }
  if (!vendors.some((vendor) => vendor in given)) {
    faults.push({ path: [], message: `names no vendor; add a block ${vendors.join(", ")}` });
  }
  const right = checked as CheckedSections;
  faults.push(...acrossSections(right));
  return { sections: right, faults, ...(faults.length === 0 ? { spec: checked as PilotSpec } : {}) };
}
