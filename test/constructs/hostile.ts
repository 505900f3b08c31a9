/**
 * What a construct does with props that somebody hostile or careless gives: it refuses them, each with the prop and the
 * value, or it makes nothing that is public, wider than asked for, or of somebody else. The frame knows no platform:
 * each hands in its constructs, with honest props, values that must be refused, and a reader of what came of it.
 */
import type { TerraformStack } from "cdktf";
import fc from "fast-check";
import { strings } from "../../stacks/rules/synthesized.js";
import { type SynthesizedStack, synthesizeScope } from "../synth.js";

type Path = readonly string[];

/** A construct, and how to try it. */
export interface Candidate {
  /** Of the class, such as `DataBucket`. */
  readonly name: string;
  /** Props that it takes, with every optional one: what is not here is not tried. */
  readonly props: Readonly<Record<string, unknown>>;
  /** By prop, or by path such as `network.subnetIds.0`: values that it must refuse, each alone. */
  readonly refused: Readonly<Record<string, readonly unknown[]>>;
  /** Whether a value of a prop only says whose the construct is. @default - every value may be hostile */
  readonly isOwn?: (path: Path, value: unknown) => boolean;
  /** Makes it, and calls its verbs. The id that it gives to the construct is `construct`. */
  readonly make: (stack: TerraformStack, props: never) => void;
}

/** Texts that mean something to a policy, a template, a path or a shell. */
const texts: readonly string[] = [
  ...["*", "?", "", " ", ".", "..", "../..", "/", "-", "a*", "*a", "x".repeat(300)],
  ...["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/33", "office", "1.2.3.4"],
  ...[
    '${file("/etc/passwd")}',
    "%{ if true }x%{ endif }",
    "${aws_x.y.z}",
    "$(id)",
    "`id`",
    "a\nb",
    "a\u0000b",
    "\u202ea",
  ],
  ...["__proto__", "constructor", "toString", "null", "undefined", "NaN", "allUsers", "allAuthenticatedUsers", "root"],
  ...["999999999999", "https://evil.example.com/", "s3://other-bucket/", '"', "'", '","Action":"*', "é", "名前"],
];
const numbers: readonly number[] = [0, -1, 0.5, 1e12, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER];

/** Paths to every text, number and boolean of a value. */
function leaves(value: unknown, path: Path = []): Array<readonly [path: Path, value: unknown]> {
  if (typeof value === "function") return [];
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** A value with one leaf changed, where it is still there; what is not on the way stays the same object. */
function changed(value: unknown, [key, ...rest]: Path, leaf: unknown): unknown {
  if (key === undefined) return leaf;
  // An earlier change took it away; a new key of a map is one that the construct does not know.
  if (typeof value !== "object" || value === null || !(key in value)) return value;
  const copy = Array.isArray(value) ? [...value] : Object.assign(Object.create(Object.getPrototypeOf(value)), value);
  copy[key] = changed((value as Record<string, unknown>)[key], rest, leaf);
  return copy;
}

/** The lists of texts in a value: hostile entries are added to them. */
function lists(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return [
    ...(Array.isArray(value) && value.every((each) => typeof each === "string") ? [path] : []),
    ...Object.entries(value).flatMap(([key, inner]) => lists(inner, [...path, key])),
  ];
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** One change of props: a path and what stands there then. */
type Change = readonly [path: Path, value: unknown];

/** Any one change of honest props. */
function changeOf({ props, refused, isOwn = () => false }: Candidate): fc.Arbitrary<Change> {
  const known = Object.entries(refused).map(([path, values]) =>
    fc.constantFrom(...values).map((value): Change => [path.split("."), value]),
  );
  const leaf = fc.constantFrom(...leaves(props)).chain(([path, value]) => {
    const pool: fc.Arbitrary<unknown> =
      typeof value === "number"
        ? fc.oneof(fc.constantFrom(...numbers), fc.double())
        : typeof value === "boolean"
          ? fc.boolean()
          : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...texts) }, { weight: 1, arbitrary: fc.string() });
    return pool.filter((each) => !isOwn(path, each)).map((each): Change => [path, each]);
  });
  const arrays = lists(props);
  const entry =
    arrays.length === 0
      ? []
      : [
          fc.constantFrom(...arrays).chain((path) => {
            const list = at(props, path) as unknown[];
            return fc.oneof(
              fc.constant<Change>([path, []]),
              fc.constantFrom(...texts).map((text): Change => [path, [...list, text]]),
            );
          }),
        ];
  return fc.oneof(leaf, ...entry, ...(known.length === 0 ? [] : [fc.oneof(...known)]));
}

