/** The example, and the variants of it that the tests and the frozen resources are made of. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkSpec } from "../stacks/pilot-spec/check.js";
import { type PilotSpec, type PilotSpecInput, type PlatformId, platformIds } from "../stacks/pilot-spec/schema.js";
import { platforms } from "../stacks/platforms.js";

/** The path of the example that every test starts from. */
export const exampleFile = join(__dirname, "../examples/penguins/pilot.yaml");

let written: PilotSpecInput | undefined;

function example(): PilotSpecInput {
  written ??= parse(readFileSync(exampleFile, "utf8")) as PilotSpecInput;
  return written;
}

/** A copy of plain data; `structuredClone`, which knows more, takes ten times as long for a spec. */
function copied<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copied) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)])) as Value;
}

/** The example as it is written, changed. */
export function exampleInput(change: (input: PilotSpecInput) => void = () => {}): PilotSpecInput {
  const input = copied(example());
  change(input);
  return input;
}

/** What the stack of the example on one platform is called. */
export const stackName = (platform: PlatformId): string => `${example().name}-${platform}`;

/** The value, which nobody can change: many tests read it. */
export function frozenDeep<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) frozenDeep(inner);
  return Object.freeze(value);
}

const checkedBefore = new Map<string, PilotSpec>();

/** The spec that the check makes of an input; whoever asks for the same one again gets the same spec. */
function checked(input: PilotSpecInput): PilotSpec {
  const key = JSON.stringify(input);
  const known = checkedBefore.get(key);
  if (known !== undefined) return known;
  const { spec, problems } = checkSpec(input);
  if (spec === undefined) throw new Error(JSON.stringify(problems, null, 2));
  checkedBefore.set(key, frozenDeep(spec));
  return spec;
}

/** The example, changed and checked. */
export const exampleSpec = (change?: (input: PilotSpecInput) => void): PilotSpec => checked(exampleInput(change));

/** The path of the example that trains on one platform and serves on another. */
export const mixedFile = join(__dirname, "../examples/penguins/pilot.mixed.yaml");

let mixedWritten: PilotSpecInput | undefined;

/** The mixed example, changed and checked. */
export function mixedSpec(change: (input: PilotSpecInput) => void = () => {}): PilotSpec {
  mixedWritten ??= parse(readFileSync(mixedFile, "utf8")) as PilotSpecInput;
  const input = copied(mixedWritten);
  change(input);
  return checked(input);
}

/** The platforms of the example: tests that hold for every platform loop over them. */
export const examplePlatforms = platformIds.filter((platform) => platform in example());

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

/** The n-th version as the platform's releases write it. */
export function versionText(platform: PlatformId, number: number): string {
  const { versionText: write }: { readonly versionText?: (number: number) => string } = platforms[platform];
  return write?.(number) ?? String(number);
}

const released = (input: PilotSpecInput): void => {
  input.image = { ...input.image, digest };
  for (const platform of examplePlatforms)
    Object.assign(input[platform] ?? {}, {
      releases: { r1: versionText(platform, 1), r2: versionText(platform, 2) },
      live: "r1",
    });
};

/** The three phases of a pilot, and the switches that change what a stack holds. */
export const variants: Readonly<Record<string, (input: PilotSpecInput) => void>> = {
  "phase 0": () => {},
  "phase 1": (input) => {
    input.image = { ...input.image, digest };
  },
  "phase 2": released,
  "phase 2, paused": (input) => {
    released(input);
    input.paused = true;
  },
  "phase 2, batch": (input) => {
    released(input);
    input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
  },
  "onDestroy delete": (input) => {
    input.onDestroy = "delete";
  },
  "no operators, no clients": (input) => {
    delete input.operators;
    input.network = { cidr: "10.20.0.0/20" };
  },
};

const listsNothing = (input: PilotSpecInput): void => {
  for (const mix of input.mixed ?? []) Object.assign(mix, { releases: {}, live: null });
  for (const platform of platformIds) if (input[platform]) Object.assign(input[platform], { releases: {}, live: null });
};

/** The phases of the mixed pilots: the example is written in its last one. */
export const mixedVariants: typeof variants = {
  "phase 0": (input) => {
    listsNothing(input);
    input.image = { ...input.image, digest: null };
  },
  "phase 1": listsNothing,
  "phase 2": () => {},
  "phase 2, paused": (input) => {
    input.paused = true;
  },
};
