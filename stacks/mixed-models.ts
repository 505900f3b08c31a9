/** Where the models of a mixed pilot must lie, when the half that trains has the bucket: below `models/` of it. */
import { mixName } from "./mix-name.js";
import type { CheckedSections, Problem } from "./pilot-spec/check.js";
import { quote } from "./pilot-spec/messages.js";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import type { PlatformStacks } from "./platform-contract.js";
import { platforms } from "./platforms.js";

/**
 * Returns a problem for each listed model that lies elsewhere: the service account that serves reads nothing else.
 * Where the half that serves has the bucket, its platform says so.
 */
export async function modelsElsewhere(
  load: (platform: PlatformId) => Promise<PlatformStacks>,
  sections: CheckedSections,
): Promise<readonly Problem[]> {
  const { name, mixed = [] } = sections;
  const problems: Problem[] = [];
  for (const [index, mix] of mixed.entries()) {
    const trains = platforms[mix.train].mixes?.trains;
    if (name === undefined || sections[mix.train] === undefined || trains === undefined) continue;
    if ("cannot" in trains || trains.bucket !== "own") continue;
    const place = (await load(mix.train)).storage?.place;
    if (place === undefined) continue;
    const { bucketUri } = place({ ...sections, name: mixName(name, mix) } as PilotSpec);
    for (const [release, { uri }] of Object.entries(mix.releases)) {
      if (uri.startsWith(`${bucketUri}/models/`)) continue;
      const message = `${quote(uri)} must lie below ${bucketUri}/models/, where the half that trains writes its models and which the pods of the other half read; copy the model there`;
      problems.push({ path: ["mixed", index, "releases", release, "uri"], message });
    }
  }
  return problems;
}
