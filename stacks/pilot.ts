/**
 * The pilot of one platform: both of its halves in one stack. Read the constructor from top to bottom: it is the pilot.
 */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { partsOf } from "./add-part.js";
import type { Halves, PilotEnd, Release } from "./halves.js";
import { addLedger, type CrossingRow } from "./ledger.js";
import { addNextSteps } from "./next-steps.js";
import type { FitRow } from "./pilot-spec/fit.js";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import { askForProvider } from "./provider-version.js";
import { addRules } from "./rules/index.js";

/** One pilot on one platform. */
export class Pilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    halves: Halves,
    { spec, fit }: { readonly spec: PilotSpec; readonly fit: readonly FitRow[] },
  ) {
    super(scope, id);
    const foundations = halves.addFoundations(this, spec);
    const release = halves.addTraining(this, spec, foundations);
    const serving = halves.addServing(this, spec, foundations, release);
    const end = halves.finish(this, spec, { foundations, release, serving });
    finishPilot(this, { platform: foundations.platform, spec, fit, release, end });
  }
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
 * Adds the runbook, the ledger, the rules and the provider's version to a stack and to its parts. Call it last: what was recorded until then
 * is in the ledger.
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
  for (const each of [stack, ...partsOf(stack)]) askForProvider(each, platform, spec);
  for (const part of partsOf(stack)) {
    addLedger(part, facts);
    addRules(part, { nameAttributes: rules.nameAttributes, plainNames: [] });
  }
}
