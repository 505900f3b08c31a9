/**
 * The freeze: what Terraform gets of each stack and each variant of the example, as one hash per address, and the
 * addresses in the order in which the phases add them. A refactoring that changes an argument shows it as a diff.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type PilotSpecInput, platformIds } from "../stacks/pilot-spec/schema.js";
import { mixedVariants, synthesizeAll, synthesizeMixed, synthesizeStorage, variants } from "./synth.js";

/** The variants, and one in which every stack exists. */
const frozenVariants: typeof variants = {
  ...variants,
  "quotas requested": (input: PilotSpecInput) => {
    input.quotas = { ...input.quotas, request: true };
  },
};

/** The variants that show which phase adds an address. */
const phases = ["phase 0", "phase 1", "phase 2", "phase 2, batch"];

/** The value with its keys sorted and without `"//"`, which Terraform does not read. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/** A hash of what Terraform gets of one resource. */
export const hashOf = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(value)))
    .digest("hex")
    .slice(0, 12);

/** Per stack and variant: the hash of each address. */
type Hashes = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>>;

/** Synthesizes the stack of a bucket that a cloud makes for a platform, under the name of its frozen file. */
const storageAlone = (suffix: string) => async (change: (input: PilotSpecInput) => void) => {
  const { storage } = await synthesizeStorage(change);
  return new Map([[`${storage.stack.node.id}${suffix}`, storage]]);
};

/** Each stack of a bucket: how it is synthesized, and its variants. */
async function storageStacks() {
  const found: Array<readonly [ReturnType<typeof storageAlone>, typeof variants]> = [];
  for (const platform of platformIds) {
    const file = join(__dirname, `stacks/${platform}/own-storage.ts`);
    if (!existsSync(file)) continue;
    const { storages } = (await import(file)) as { storages: typeof variants };
    for (const [suffix, change] of Object.entries(storages)) {
      const kept = { "phase 0": change };
      const deleted = {
        "onDestroy delete": (input: PilotSpecInput) => {
          change(input);
          input.onDestroy = "delete";
        },
      };
      found.push([storageAlone(suffix), suffix === "" ? { ...kept, ...deleted } : kept]);
    }
  }
  return found;
}

async function hashes(): Promise<Hashes> {
  const stacks = new Map<string, Map<string, ReadonlyMap<string, string>>>();
  for (const [synthesize, all] of [
    [synthesizeAll, frozenVariants],
    [synthesizeMixed, mixedVariants],
    ...(await storageStacks()),
  ] as const) {
    for (const [variant, change] of Object.entries(all)) {
      for (const [name, { resources }] of await synthesize(change)) {
        const byVariant = stacks.get(name) ?? new Map();
        byVariant.set(variant, new Map(resources.map((each) => [each.address, hashOf(each.arguments)])));
        stacks.set(name, byVariant);
      }
    }
  }
  return stacks;
}

/** One line per address and hash; the variants follow where another one has another hash, or lacks the address. */
function resourceLines(byVariant: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const [variant, byAddress] of byVariant) {
    for (const [address, hash] of byAddress) {
      const line = `${address} ${hash}`;
      lines.set(line, [...(lines.get(line) ?? []), variant]);
    }
  }
  return [...lines]
    .map(([line, those]) => (those.length === byVariant.size ? line : `${line} ${those.join(" | ")}`))
    .sort();
}

/** The addresses of a stack by the phase that adds them. */
function addressLines(byVariant: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly string[] {
  const seen = new Set<string>();
  return phases.flatMap((variant) => {
    const added = [...(byVariant.get(variant)?.keys() ?? [])].filter((address) => !seen.has(address));
    for (const address of added) seen.add(address);
    return [`# added in ${variant}`, ...added.sort()];
  });
}

/** Every frozen file: its path from the root, and its text. */
export async function frozen(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;
  for (const [stack, byVariant] of await hashes()) {
    files.set(`test/resources/${stack}.txt`, text(resourceLines(byVariant)));
    if (byVariant.has("phase 0")) files.set(`test/addresses/${stack}.txt`, text(addressLines(byVariant)));
  }
  return files;
}
