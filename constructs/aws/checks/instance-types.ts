/** Instance types that SageMaker has for each use. It refuses another one only when a job or an endpoint starts. */

/** What an instance is for. */
export type InstanceUse = "training" | "processing" | "serving";

/**
 * Families, and the sizes of each: TrainingInstanceType, ProcessingInstanceType and ProductionVariantInstanceType of
 * SageMaker's API reference, by botocore 1.44.8 (2026-11). Not every type is in every region.
 */
const types: Readonly<Record<InstanceUse, string>> = {
  training: `
    c4: xlarge 2xlarge 4xlarge 8xlarge
    c5 c5n: xlarge 2xlarge 4xlarge 9xlarge 18xlarge
    c6i: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge
    c7i m7i r7i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    c7i-flex c8i-flex g4dn: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    c8i: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge
    g5 g6 g6e: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    g7 g7e: 2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge
    m4: xlarge 2xlarge 4xlarge 10xlarge 16xlarge
    m5: large xlarge 2xlarge 4xlarge 12xlarge 24xlarge
    m6i r6i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge
    m7i-flex m8i-flex r8i-flex: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    m8i r8i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge
    p2: xlarge 8xlarge 16xlarge
    p3: 2xlarge 8xlarge 16xlarge
    p3dn p4d p4de: 24xlarge
    p5: 4xlarge 48xlarge
    p5e p5en p6-b200 p6-b300 trn2: 48xlarge
    p6e-gb200: 36xlarge
    r5 r5d: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge
    t3: medium large xlarge 2xlarge
    trn1: 2xlarge 32xlarge
    trn1n: 32xlarge
  `,
  processing: `
    c4: xlarge 2xlarge 4xlarge 8xlarge
    c5: xlarge 2xlarge 4xlarge 9xlarge 18xlarge
    c6i: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge
    c7i m7i r7i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    c7i-flex c8i-flex g4dn: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    c8i: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge
    g5 g6 g6e: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    g7 g7e: 2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge
    m4: xlarge 2xlarge 4xlarge 10xlarge 16xlarge
    m5: large xlarge 2xlarge 4xlarge 12xlarge 24xlarge
    m6i r6i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge
    m7i-flex m8i-flex r8i-flex: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    m8i r8i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge
    p2: xlarge 8xlarge 16xlarge
    p3: 2xlarge 8xlarge 16xlarge
    p5: 4xlarge
    r5 r5d: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge
    t3: medium large xlarge 2xlarge
  `,
  serving: `
    c4: large xlarge 2xlarge 4xlarge 8xlarge
    c5 c5d: large xlarge 2xlarge 4xlarge 9xlarge 18xlarge
    c6g c6gd c6gn c7g m6g m6gd r6g r6gd: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    c6i c6in m6i r6i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge
    c7i m7i r7i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    c8g m8g r8g: medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    dl1 p4d p4de: 24xlarge
    g4dn: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    g5 g6 g6e: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    g7 g7e: 2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge
    inf1: xlarge 2xlarge 6xlarge 24xlarge
    inf2: xlarge 8xlarge 24xlarge 48xlarge
    m4: xlarge 2xlarge 4xlarge 10xlarge 16xlarge
    m5 m5d r5 r5d: large xlarge 2xlarge 4xlarge 12xlarge 24xlarge
    p2: xlarge 8xlarge 16xlarge
    p3: 2xlarge 8xlarge 16xlarge
    p5: 4xlarge 48xlarge
    p5e p5en p6-b200 p6-b300 trn2: 48xlarge
    p6e-gb200: 36xlarge
    r7gd: medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    t2: medium large xlarge 2xlarge
    trn1: 2xlarge 32xlarge
    trn1n: 32xlarge
  `,
};

const uses = Object.keys(types) as InstanceUse[];

/** Families of Arm's processors: docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html (2026-11). */
const arm = /^(?:[a-z]+\d+g[a-z]*|p6e-gb200)$/;

/** The sizes of a family for a use; undefined where it has none. */
function sizesOf(family: string, use: InstanceUse): readonly string[] | undefined {
  for (const line of types[use].split("\n")) {
    const [families = "", sizes = ""] = line.trim().split(": ");
    if (families.split(" ").indexOf(family) >= 0) return sizes.split(" ");
  }
  return undefined;
}

const familyOf = (instanceType: string): string => instanceType.split(".")[1] || "";

/** Says what is wrong with the family of an instance type for a use. A family of no use at all may be a newer one. */
export function familyProblem(instanceType: string, use: InstanceUse): string | undefined {
  const family = familyOf(instanceType);
  if (sizesOf(family, use) !== undefined) return undefined;
  const others = uses.filter((each) => sizesOf(family, each) !== undefined);
  if (others.length === 0) return undefined;
  return (
    `must be an instance type that SageMaker has for ${use}, got ${JSON.stringify(instanceType)}, which it has for ` +
    `${others.join(" and ")} only; take a type of another family`
  );
}

/**
 * Says what is wrong with an instance type for a use. It knows the types of the table's day and no later ones, so
 * whoever asks must leave a way to take a newer one.
 */
export function instanceTypeProblem(instanceType: string, use: InstanceUse): string | undefined {
  const family = familyOf(instanceType);
  const size = instanceType.split(".")[2] || "";
  const found = familyProblem(instanceType, use);
  if (found !== undefined) return found;
  const sizes = sizesOf(family, use);
  if (sizes === undefined || sizes.indexOf(size) < 0) {
    const has = sizes === undefined ? "no such family" : `${family} in ${sizes.join(", ")}`;
    return `must be an instance type that SageMaker had for ${use} in November 2026, got ${JSON.stringify(instanceType)}; it had ${has}`;
  }
  if (!arm.test(family)) return undefined;
  return (
    `must be an instance type of processors that run linux/amd64 images, which next_1_push_image builds, got ` +
    `${JSON.stringify(instanceType)}; take a type such as ml.m7i.large`
  );
}
