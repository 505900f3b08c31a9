/** Specs and constructs synthesized in memory, the way the app does it: validations run, and `"//"` is kept. */
import { App, TerraformStack } from "cdktf";
import { partsOf } from "../stacks/add-part.js";
import type { Ledger } from "../stacks/ledger.js";
import { addPilots } from "../stacks/load.js";
import { mixStacks } from "../stacks/mix-name.js";
import { whole } from "../stacks/parts.js";
import type { PilotSpec, PilotSpecInput, PlatformId } from "../stacks/pilot-spec/schema.js";
import { resourcesOf, type Synthesized, type SynthesizedResource } from "../stacks/rules/synthesized.js";
import { temporaryFolder } from "./scratch.js";
import { exampleFile, examplePlatforms, exampleSpec, frozenDeep, mixedFile, mixedSpec, stackName } from "./variants.js";

export {
  exampleFile,
  exampleInput,
  examplePlatforms,
  exampleSpec,
  mixedFile,
  mixedVariants,
  stackName,
  variants,
} from "./variants.js";

let folder: string | undefined;

/** Where nothing is written. It is made when it is asked for: jest does not clean up after a file that skips all. */
function outdir(): string {
  folder ??= temporaryFolder("synth");
  return folder;
}

/** A synthesized stack and what its validations say of it; each is made when a test first asks for it. */
export class SynthesizedStack {
  #json?: Synthesized;
  #problems?: readonly string[];
  #resources?: readonly SynthesizedResource[];

  /** @param parts stacks of the same pilot, which are read as one with it */
  constructor(
    readonly stack: TerraformStack,
    readonly parts: readonly TerraformStack[] = [],
  ) {
    // the rules and the tests read the same JSON: nothing is added to a stack once it is here
    for (const each of [stack, ...parts]) {
      let made: unknown;
      const toTerraform = each.toTerraform.bind(each);
      each.toTerraform = () => {
        made ??= toTerraform();
        return made;
      };
    }
  }

  get json(): Synthesized {
    const written = (stack: TerraformStack) => JSON.parse(JSON.stringify(stack.toTerraform())) as Synthesized;
    this.#json ??= frozenDeep(whole(written(this.stack), ...this.parts.map(written)));
    return this.#json;
  }

  get problems(): readonly string[] {
    const { stack } = this;
    this.#problems ??= [stack, ...this.parts]
      .flatMap((each) => each.node.findAll())
      .flatMap((construct) => construct.node.validate())
      .filter(
        (problem) => stack.node.id !== scopeId || !problem.startsWith("Found resources without a matching provider"),
      );
    return this.#problems;
  }

  get resources(): readonly SynthesizedResource[] {
    this.#resources ??= resourcesOf(this.json);
    return this.#resources;
  }

  /** The ledger of a pilot stack. */
  get ledger(): Ledger {
    return (this.json["//"] as { pilot: Ledger }).pilot;
  }

  /** All resources of a type. */
  all(type: string): readonly SynthesizedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The arguments of the only resource of a type, or of the one whose address holds `part`. */
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any resource
  one(type: string, part = ""): any {
    const found = this.all(type).filter(({ address }) => address.includes(part));
    if (found.length !== 1) throw new Error(`${found.length} of ${type} with "${part}" in its address`);
    return found[0]?.arguments;
  }
}

/** Adds the stacks of the example to a new app. */
async function stacksOf(
  spec: PilotSpec,
  add: typeof addPilots,
  file = exampleFile,
): Promise<ReadonlyMap<string, SynthesizedStack>> {
  const app = new App({ outdir: outdir() });
  await add(app, [{ file, spec }]);
  const stacks = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  const isPart = new Set(stacks.flatMap(partsOf));
  const alone = stacks.filter((stack) => !isPart.has(stack));
  return new Map(alone.map((stack) => [stack.node.id, new SynthesizedStack(stack, partsOf(stack))]));
}

const shared = new Map<string, Promise<ReadonlyMap<string, SynthesizedStack>>>();

/** The stacks of one platform. Whoever asks for the same spec again gets the same ones. */
function stacksOfPlatform(platform: PlatformId, whole: PilotSpec): Promise<ReadonlyMap<string, SynthesizedStack>> {
  const others = examplePlatforms.filter((other) => other !== platform);
  const spec = Object.fromEntries(Object.entries(whole).filter(([key]) => !others.includes(key as PlatformId)));
  const key = JSON.stringify(spec);
  const stacks = shared.get(key) ?? stacksOf(spec as PilotSpec, addPilots);
  shared.set(key, stacks);
  return stacks;
}

