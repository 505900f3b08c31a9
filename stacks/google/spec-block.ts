/** What a spec says of Vertex AI alone. */
import { z } from "zod";
import { hasPilot, live, regionCheck, releases } from "../pilot-spec/fields.js";
import { providerVersion } from "../pilot-spec/provider-version.js";
import { providerVersions } from "./provider-versions.js";

/** Who may be an operator. */
export const operators = z
  .array(
    z.string().regex(
      // docs.cloud.google.com/iam/docs/principal-identifiers (2026-11): a service account's address is Google's
      /^(?:(?:user|group):[^\s@,:]{1,64}@[^\s@,:]{1,189}|serviceAccount:[a-z0-9-]{1,63}@[a-z0-9.-]{1,150}\.gserviceaccount\.com)$/,
      "must be user:, group: or serviceAccount: and an address, such as group:ml@example.com or serviceAccount:ci@project.iam.gserviceaccount.com",
    ),
  )
  .default([])
  .describe("IAM members: user:, group: or serviceAccount:");

/** What Compute Engine allows as a name. */
const resourceName = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, "must be a name: lower-case letters, digits and -, at most 63");

const machine = z.strictObject({
  machineType: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)+$/, "must be a machine type, such as n1-standard-8"),
  accelerator: z
    .string()
    .regex(/^[A-Z0-9_]+$/, "must be an accelerator, such as NVIDIA_TESLA_T4")
    .optional(),
  accelerators: z.int().min(1).max(16).optional(),
});

/** The block of the spec. */
export const block = z
  .strictObject({
    project: z
      .string()
      .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "must be a project id: 6 to 30 lower-case letters, digits and -"),
    projectNumber: z
      .string()
      .regex(/^[1-9]\d{5,13}$/, 'must be the project\'s number in quotes, such as "123456789012"'),
    region: z.string().regex(/^[a-z]+-[a-z]+\d{1,2}$/, "must be a region, such as europe-west4"),
    regionCheck,
    pilot: hasPilot,
    providerVersion: providerVersion(providerVersions),
    billingAccount: z
      .string()
      .regex(/^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/, "must be a billing account, such as 012345-6789AB-CDEF01"),
    ownKey: z
      .boolean()
      .default(true)
      .describe("a key of the pilot's own for all stores; false: Google's keys, and no key ring that stays for ever"),
    keyGeneration: z
      .int()
      .min(1)
      .max(99)
      .default(1)
      .describe("Raise it to deploy again after a destroy, because the name of a key ring can never be used twice."),
    generation: z
      .int()
      .min(0)
      .max(99)
      .default(0)
      .describe(
        "Raise it to deploy again within 37 days of a destroy. Google holds the ids of deleted custom roles back for up to 37 days and the name of a log bucket for 7, and 0 is the names without a number.",
      ),
    existingNetwork: z
      .strictObject({ network: resourceName, subnetwork: resourceName, jobSubnetwork: resourceName })
      .optional()
      .describe("stand in this network instead of making one, by names in the project and region"),
    serviceControls: z
      .boolean()
      .default(false)
      .describe("a VPC Service Controls perimeter: it alone blocks egress of managed jobs"),
    accessPolicy: z
      .string()
      .regex(/^\d{6,14}$/, "must be the number of the organization's access policy")
      .optional()
      .describe("needed for serviceControls"),
    machines: z
      .strictObject({
        training: machine.optional(),
        endpoint: machine.optional(),
        "cpu-small": machine.optional(),
        "cpu-large": machine.optional(),
        "gpu-small": machine.optional(),
        "gpu-large": machine.optional(),
      })
      .default({})
      .describe(
        "other machines than those of the hardware classes: for the training job, for the endpoint, or for a class wherever it " +
          "is used; their quota is compared or asked for where its id is known: N1 and E2, L4, T4, A100 80 GB",
      ),
    launcherImage: z
      .string()
      .regex(
        /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$/,
        "must be an image by digest, such as europe-docker.pkg.dev/project/repository/image@sha256:…",
      )
      .optional()
      .describe(
        "Google's pipeline components by digest, which start each step. Without it they are named by the tag 2.22.0, which Google can move.",
      ),
    retrainSchedule: z
      .string()
      .max(100)
      .default("0 3 * * 1")
      .describe("a Cloud Scheduler job for the pipeline, in UTC; it is paused until somebody resumes it"),
    quotaCheck: z
      .boolean()
      .default(false)
      .describe("read the project's quotas at plan time, which then needs the network"),
    serviceAttachment: z
      .string()
      .regex(
        /^projects\/[a-z0-9-]+\/regions\/[a-z0-9-]+\/serviceAttachments\/[a-z0-9-]+$/,
        "must be projects/…/regions/…/serviceAttachments/…",
      )
      .optional()
      .describe("the endpoint's service attachment, which exists only after the first release"),
    releases,
    live,
  })
  .describe("Google Vertex AI. Leave it out and there is no stack for it.");
