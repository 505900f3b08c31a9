/**
 * Turns spec files into checked specs and, platform by platform, into stacks or a no-go. Loads only the platforms that
 * a spec names.
 */
import type { App } from "cdktf";
import type { AppStack } from "./left.js";
import { mixName, mixStacks } from "./mix-name.js";
import { modelsElsewhere } from "./mixed-models.js";
import type { CheckedSections, Problem } from "./pilot-spec/check.js";
import { type FitRow, fit, noGo } from "./pilot-spec/fit.js";
import { nameProblems } from "./pilot-spec/names.js";
import { readSpec } from "./pilot-spec/read.js";
import { type PilotSpec, type PlatformId, platformIds } from "./pilot-spec/schema.js";
import type { PlatformStacks, StackIds } from "./platform-contract.js";
import { platforms } from "./platforms.js";
import { sourceOf } from "./source.js";
import { storageOf, storagePart, withBucket } from "./storage.js";
import { UserError } from "./user-error.js";

const idsOf = ({ name }: Pick<PilotSpec, "name">, platform: PlatformId): StackIds => ({
  pilot: `${name}-${platform}`,
  quotas: `${name}-${platform}-quotas`,
});

/** A checked spec with the file that it came from. */
export interface LoadedSpec {
  readonly file: string;
  readonly spec: PilotSpec;
}

/** A platform that does not fit: no stack for it. */
export interface NoGo {
  readonly pilot: string;
  readonly platform: PlatformId;
  readonly line: string;
  readonly fit: readonly FitRow[];
}

/** Each platform's folder once: a spec asks for it many times. */
const folders = new Map<PlatformId, PlatformStacks>();

/** A platform's folder, or the one line that says which package is missing. */
async function loadPlatform(platform: PlatformId): Promise<PlatformStacks> {
  try {
    const stacks = folders.get(platform) ?? (await platforms[platform].load());
    folders.set(platform, stacks);
    return stacks;
  } catch (error) {
    const missing = /Cannot find (?:module|package) '(@cdktf\/provider-[a-z]+)/.exec((error as Error).message)?.[1];
    if (missing === undefined) throw error;
    throw new UserError([`${platform}: the package ${missing} is not installed; run: npm install ${missing}`]);
  }
}

/** What a platform says of a spec, and the cloud that makes its bucket where the spec names none. */
export async function problemsOf(platform: PlatformId, sections: CheckedSections): Promise<readonly Problem[]> {
  const { specProblems } = await loadPlatform(platform);
  const { name } = sections;
  if (name === undefined || !hasPilot(sections, platform)) return specProblems(sections);
  const seen = await withBucket(loadPlatform, sections, platform, idsOf({ name }, platform).pilot);
  return [...seen.problems, ...specProblems(seen.sections)];
}

/**
 * Reads and checks spec files: all problems of all files at once.
 * @throws UserError with one line per problem
 */
export async function loadSpecs(files: readonly string[]): Promise<readonly LoadedSpec[]> {
  const lines: string[] = [];
  const loaded: LoadedSpec[] = [];
  for (const file of files) {
    try {
      const { sections, problems, spec, offset, line } = readSpec(file);
      const all = [...problems];
      for (const platform of platformIds) {
        if (sections[platform] === undefined) continue;
        if (sections.name !== undefined) all.push(...nameProblems(platform, { ...sections, name: sections.name }));
        // one line per value: a rule that every platform shares comes before the same rule in a platform's words; what
        // stands in a platform's own block has rules of its own
        const known = new Set(all.map(({ path }) => path.join("\0")));
        const own = await problemsOf(platform, sections);
        all.push(...own.filter(({ path }) => path[0] === platform || !known.has(path.join("\0"))));
      }
      all.push(...(await modelsElsewhere(loadPlatform, sections)));
      for (const [index, mix] of (sections.mixed ?? []).entries()) {
        if (sections.name === undefined) continue;
        const name = mixName(sections.name, mix);
        const found = [mix.train, mix.serve].flatMap((platform) => nameProblems(platform, { ...sections, name }));
        all.push(...found.map(({ message }) => ({ path: ["mixed", index], message })));
      }
      all.sort((one, other) => offset(one) - offset(other));
      lines.push(...new Set(all.map(line)));
      if (spec && all.length === 0) loaded.push({ file, spec });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      lines.push(...error.lines);
    }
  }
  const names = loaded.map(({ spec }) => spec.name);
  for (const [index, { file, spec }] of loaded.entries()) {
    if (names.indexOf(spec.name) !== index) {
      lines.push(`${file}: name: "${spec.name}" is the name of another spec too; give each pilot its own`);
    }
  }
  if (lines.length > 0) throw new UserError(lines);
  return loaded;
}

const fitTo = (spec: PilotSpec, { capabilities, capabilitiesOf }: PlatformStacks): readonly FitRow[] =>
  fit(spec, capabilitiesOf?.(spec) ?? capabilities);

/** How one platform fits a spec, need by need. */
export async function fitOf(spec: PilotSpec, platform: PlatformId): Promise<readonly FitRow[]> {
  return fitTo(spec, await loadPlatform(platform));
}

