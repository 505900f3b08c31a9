/** What a spec says of SageMaker alone. */
import { z } from "zod";
import {
  hasPilot,
  live,
  machinesByClass,
  profile,
  regionCheck,
  releases,
  roleArn,
  text,
  typeCheck,
} from "../pilot-spec/fields.js";
import { providerVersion } from "../pilot-spec/provider-version.js";
import { providerVersions } from "./provider-versions.js";

/** What is wrong with the ARN of an operator: people paste what `aws sts get-caller-identity` prints. */
function principalMessage(given: string): string {
  const session = /^arn:aws[\w-]*:sts::\d{12}:assumed-role\/([\w+=,.@-]+)\//.exec(given)?.[1];
  if (session !== undefined) {
    return (
      "must be the ARN of an IAM role or user, and this is a session of a role; take what " +
      `aws iam get-role --role-name ${session} --query Role.Arn prints`
    );
  }
  const partition = /^arn:(aws-[a-z-]+):/.exec(given)?.[1];
  if (partition !== undefined)
    return `must be in the partition aws, for which a pilot is made, and this is in ${partition}`;
  return "must be the ARN of an IAM role or user, such as arn:aws:iam::123456789012:role/ml-operator";
}

/** Who may be an operator. */
export const operators = z
  .array(
    z
      .string()
      .regex(/^arn:aws:iam::\d{12}:(role|user)\/(?:[\w+=,.@-]+\/){0,8}[\w+=,.@-]{1,64}$/, {
        error: ({ input }) => principalMessage(String(input)),
      }),
  )
  .default([])
  .describe("IAM roles or users, by ARN");

/** The block of the spec. */
export const block = z
  .strictObject({
    account: z.string().regex(/^\d{12}$/, 'must be 12 digits in quotes, such as "123456789012"'),
    region: z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "must be a region, such as eu-west-1"),
    regionCheck,
    pilot: hasPilot,
    providerVersion: providerVersion(providerVersions),
    zones: z
      .array(z.string().regex(/^[a-z]$/, "must be the letter of a zone, such as a"))
      .min(2, "must name two zones or more: an endpoint needs two")
      .max(4)
      .default(["a", "b"])
      .describe("letters of the availability zones"),
    zoneBlocks: z
      .record(z.string().regex(/^[a-z]$/, "must be the letter of a zone, such as a"), z.int().min(0).max(3))
      .optional()
      .describe(
        "The quarter of network.cidr that a zone takes, 0 to 3. Without it the letter decides: a and e take 0, b and f " +
          "1, c 2, d 3. A pilot that was deployed with other zones than a, b, c, d in this order names their quarters.",
      ),
    existingNetwork: z
      .strictObject({
        vpcId: z.string().regex(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "must be a VPC id, such as vpc-0a1b2c3d"),
        subnetIds: z
          .array(z.string().regex(/^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "must be a subnet id"))
          .min(2)
          .max(16),
        s3EndpointId: z
          .string()
          .regex(/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "must be the id of its S3 gateway endpoint"),
        s3PrefixListId: z
          .string()
          .regex(/^pl-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "must be the prefix list id of that endpoint"),
      })
      .optional()
      .describe("stand in this VPC instead of making one"),
    interfaceEndpoints: z
      .record(z.string().regex(/^[a-z0-9.-]+$/, "must be an AWS service, such as sagemaker.runtime"), text)
      .default({})
      .describe(
        "AWS services to reach privately, each with its reason; each bills while idle. sagemaker.runtime: private " +
          "clients call the endpoint; s3: private operators upload and export",
      ),
    modelsThroughNetworkOnly: z
      .boolean()
      .default(false)
      .describe(
        "deny the endpoint's role to read a model by any other way than the network; SageMaker tries the model when it " +
          "is made, by a way that AWS does not document, so try it before you rely on it",
      ),
    clientVpcIds: z
      .array(z.string().regex(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "must be a VPC id, such as vpc-0a1b2c3d"))
      .max(10)
      .default([])
      .describe(
        "other VPCs through whose endpoints the private allowedClients come, such as that of a network account; the " +
          "pilot's own VPC is always one of them",
      ),
    jobLogGroups: z
      .enum(["make", "existing"])
      .default("make")
      .describe(
        "SageMaker's job log groups are one pair for the whole account; existing: the account has and keeps them",
      ),
    stepCacheDays: z
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe("do not run a step again with the same input locations; only where new data gets a new prefix"),
    endpointKind: z
      .enum(["realtime", "async", "serverless"])
      .default("realtime")
      .describe("async: a queue, and replicas down to none; serverless: no replica and no private network"),
    budgetScope: z
      .enum(["pilot", "account"])
      .default("pilot")
      .describe("pilot: what carries the tag pilot, which the account's payer must have activated; account: all of it"),
    assumeRole: z
      .strictObject({
        roleArn,
        externalId: z
          .string()
          .regex(/^[\w+=,.@:/-]{2,1224}$/, "must be the external id that the role's trust asks for")
          .optional(),
      })
      .optional()
      .describe("role that deploys, in the account of the pilot; without it whoever runs cdktf deploys"),
    profile: profile.optional().describe("profile of the AWS configuration that deploys or assumes the role"),
    permissionsBoundary: z
      .string()
      .regex(
        /^arn:aws:iam::(\d{12}|aws):policy\/(?:[\w+=,.@-]+\/){0,8}[\w+=,.@-]{1,128}$/,
        "must be the ARN of an IAM policy",
      )
      .optional()
      .describe("policy that bounds every role of the pilot, where the organization asks for one"),
    machines: machinesByClass(
      z.strictObject({
        instanceType: z
          .string()
          .regex(
            /^ml\.[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
            "must be a SageMaker instance type, such as ml.g6.xlarge",
          ),
        typeCheck,
        localStorageGB: z
          .int()
          .min(1)
          .max(100_000)
          .optional()
          .describe("what its own disks hold, where it has some: a larger volume is refused"),
      }),
      "gpu-small: { instanceType: ml.g6.xlarge }",
    ),
    releases,
    live,
  })
  .describe("AWS SageMaker. Leave it out and there is no stack for it.");
