/**
 * The pilot of one platform: both of its halves in one stack. Read the constructor from top to bottom: it is the pilot.
 */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addPart, partsOf } from "./add-part.js";
import type { Halves, PilotEnd, Release } from "./halves.js";
import { addLedger, type CrossingRow } from "./ledger.js";
import { addNextSteps } from "./next-steps.js";
import type { FitRow } from "./pilot-spec/fit.js";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import { platforms } from "./platforms.js";
import { askForProvider } from "./provider-version.js";
import { addRules } from "./rules/index.js";
import { type Storage, storagePart } from "./storage.js";

const nameAttributesOfAll = Object.assign({}, ...Object.values(platforms).map(({ nameAttributes }) => nameAttributes));

/** What a pilot is made of. */
interface PilotProps {
  readonly spec: PilotSpec;
  readonly fit: readonly FitRow[];
  /** The cloud that makes the bucket. @default - the platform makes it, or it exists */
  readonly storage?: Storage;
}

/** One pilot on one platform. */
export class Pilot extends TerraformStack {
  constructor(scope: Construct, id: string, halves: Halves, { spec: written, fit, storage }: PilotProps) {
    super(scope, id);
    const spec = storage === undefined ? written : addStorage(this, written, storage);
    const foundations = halves.addFoundations(this, spec);
    const release = halves.addTraining(this, spec, foundations);
    const serving = halves.addServing(this, spec, foundations, release);
    const end = halves.finish(this, spec, { foundations, release, serving });
    finishPilot(this, { platform: foundations.platform, spec, fit, release, end });
  }
}

/**
 * Adds the stack of the bucket, which is deployed before and destroyed after the pilot. Returns the spec with it.
 * The names in it are made of the pilot's stack, so that a pilot of the cloud's own has others.
 */
function addStorage(stack: TerraformStack, spec: PilotSpec, { cloud, make, elsewhere }: Storage): PilotSpec {
  const part = addPart(stack, storagePart, "before");
  const made = make.add(part, { ...spec, name: stack.node.id }, elsewhere.users(spec));
  askForProvider(part, cloud, spec);
  return elsewhere.specOf(spec, made);
}

/** What the last part of a pilot is made of. */
export interface Finished {
  readonly platform: PlatformId;
  readonly spec: PilotSpec;
  readonly fit: readonly FitRow[];
  readonly release: Release;
  readonly end: PilotEnd;
  /** What crosses from one platform to the other. @default - nothing: both halves stand on one platform */
  readonly crossing?: readonly CrossingRow[];
}

/**
 * Adds the runbook, the ledger, the rules and the provider's version to a stack and to its parts. Call it last: what
 * was recorded until then is in the ledger.
 */
export function finishPilot(stack: TerraformStack, { platform, spec, fit, release, end, crossing }: Finished): void {
  const { name, incident, trial, network, budget } = spec;
  const { nextSteps, rules, ...words } = end;
  const { versions, live } = release;
  addNextSteps(stack, nextSteps);
  const facts = {
    pilot: name,
    platform,
    phase: (spec.image.digest === null ? 0 : Object.keys(versions).length === 0 ? 1 : 2) as 0 | 1 | 2,
    fit,
    releases: versions,
    live,
    paused: spec.paused,
    ...words,
    ...(crossing === undefined ? {} : { crossing }),
    spec: { incident, trial, network, operators: spec.operators[platform], budget },
  };
  addLedger(stack, facts);
  addRules(stack, rules);
  for (const each of [stack, ...partsOf(stack)]) {
    if (each.node.id !== `${stack.node.id}-${storagePart}`) askForProvider(each, platform, spec);
  }
  for (const part of partsOf(stack)) {
    addLedger(part, facts);
    // a part can hold what another cloud made
    addRules(part, { nameAttributes: nameAttributesOfAll, plainNames: [] });
  }
}