/**
 * All stacks of the example, changed and checked, by name: each as if its platform stood alone in the spec, so that it
 * is shared with the tests of that platform. What holds for all of them in one app is a test of its own.
 */
export async function synthesizeAll(
  change?: (input: PilotSpecInput) => void,
): Promise<ReadonlyMap<string, SynthesizedStack>> {
  const spec = exampleSpec(change);
  const platformIds = examplePlatforms.filter((platform) => spec[platform] !== undefined);
  const all = await Promise.all(platformIds.map((platform) => stacksOfPlatform(platform, spec)));
  return new Map(all.flatMap((stacks) => [...stacks]));
}

/** The halves of the mixed pilots of the mixed example, changed and checked, by the name of the stack. */
export async function synthesizeMixed(
  change?: (input: PilotSpecInput) => void,
): Promise<ReadonlyMap<string, SynthesizedStack>> {
  const spec = mixedSpec(change);
  const halves = new Set(spec.mixed.flatMap((mix) => mixStacks(spec.name, mix)));
  const key = JSON.stringify([mixedFile, spec]);
  const stacks = shared.get(key) ?? stacksOf(spec, addPilots, mixedFile);
  shared.set(key, stacks);
  return new Map([...(await stacks)].filter(([name]) => halves.has(name)));
}

/** The example on a cluster whose bucket a cloud makes, changed and checked: the pilot, and its stack of the bucket. */
export async function synthesizeStorage(change: (input: PilotSpecInput) => void) {
  const app = new App({ outdir: outdir() });
  await addPilots(app, [{ file: exampleFile, spec: exampleSpec(change) }]);
  const stacks = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  const storage = stacks.find(({ node }) => node.id.endsWith("-storage"));
  const pilot = stacks.find((stack) => storage !== undefined && partsOf(stack).includes(storage));
  if (storage === undefined || pilot === undefined) throw new Error("no cloud makes a bucket");
  return { pilot: new SynthesizedStack(pilot, partsOf(pilot)), storage: new SynthesizedStack(storage) };
}

const byPlatform = (stacks: ReadonlyMap<string, SynthesizedStack>): Partial<Record<PlatformId, SynthesizedStack>> =>
  Object.fromEntries(
    examplePlatforms.flatMap((platform) => {
      const stack = stacks.get(stackName(platform));
      return stack === undefined ? [] : [[platform, stack]];
    }),
  );

/** The example, changed and checked, as one stack per platform. */
export const synthesizePilots = async (
  change?: (input: PilotSpecInput) => void,
): Promise<Partial<Record<PlatformId, SynthesizedStack>>> => byPlatform(await synthesizeAll(change));

/** The same in one app that nobody shares, by the code of a scratch copy where one is given. */
export const synthesizeApp = async (
  change?: (input: PilotSpecInput) => void,
  addPilotsOf: typeof addPilots = addPilots,
): Promise<Partial<Record<PlatformId, SynthesizedStack>>> =>
  byPlatform(await stacksOf(exampleSpec(change), addPilotsOf));

/** Leaves the blocks of the other platforms out. */
export const only =
  (platform: PlatformId, change: (input: PilotSpecInput) => void = () => {}) =>
  (input: PilotSpecInput): void => {
    change(input);
    for (const other of examplePlatforms) if (other !== platform) delete input[other];
  };

/** The example as the stack of one platform; the blocks of the others are left out. */
export async function synthesizePilot(
  platform: PlatformId,
  change?: (input: PilotSpecInput) => void,
): Promise<SynthesizedStack | undefined> {
  return (await synthesizePilots(only(platform, change)))[platform];
}

/** The stack that asks for quotas on one platform, of the example with `quotas.request`. */
export async function synthesizeQuotas(
  platform: PlatformId,
  change: (input: PilotSpecInput) => void = () => {},
): Promise<SynthesizedStack> {
  const stacks = await synthesizeAll(
    only(platform, (input) => {
      change(input);
      input.quotas = { request: true };
    }),
  );
  const stack = stacks.get(`${stackName(platform)}-quotas`);
  if (stack === undefined) throw new Error(`${platform}: has no stack of quotas`);
  return stack;
}

const scopeId = "test";

/** Constructs in an otherwise empty stack, which needs no provider: no construct brings one. */
export function synthesizeScope(build: (stack: TerraformStack) => void): SynthesizedStack {
  const stack = new TerraformStack(new App({ outdir: outdir() }), scopeId);
  build(stack);
  return new SynthesizedStack(stack);
}

/** A statement of a policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of an AWS policy document. */
export const statementsOf = (policy: string): readonly Statement[] =>
  (JSON.parse(policy) as { Statement: Statement[] }).Statement;
