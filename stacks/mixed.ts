/**
 * A mixed pilot: the half that trains stands on one platform, and the half that serves on another. No platform imports
 * another: what crosses is a URI, a hash, and who may read it.
 */
import { type App, TerraformStack } from "cdktf";
import type { Crossing, Release } from "./halves.js";
import { mixName, mixStacks } from "./mix-name.js";
import { finishPilot } from "./pilot.js";
import type { FitRow } from "./pilot-spec/fit.js";
import type { PilotSpec } from "./pilot-spec/schema.js";
import type { PlatformStacks } from "./platform-contract.js";

/** One entry of the spec's `mixed`. */
export type Mix = PilotSpec["mixed"][number];

/** What crosses, as the review shows it. */
const crossingRow = ({ train, serve }: Mix, { bucketUri, by, way, pays }: Crossing) => ({
  from: train,
  to: serve,
  what: `models below ${bucketUri}/models/`,
  by,
  way,
  pays,
});

/**
 * Adds both halves of a mixed pilot, each in a stack of its own.
 * @throws Error where a platform cannot be that half; the check of a spec comes first
 */
export function addMixed(
  app: App,
  spec: PilotSpec,
  mix: Mix,
  platforms: Readonly<Record<"train" | "serve", { readonly stacks: PlatformStacks; readonly fit: readonly FitRow[] }>>,
): readonly TerraformStack[] {
  const [trainId, serveId] = mixStacks(spec.name, mix);
  const named = { ...spec, name: mixName(spec.name, mix), mixed: [] };
  const { train, serve } = { train: platforms.train.stacks, serve: platforms.serve.stacks };
  if (train.admitReader === undefined || serve.foreignModels === undefined) {
    throw new Error(`${mix.train}, ${mix.serve}: cannot be a mixed pilot`);
  }

  // the half that trains: its own block lists no release, because what serves is elsewhere
  const own = { ...named, [mix.train]: { ...named[mix.train], releases: {}, live: null } };
  const trainStack = new TerraformStack(app, trainId);
  const trainFoundations = train.addFoundations(trainStack, own);
  const trained = train.addTraining(trainStack, own, trainFoundations);
  const crossing = train.admitReader(trainStack, own, trainFoundations, serve.foreignModels.reader(named));
  const rows = [crossingRow(mix, crossing)];
  const nothing = { platform: mix.train };
  const trainEnd = train.finish(trainStack, own, { foundations: trainFoundations, release: trained, serving: nothing });
  finishPilot(trainStack, {
    ...{ platform: mix.train, spec: own, fit: platforms.train.fit, release: trained, end: trainEnd, crossing: rows },
  });

  // the half that serves
  const theirs = serve.foreignModels.specOf(named, crossing, mix);
  const release: Release = {
    platform: mix.train,
    modelsUri: `${crossing.bucketUri}/models/`,
    versions: Object.fromEntries(
      Object.entries(mix.releases).map(([name, { uri, sha256 }]) => [name, `${uri}@sha256:${sha256}`]),
    ),
    live: mix.live,
    crossing,
  };
  const serveStack = new TerraformStack(app, serveId);
  const foundations = serve.addFoundations(serveStack, theirs);
  const serving = serve.addServing(serveStack, theirs, foundations, release);
  const end = serve.finish(serveStack, theirs, { foundations, release, serving });
  finishPilot(serveStack, {
    ...{ platform: mix.serve, spec: theirs, fit: platforms.serve.fit, release, end, crossing: rows },
  });
  serveStack.addDependency(trainStack);
  return [trainStack, serveStack];
}
