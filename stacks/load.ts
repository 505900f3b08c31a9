/**
 * Turns spec files into checked specs and, vendor by vendor, into stacks or a no-go. Loads only the vendors that a spec
 * names.
 */
import type { App } from "cdktf";
import type { AppStack } from "./left.js";
import type { PlatformStacks, StackIds } from "./platform-contract.js";
import { platforms } from "./platforms.js";
import { sourceOf } from "./source.js";
import { type FitRow, fit, noGo } from "./spec/fit.js";
import { nameFaults } from "./spec/names.js";
import { readSpec, SpecError } from "./spec/read.js";
import { type PilotSpec, type Vendor, vendors } from "./spec/schema.js";

const idsOf = ({ name }: PilotSpec, vendor: Vendor): StackIds => ({
  pilot: `${name}-${vendor}`,
  quotas: `${name}-${vendor}-quotas`,
});

/** A checked spec with the file that it came from. */
export interface LoadedSpec {
  readonly file: string;
  readonly spec: PilotSpec;
}

/** A vendor that does not fit: no stack for it. */
export interface NoGo {
  readonly pilot: string;
  readonly vendor: Vendor;
  readonly line: string;
  readonly fit: readonly FitRow[];
}

/** A vendor's folder, or the one line that says which package is missing. */
async function loadVendor(vendor: Vendor): Promise<PlatformStacks> {
  try {
    return await platforms[vendor].load();
  } catch (error) {
    const missing = /Cannot find (?:module|package) '(@cdktf\/provider-[a-z]+)/.exec((error as Error).message)?.[1];
    if (missing === undefined) throw error;
    throw new SpecError([`${vendor}: the package ${missing} is not installed; run: npm install ${missing}`]);
  }
}

/**
 * Reads and checks spec files: all problems of all files at once.
 * @throws SpecError with one line per problem
 */
export async function loadSpecs(files: readonly string[]): Promise<readonly LoadedSpec[]> {
  const lines: string[] = [];
  const loaded: LoadedSpec[] = [];
  for (const file of files) {
    try {
      const { sections, faults, spec, offset, line } = readSpec(file);
      const all = [...faults];
      for (const vendor of vendors) {
        if (sections[vendor] === undefined) continue;
        if (sections.name !== undefined) all.push(...nameFaults(vendor, { ...sections, name: sections.name }));
        // one line a value: a rule that every vendor shares comes before the same rule in a vendor's words; what stands
        // in a vendor's own block has rules of its own
        const known = new Set(all.map(({ path }) => path.join("\0")));
        const own = (await loadVendor(vendor)).specFaults(sections);
        all.push(...own.filter(({ path }) => path[0] === vendor || !known.has(path.join("\0"))));
      }
      all.sort((one, other) => offset(one) - offset(other));
      lines.push(...new Set(all.map(line)));
      if (spec && all.length === 0) loaded.push({ file, spec });
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      lines.push(...error.lines);
    }
  }
  const names = loaded.map(({ spec }) => spec.name);
  for (const [index, { file, spec }] of loaded.entries()) {
    if (names.indexOf(spec.name) !== index) {
      lines.push(`${file}: name: "${spec.name}" is the name of another spec too; give each pilot its own`);
    }
  }
  if (lines.length > 0) throw new SpecError(lines);
  return loaded;
}

/** How one vendor fits a spec, need by need. */
export async function fitOf(spec: PilotSpec, vendor: Vendor): Promise<readonly FitRow[]> {
  return fit(spec, (await loadVendor(vendor)).capabilities);
}

/** The rights that deploy a spec on a vendor, in lines to paste. */
export async function deployerRightsOf(spec: PilotSpec, vendor: Vendor): Promise<readonly string[]> {
  return (await loadVendor(vendor)).deployerRights(spec);
}

/** The stacks that `addPilots` would make, without making them. */
export async function stacksOf({ file, spec }: LoadedSpec): Promise<readonly AppStack[]> {
  const stacks: AppStack[] = [];
  for (const vendor of vendors) {
    if (spec[vendor] === undefined || noGo(vendor, await fitOf(spec, vendor)) !== undefined) continue;
    const { pilot, quotas } = idsOf(spec, vendor);
    const source = sourceOf(file, spec, vendor);
    for (const name of spec.quotas.request ? [pilot, quotas] : [pilot]) {
      stacks.push({ name, ...(source === undefined ? {} : { source }) });
    }
  }
  return stacks;
}

/**
 * Adds the stacks of all specs to an app, each called `<pilot>-<vendor>` like its state. A vendor with a clear no
 * gets no stack; the no-gos come back.
 */
export async function addPilots(app: App, specs: readonly LoadedSpec[]): Promise<readonly NoGo[]> {
  const noGos: NoGo[] = [];
  for (const { file, spec } of specs) {
    for (const vendor of vendors) {
      if (spec[vendor] === undefined) continue;
      const { capabilities, addStacks } = await loadVendor(vendor);
      const rows = fit(spec, capabilities);
      const line = noGo(vendor, rows);
      if (line !== undefined) noGos.push({ pilot: spec.name, vendor, line, fit: rows });
      else {
        const source = sourceOf(file, spec, vendor);
        const ids = idsOf(spec, vendor);
        const stacks = addStacks(app, ids, spec, rows);
        if (source !== undefined) for (const stack of stacks) stack.addOverride("//.source", source);
      }
    }
  }
  return noGos;
}
