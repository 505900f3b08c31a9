/**
 * Fields that several blocks of the spec share. A rule that one platform alone has stands in that platform's block.
 */
import { z } from "zod";

/**
 * Neutral hardware classes; each platform's `hardware.ts` says what a class is there, or that the platform lacks it.
 */
export const hardwareClasses = [
  "cpu-small",
  "cpu-large",
  "gpu-small",
  "gpu-large",
  "tpu-small",
  "trainium-small",
] as const;

/** One of the neutral hardware classes. */
export type HardwareClass = (typeof hardwareClasses)[number];

/** What each class of a platform's table is, in words: the class stays the key. */
export const inWords = <Machine>(
  table: Readonly<Partial<Record<HardwareClass, Machine>>>,
  words: (machine: Machine) => string,
): Readonly<Partial<Record<HardwareClass, string>>> =>
  Object.fromEntries(Object.entries(table).map(([name, machine]) => [name, words(machine as Machine)]));

/** A hardware class. */
export const hardware = z.enum(hardwareClasses);
/** An e-mail address. RFC 5321, section 4.5.3.1: 64 characters before the @, and 254 in all. */
export const address = z
  .email({ error: "must be an e-mail address, such as ml-team@example.com" })
  .max(254)
  .refine((text) => text.indexOf("@") <= 64, "must have at most 64 characters before the @");
/** Days that something is kept. */
export const days = z.int().min(1).max(3650);
/** The name of a release. */
export const release = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,11}$/, "must be 1 to 12 lower-case letters and digits, a letter first, such as r1");
/** A block of IPv4 addresses. */
export const cidr = z.cidrv4({ error: "must be an IPv4 block, such as 10.20.0.0/20" });
/** Any text of a sentence or two. */
export const text = z.string().min(1).max(500);

/** The ARN of an IAM role: of a deployer, or of a state. */
export const roleArn = z.string().regex(
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11): a path, and a name of at most 64
  /^arn:aws:iam::\d{12}:role\/(?:[\w+=,.@-]+\/){0,8}[\w+=,.@-]{1,64}$/,
  "must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deploy",
);

/** A profile of the AWS configuration. */
export const profile = z.string().regex(/^[\w.@+-]{1,64}$/, "must be the name of a profile");

/** A machine for each hardware class that is not to be what the platform's table says. */
export const machinesByClass = <T extends z.ZodType>(machine: T, example: string) =>
  z
    .partialRecord(hardware, machine)
    .default({})
    .describe(`another machine for a hardware class, such as ${example}; every step and the endpoint take it`);

/** Whether the region must be one of the list. */
export const regionCheck = z
  .boolean()
  .default(true)
  .describe("false: take a region that opened after this version of the package; its name is not checked then");

/** Whether a machine of the spec's own must be one of the platform's list. */
export const typeCheck = z
  .boolean()
  .default(true)
  .describe("false: take a type that came after this version of the package; its name is not checked then");

/** Listed releases, where a release is the identifier of a model version. */
export const releases = z
  .record(release, text)
  .default({})
  .describe("model versions that the endpoint may serve: a name, and the version's own identifier on this platform");

/** The release that serves. */
/** Whether a block is there for a pilot of its own. */
export const hasPilot = z
  .boolean()
  .default(true)
  .describe("false: the block is there for mixed pilots and buckets of other ones, and has no pilot of its own");

export const live = release.nullable().default(null).describe("the release that serves; set it back to roll back");
