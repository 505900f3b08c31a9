/**
 * A mixed pilot: the half that trains stands on one platform, and the half that serves on another. No platform imports
 * another: what crosses is a URI, a hash, and who may read or write it. One of the two has the bucket.
 */
import { type App, TerraformStack } from "cdktf";
import type { Crossing, Foundations, Release } from "./halves.js";
import type { CrossingRow } from "./ledger.js";
import { mixName, mixStacks } from "./mix-name.js";
import { finishPilot } from "./pilot.js";
import type { FitRow } from "./pilot-spec/fit.js";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import type { PlatformStacks } from "./platform-contract.js";

/** One entry of the spec's `mixed`. */
export type Mix = PilotSpec["mixed"][number];

/** A platform of a mixed pilot, and how it fits. */
interface Side {
  readonly stacks: PlatformStacks;
  readonly fit: readonly FitRow[];
}

/** What both directions start from. */
interface Mixed {
  readonly mix: Mix;
  readonly platforms: Readonly<Record<"train" | "serve", Side>>;
  /** The spec under the name of the mixed pilot. */
  readonly spec: PilotSpec;
  readonly trainStack: TerraformStack;
  readonly serveStack: TerraformStack;
}

/** What crosses, as the review shows it. */
const crossingRow = ({ train, serve }: Mix, { by, way, pays, ...place }: Crossing): CrossingRow => ({
  from: train,
  to: serve,
  what: `models below ${modelsUri(place)}`,
  by,
  way,
  pays,
});

/** Where the models lie that cross. */
const modelsUri = ({ bucketUri, folder = "" }: Pick<Crossing, "bucketUri" | "folder">): string =>
  `${bucketUri}${folder}/models/`;

/** The spec of a half that lists no release of its own: what serves is elsewhere, or comes by URI and hash. */
const withoutReleases = (spec: PilotSpec, platform: PlatformId): PilotSpec => ({
  ...spec,
  [platform]: { ...spec[platform], releases: {}, live: null },
});

/** The models of the spec's entry as a release. */
const releaseOf = ({ train, releases, live }: Mix, crossing: Crossing): Release => ({
  platform: train,
  modelsUri: modelsUri(crossing),
  versions: Object.fromEntries(
    Object.entries(releases).map(([name, { uri, sha256 }]) => [name, `${uri}@sha256:${sha256}`]),
  ),
  models: releases,
  live,
  crossing,
});

/** Adds the half that trains, and returns what crosses. */
function addTraining<C extends Crossing>(
  { mix, platforms: { train }, trainStack: stack }: Mixed,
  spec: PilotSpec,
  crossingOf: (foundations: Foundations) => C,
): C {
  const { stacks, fit } = train;
  const foundations = stacks.addFoundations(stack, spec, "train");
  const release = stacks.addTraining(stack, spec, foundations);
  const crossing = crossingOf(foundations);
  const end = stacks.finish(stack, spec, { foundations, release, serving: { platform: mix.train } });
  finishPilot(stack, { platform: mix.train, spec, fit, release, end, crossing: [crossingRow(mix, crossing)] });
  return crossing;
}

/** Adds the half that serves, and returns what crosses. */
function addServing<C extends Crossing>(
  { mix, platforms: { serve }, serveStack: stack }: Mixed,
  spec: PilotSpec,
  crossingOf: (foundations: Foundations) => C,
): C {
  const { stacks, fit } = serve;
  const foundations = stacks.addFoundations(stack, spec, "serve");
  const crossing = crossingOf(foundations);
  const release = releaseOf(mix, crossing);
  const serving = stacks.addServing(stack, spec, foundations, release);
  const end = stacks.finish(stack, spec, { foundations, release, serving });
  finishPilot(stack, { platform: mix.serve, spec, fit, release, end, crossing: [crossingRow(mix, crossing)] });
  return crossing;
}

/** The half that trains has the bucket, and lets the other half read its models. Returns whether the platforms can. */
function addFromTrainer(mixed: Mixed): boolean {
  const { mix, platforms, spec, trainStack, serveStack } = mixed;
  const { admitReader, specOfHalf = (half: PilotSpec) => half } = platforms.train.stacks;
  const { foreignModels } = platforms.serve.stacks;
  if (admitReader === undefined || foreignModels === undefined) return false;
  const own = withoutReleases(specOfHalf(spec), mix.train);
  const reader = foreignModels.reader(spec);
  const admitted = addTraining(mixed, own, (made) => admitReader(trainStack, own, made, reader));
  addServing(mixed, foreignModels.specOf(spec, admitted, mix), () => admitted);
  serveStack.addDependency(trainStack);
  return true;
}

/** The half that serves has the bucket, and lets the other half train out of it. Returns whether the platforms can. */
function addFromServer(mixed: Mixed): boolean {
  const { mix, platforms, spec, trainStack, serveStack } = mixed;
  const { foreignBucket } = platforms.train.stacks;
  const { admitTrainer } = platforms.serve.stacks;
  if (admitTrainer === undefined || foreignBucket === undefined) return false;
  const own = withoutReleases(spec, mix.serve);
  const trainer = foreignBucket.trainer(spec);
  const admitted = addServing(mixed, own, (made) => admitTrainer(serveStack, own, made, trainer));
  addTraining(mixed, foreignBucket.specOf(spec, admitted), () => admitted);
  trainStack.addDependency(serveStack);
  return true;
}

/**
 * Adds both halves of a mixed pilot, each in a stack of its own. The one that has the bucket is deployed first.
 * @throws Error where a platform cannot be that half; the check of a spec comes first
 */
export function addMixed(
  app: App,
  spec: PilotSpec,
  mix: Mix,
  platforms: Mixed["platforms"],
): readonly [train: TerraformStack, serve: TerraformStack] {
  const [trainId, serveId] = mixStacks(spec.name, mix);
  const mixed: Mixed = {
    mix,
    platforms,
    spec: { ...spec, name: mixName(spec.name, mix), mixed: [] },
    trainStack: new TerraformStack(app, trainId),
    serveStack: new TerraformStack(app, serveId),
  };
  if (addFromTrainer(mixed) || addFromServer(mixed)) return [mixed.trainStack, mixed.serveStack];
  throw new Error(`${mix.train}, ${mix.serve}: cannot be a mixed pilot`);
}
