/** Says in one line what is wrong with a value of a spec: the bad value, what is allowed, the fix. */
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";

/** Quotes a value from a user for one line of a message, at most 60 characters of it. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? ".nan" : `${value < 0 ? "-" : ""}.inf`;
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= 60) return text;
  return typeof value === "string" ? `${text.slice(0, 57)}…"` : `${text.slice(0, 58)}…`;
}

/** The one of the allowed words that was probably meant: it begins with the word, holds it, or is spelled like it. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0) return undefined;
  const part = word.split("/").at(-1) ?? "";
  const folder = word.slice(0, word.length - part.length);
  const holds = (each: string) => each.startsWith(folder) && each.slice(folder.length).split(/[-/]/).includes(part);
  const found = allowed.find((each) => part.length > 2 && (each.startsWith(`${word}-`) || holds(each)));
  if (found !== undefined) return found;
  const near = closest(word, [...allowed]);
  return distance(word, near) <= Math.max(2, word.length / 3) ? near : undefined;
}

/** `did you mean …?` where one of the words is near, and which words are allowed. */
export function suggest(word: string, allowed: readonly string[]): string {
  const near = nearest(word, allowed);
  return `${near === undefined ? "" : `did you mean "${near}"? `}allowed: ${allowed.join(", ")}`;
}

/** The parts of a JSON Schema that messages are made of. */
interface Allowed {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Allowed>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Allowed | boolean;
  readonly items?: Allowed;
  readonly anyOf?: readonly Allowed[];
  readonly oneOf?: readonly Allowed[];
}

/** What a schema allows at a path. */
function allowedAt(schema: z.ZodType, path: readonly PropertyKey[]): Allowed {
  const step = (from: Allowed, key: PropertyKey): Allowed | undefined => {
    for (const form of [from, ...(from.anyOf ?? []), ...(from.oneOf ?? [])]) {
      const named = form.properties && Object.hasOwn(form.properties, key) ? form.properties[String(key)] : undefined;
      const other = typeof form.additionalProperties === "object" ? form.additionalProperties : form.items;
      if (named ?? other) return named ?? other;
    }
    return undefined;
  };
  const whole: Allowed | undefined = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Allowed;
  return path.reduce<Allowed | undefined>((from, key) => from && step(from, key), whole) ?? {};
}

const between = (least: number | undefined, most: number | undefined, unit = ""): string => {
  if (least !== undefined && most !== undefined) return ` ${least} to ${most}${unit}`;
  if (least !== undefined) return ` at least ${least}${unit}`;
  return most === undefined ? "" : ` at most ${most}${unit}`;
};

/** Such as `a whole number from 60 to 432000`. */
function inWords(allowed: Allowed): string {
  const { properties, exclusiveMinimum, maximum } = allowed;
  const forms = allowed.anyOf ?? allowed.oneOf;
  if (forms !== undefined) return forms.map(inWords).join(", or ");
  if (allowed.enum !== undefined) return `one of ${allowed.enum.join(", ")}`;
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  switch (allowed.type) {
    case "integer":
    case "number": {
      const what = allowed.type === "integer" ? "a whole number" : "a number";
      if (exclusiveMinimum !== undefined) return `${what} above 0${isBounded ? ` and at most ${maximum}` : ""}`;
      const least = (allowed.minimum ?? -Infinity) > Number.MIN_SAFE_INTEGER ? allowed.minimum : undefined;
      const range = between(least, isBounded ? maximum : undefined);
      return `${what}${range.includes(" to ") ? " from" : ","}${range}`.replace(/,$/, "");
    }
    case "object":
      return properties === undefined
        ? "a map"
        : `a map with ${(allowed.required ?? Object.keys(properties)).join(", ")}`;
    case "array":
      return "a list";
    case "boolean":
      return "true or false";
    default:
      return allowed.type === "null" ? "null" : "text";
  }
}

/** The value at a path. */
export function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** What a text at a path must look like, in the schema's own words: it says so when it is given an empty one. */
function textInWords(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const changed = structuredClone(input);
  (at(changed, path.slice(0, -1)) as Record<PropertyKey, unknown>)[last] = "";
  const issues = schema.safeParse(changed).error?.issues ?? [];
  return issues.find((issue) => issue.path.join() === path.join() && issue.message.startsWith("must"))?.message;
}

/** Keys that a schema allows in a map; of several forms those of the one that the map itself names. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], input?: unknown): readonly string[] {
  const allowed = allowedAt(schema, path);
  const forms = [...(allowed.anyOf ?? []), ...(allowed.oneOf ?? [])];
  const given = at(input, path) as Readonly<Record<string, unknown>> | undefined;
  const named = forms.filter(({ properties = {} }) =>
    Object.entries(properties).some(([key, each]) => each.const !== undefined && each.const === given?.[key]),
  );
  const keys = [allowed, ...(named.length > 0 ? named : forms)].flatMap(({ properties }) =>
    Object.keys(properties ?? {}),
  );
  return [...new Set(keys)];
}

/** What is wrong, in one line without the path. */
export function describe(issue: z.core.$ZodIssue, schema: z.ZodType, input: unknown): string {
  const given = at(input, issue.path);
  const value = quote(given);
  const allowed = () => allowedAt(schema, issue.path);
  if (issue.message.startsWith("must"))
    return given === undefined ? `is missing; it ${issue.message}` : `${value} ${issue.message}`;
  switch (issue.code) {
    case "invalid_type": {
      const text = issue.expected === "string" ? textInWords(schema, input, issue.path) : undefined;
      if (given === undefined) return `is missing; ${text === undefined ? `give ${inWords(allowed())}` : `it ${text}`}`;
      if (/^(int|number)$/.test(issue.expected) && typeof given === "string" && /^-?\d+(\.\d+)?$/.test(given)) {
        return `${value} must be ${inWords(allowed())}, without quotes: ${given}`;
      }
      const inQuotes =
        issue.expected === "string" && /^(number|boolean)$/.test(typeof given) ? ` in quotes, "${value}"` : "";
      return `${value} ${text ?? `must be ${inWords(allowed())}${inQuotes}`}`;
    }
    case "too_small":
    case "too_big": {
      const { minLength, maxLength, minItems, maxItems } = allowed();
      if (issue.origin === "string") {
        return `${value} has ${String(given).length} characters; it must have${between(minLength, maxLength)}`;
      }
      if (issue.origin === "array") return `${value} must have${between(minItems, maxItems, " entries")}`;
      return `${value} must be ${inWords(allowed())}`;
    }
    case "invalid_value":
      if (given === undefined) return `is missing; give one of ${issue.values.join(", ")}`;
      return `${value} is unknown; ${suggest(String(given), issue.values.map(String))}`;
    case "invalid_key":
      return `the key ${quote(issue.path.at(-1))} ${issue.issues[0]?.message ?? "is not allowed"}`;
    case "invalid_union": {
      // zod 4.6 lists a discriminator's options, and its types do not say so
      const { options } = issue as { options?: readonly string[] };
      if (options === undefined) return `${value} must be ${inWords(allowed())}`;
      if (given === undefined) return `is missing; give one of ${options.join(", ")}`;
      return `${value} is unknown; ${suggest(String(given), options)}`;
    }
    default:
      return `${value} ${issue.message}`;
  }
}