/** The rights that deploy a spec on a platform, its own pilot and halves of mixed ones, in lines to paste. */
export async function deployerRightsOf(spec: PilotSpec, platform: PlatformId): Promise<readonly string[]> {
  if (spec[platform] === undefined) return [];
  const { deployerRights, specOfHalf = (half: PilotSpec) => half } = await loadPlatform(platform);
  const mixes = spec.mixed.filter(({ train, serve }) => train === platform || serve === platform);
  const halves = mixes.map((mix) => specOfHalf({ ...spec, name: mixName(spec.name, mix), mixed: [] }));
  const made = [];
  for (const other of platformIds) {
    if (other === platform || !hasPilot(spec, other)) continue;
    const storage = await storageOf(loadPlatform, spec, other);
    if (storage?.cloud === platform) made.push({ ...spec, name: idsOf(spec, other).pilot });
  }
  return [...(hasPilot(spec, platform) ? [spec] : []), ...made, ...halves].flatMap((each) => deployerRights(each));
}

/** The mixed pilots of a spec whose two platforms fit, with how each of them fits. */
async function mixesOf(spec: PilotSpec) {
  const found = [];
  for (const mix of spec.mixed) {
    const [train, serve] = [await loadPlatform(mix.train), await loadPlatform(mix.serve)];
    const [trains, serves] = [fitTo(spec, train), fitTo(spec, serve)];
    if (noGo(mix.train, trains) !== undefined || noGo(mix.serve, serves) !== undefined) continue;
    found.push({ mix, train: { stacks: train, fit: trains }, serve: { stacks: serve, fit: serves } });
  }
  return found;
}

/** Whether a platform's block is there for a pilot of its own, and not for a mixed one alone. */
function hasPilot(spec: CheckedSections, platform: PlatformId): boolean {
  const block = spec[platform];
  return block !== undefined && !("pilot" in block && block.pilot === false);
}

/** The stacks that `addPilots` would make, without making them. */
export async function stacksOf({ file, spec }: LoadedSpec): Promise<readonly AppStack[]> {
  const stacks: AppStack[] = [];
  for (const platform of platformIds) {
    if (!hasPilot(spec, platform) || noGo(platform, await fitOf(spec, platform)) !== undefined) continue;
    const { pilot, quotas } = idsOf(spec, platform);
    const source = sourceOf(file, spec, platform);
    const { addQuotas, parts } = await loadPlatform(platform);
    const asks = spec.quotas.request && addQuotas !== undefined;
    const before = (await storageOf(loadPlatform, spec, platform)) === undefined ? [] : [storagePart];
    const all = [
      pilot,
      ...[...before, ...(parts?.(spec) ?? [])].map((part) => `${pilot}-${part}`),
      ...(asks ? [quotas] : []),
    ];
    for (const name of all) {
      stacks.push({ name, ...(source === undefined ? {} : { source }) });
    }
  }
  for (const { mix, ...halves } of await mixesOf(spec)) {
    const ids = mixStacks(spec.name, mix);
    for (const [index, half] of (["train", "serve"] as const).entries()) {
      const id = ids[index] ?? "";
      const source = sourceOf(file, spec, mix[half]);
      const { parts, specOfHalf = (each: PilotSpec) => each } = halves[half].stacks;
      for (const name of [id, ...(parts?.(specOfHalf(spec)) ?? []).map((part) => `${id}-${part}`)])
        stacks.push({ name, ...(source === undefined ? {} : { source }) });
    }
  }
  return stacks;
}

/**
 * Adds the stacks of all specs to an app, each called `<pilot>-<platform>` like its state. A platform with a clear no
 * gets no stack; the no-gos come back.
 */
export async function addPilots(app: App, specs: readonly LoadedSpec[]): Promise<readonly NoGo[]> {
  const [{ Pilot }, { partsOf }, { askForProvider }] = await Promise.all([
    import("./pilot.js"),
    import("./add-part.js"),
    import("./provider-version.js"),
  ]);
  const noGos: NoGo[] = [];
  for (const { file, spec } of specs) {
    for (const platform of platformIds) {
      if (!hasPilot(spec, platform)) continue;
      const stacks = await loadPlatform(platform);
      const rows = fitTo(spec, stacks);
      const line = noGo(platform, rows);
      if (line !== undefined) noGos.push({ pilot: spec.name, platform, line, fit: rows });
      else {
        const source = sourceOf(file, spec, platform);
        const ids = idsOf(spec, platform);
        const storage = await storageOf(loadPlatform, spec, platform);
        const pilot = new Pilot(app, ids.pilot, stacks, { spec, fit: rows, ...(storage && { storage }) });
        const quotas = spec.quotas.request ? stacks.addQuotas?.(app, ids.quotas, spec) : undefined;
        if (quotas !== undefined) askForProvider(quotas, platform, spec);
        const made = [pilot, ...partsOf(pilot), ...(quotas === undefined ? [] : [quotas])];
        if (source !== undefined) for (const stack of made) stack.addOverride("//.source", source);
      }
    }
    for (const { mix, ...halves } of await mixesOf(spec)) {
      const { addMixed } = await import("./mixed.js");
      for (const [index, stack] of addMixed(app, spec, mix, halves).entries()) {
        const source = sourceOf(file, spec, index === 0 ? mix.train : mix.serve);
        if (source !== undefined) for (const each of [stack, ...partsOf(stack)]) each.addOverride("//.source", source);
      }
    }
  }
  return noGos;
}