/** What came of props: a stack, or the lines of a refusal. */
function outcome(candidate: Candidate, props: unknown): { stack?: SynthesizedStack; refusal?: readonly string[] } {
  try {
    const stack = synthesizeScope((scope) => candidate.make(scope, props as never));
    const { problems } = stack;
    return problems.length > 0 ? { refusal: problems } : { stack };
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    return { refusal: error.message.split("\n") };
  }
}

/** Texts of a stack that Terraform would read as one of the hostile templates. */
function templates(stack: SynthesizedStack): readonly string[] {
  return [...strings(stack.json)]
    .filter(({ text }) => /(?<!\$)\$\{(?:file\(|aws_x)|(?<!%)%\{/.test(text))
    .map(({ pointer, text }) => `${pointer}: Terraform reads a template: ${text.slice(0, 80)}`);
}

/** A refusal names the construct and the prop, and says more than that. */
const properLine = /^test\/construct[\w/-]*: \w+: \S.{8,}/su;

/** How many changes each construct is tried with: `npm run test:seeds` takes more. */
const runs = Number(process.env.SEEDS ?? 20);

/** Where the changes begin, so that a run can be repeated: another SEED tries others. */
const seed = Number(process.env.SEED ?? 17);

/**
 * Tests each construct.
 * @param findings reads what is public, wider or foreign in a stack, compared with the one of honest props
 */
export function holdTheirNevers(
  candidates: readonly Candidate[],
  findings: (stack: SynthesizedStack, honest: SynthesizedStack) => readonly string[],
): void {
  describe.each(candidates.map((candidate) => [candidate.name, candidate] as const))("%s", (_, candidate) => {
    const honest = () => {
      const { stack, refusal } = outcome(candidate, candidate.props);
      if (stack === undefined) throw new Error(`honest props are refused:\n${refusal?.join("\n")}`);
      return stack;
    };

    test("takes honest props", () => {
      const stack = honest();
      expect(stack.resources.length).toBeGreaterThan(0);
      expect(findings(stack, stack)).toEqual([]);
    });

    // one test for all of them: a test of its own, and a matcher, would cost more than the construct
    test("refuses each of its bad values, with the prop and the value", () => {
      const wrong = Object.entries(candidate.refused).flatMap(([path, values]) => {
        const [prop = ""] = path.split(".");
        const line = new RegExp(`^test/construct[\\w/-]*: ${prop}: \\S.{8,}`, "su");
        return values.flatMap((value) => {
          const { refusal = ["not refused"] } = outcome(candidate, changed(candidate.props, path.split("."), value));
          const given = typeof value === "string" ? JSON.stringify(value).slice(1, 40).replace(/"$/, "") : "";
          const isShown = refusal.join("\n").replaceAll("\\", "").includes(given.replaceAll("\\", ""));
          return refusal.some((each) => line.test(each)) && isShown ? [] : [{ path, value, refusal }];
        });
      });
      expect(wrong).toEqual([]);
    });

    test("refuses other hostile props, or makes nothing public, wider or foreign of them", () => {
      const base = honest();
      const changes = fc.array(changeOf(candidate), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(changes, (all) => {
          const props = all.reduce<unknown>((value, [path, leaf]) => changed(value, path, leaf), candidate.props);
          const { stack, refusal } = outcome(candidate, props);
          const wrong =
            stack === undefined
              ? (refusal ?? []).filter((line) => !properLine.test(line))
              : [...findings(stack, base), ...templates(stack)];
          // what is right costs no matcher
          if (wrong.length > 0) expect(wrong).toEqual([]);
        }),
        { numRuns: runs, seed },
      );
    });
  });
}
