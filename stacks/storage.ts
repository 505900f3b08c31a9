/** The bucket of a pilot whose platform has none: the cloud that it stands on makes it, in a stack before the pilot. */
import type { CheckedSections, Problem } from "./pilot-spec/check.js";
import { nameProblems } from "./pilot-spec/names.js";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import type { PlatformStacks } from "./platform-contract.js";

/** The part that holds the bucket: `<pilot>-<platform>-storage`. */
export const storagePart = "storage";

/** The cloud that makes the bucket of a pilot. */
export interface Storage {
  readonly cloud: PlatformId;
  readonly make: NonNullable<PlatformStacks["storage"]>;
  readonly elsewhere: NonNullable<PlatformStacks["bucketElsewhere"]>;
}

type Load = (platform: PlatformId) => Promise<PlatformStacks>;

/** The cloud that makes the bucket of a platform's pilot; undefined where the platform makes it, or one exists. */
export async function storageOf(load: Load, spec: PilotSpec, platform: PlatformId): Promise<Storage | undefined> {
  const elsewhere = (await load(platform)).bucketElsewhere;
  const cloud = elsewhere?.cloudOf(spec);
  const make = cloud === undefined ? undefined : (await load(cloud)).storage;
  return cloud === undefined || elsewhere === undefined || make === undefined ? undefined : { cloud, make, elsewhere };
}

/**
 * Returns the sections with the bucket that a cloud will make, as the check of a platform sees them.
 * @param stack what the pilot's stack is called: names of the bucket and its users are made of it
 */
export async function withBucket(
  load: Load,
  sections: CheckedSections,
  platform: PlatformId,
  stack: string,
): Promise<{ readonly sections: CheckedSections; readonly problems: readonly Problem[] }> {
  const elsewhere = (await load(platform)).bucketElsewhere;
  const cloud = elsewhere?.cloudOf(sections);
  if (elsewhere === undefined || cloud === undefined) return { sections, problems: [] };
  const { path, lacks, fix } = elsewhere.named;
  const make = (await load(cloud)).storage;
  const isMade = make?.admits.includes(elsewhere.use) === true;
  if (!isMade || sections[cloud] === undefined) {
    const message = isMade
      ? `${lacks}, and the block ${cloud} is missing, which says where one is made; ${fix}, or add that block`
      : `${lacks}, and ${cloud} makes no bucket that ${platform} reaches; ${fix}`;
    return { sections, problems: [{ path, message }] };
  }
  // the keys that are read are sections that are right
  const made = make.place({ ...sections, name: stack } as PilotSpec);
  const problems = nameProblems(cloud, { ...sections, name: stack }).map(({ message }) => ({
    path: ["name"],
    message,
  }));
  return {
    sections: elsewhere.specOf(sections as PilotSpec, made),
    problems: [...problems, ...elsewhere.problems(sections), ...make.problems(sections)],
  };
}
