/** What a spec says of a Databricks workspace alone. */
import { z } from "zod";
import { hasPilot, live, regionCheck, release } from "../pilot-spec/fields.js";
import { providerVersion } from "../pilot-spec/provider-version.js";
import { cloudIds } from "./clouds.js";
import { providerVersions } from "./provider-versions.js";

/** Somebody of the workspace: `group:`, `user:` or `service-principal:`. Everybody is not somebody. */
const principal = z
  .string()
  .regex(
    /^(?:group:(?!(?:account users|users|admins)$)[A-Za-z][\w .@-]{0,126}|user:[^\s@"<>]{1,64}@[^\s@"<>]{1,180}\.[a-z]{2,24}|service-principal:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    "must be group: and a name other than users, account users and admins, user: and an address, or service-principal: and an application id, such as group:ml-operators",
  );

/** Who may be an operator. */
export const operators = z
  .array(principal)
  .default([])
  .describe("groups, users and service principals of the workspace: group:, user: or service-principal:");

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const applicationId = z.string().regex(uuid, "must be the application id of a service principal, a UUID in lower case");

/** Any text without a blank: its rule is that of the construct which takes it. */
const word = z.string().min(1).max(512);

/** A version of the registered model, with the run that wrote its files where somebody needs them. */
const versions = z
  .record(
    release,
    z
      .string()
      .regex(
        /^[1-9]\d{0,5}(@[1-9]\d{0,18})?$/,
        'must be a version of the model, with its run behind @ or without, such as "3@123456789"',
      ),
  )
  .default({})
  .describe(
    "versions of the registered model that may serve, as next_4_approve prints them: the number, and behind @ the run that " +
      "wrote its files, without which mode: batch does not find them",
  );

const privateEndpoint = z.union([
  z.strictObject({
    endpointService: word.describe("on AWS: name of the service, such as com.amazonaws.eu-west-1.s3"),
    resourceNames: z.array(word).min(1).max(15).describe("on AWS: the buckets that it reaches"),
  }),
  z.strictObject({
    resourceId: word.describe("on Azure: the ARM id of the resource"),
    groupId: word.describe("on Azure: the part of it, such as blob or dfs"),
  }),
]);

const account = z
  .strictObject({
    id: z.string().regex(uuid, "must be the id of the Databricks account, a UUID in lower case"),
    workspaceId: z
      .string()
      .regex(/^[1-9]\d{5,15}$/, 'must be the id of the workspace in quotes, such as "1234567890123456"'),
    name: word.optional().describe("of the network policy and its private endpoints; without it the pilot's name"),
    allowedDomains: z
      .array(word)
      .max(100)
      .default(["pypi.org", "files.pythonhosted.org"])
      .describe("host names that serverless compute may reach; pip reads the packages of requirements.lock from two"),
    privateEndpoints: z
      .record(word, privateEndpoint)
      .default({})
      .describe("private ways to services of the cloud, by a name of yours; each bills by the hour"),
    region: word.optional().describe("region of the workspace, for private endpoints"),
    detached: z
      .boolean()
      .default(false)
      .describe("true: the workspace goes back to the account's own policy; deploy it before you destroy the stack"),
    federation: z
      .strictObject({
        issuer: word.describe("the https URL of the issuer, such as https://token.actions.githubusercontent.com"),
        subject: word.describe("the subject of the token, exactly, such as repo:example/penguins:environment:pilot"),
        audience: word.optional().describe("audience of the token; without it the account's id"),
      })
      .optional()
      .describe("makes a service principal <pilot>-deployer that CI becomes by its own token, without a secret"),
  })
  .describe(
    "what only an admin of the account makes, in the stack <pilot>-databricks-account: budget, egress policy, private " +
      "endpoints, who deploys. Without it nobody is alerted of money, and jobs reach the internet",
  );

/** The block of the spec. */
export const block = z
  .strictObject({
    host: z
      .string()
      .max(200)
      .describe("the URL of the workspace without a / at its end, such as https://example.cloud.databricks.com"),
    cloud: z.enum(cloudIds).describe("the cloud that the workspace, its bucket and its bill are on"),
    pilot: hasPilot,
    providerVersion: providerVersion(providerVersions),
    location: z
      .strictObject({
        name: word.describe("of the external location"),
        url: word.describe("a folder of a bucket that exists and holds nothing else: s3://, gs:// or abfss://"),
        region: word
          .optional()
          .describe("region of a bucket of S3, which another platform that serves reads, for mixed"),
        makeWith: word
          .optional()
          .describe("storage credential with which the location is made; without it the location exists"),
      })
      .optional()
      .describe(
        "where files lie; what expires below it is the rule of its bucket's owner. Without it the pilot makes a bucket, by " +
          "the block of databricks.cloud, in the stack <pilot>-databricks-storage",
      ),
    deployer: applicationId.describe(
      "the service principal that deploys: an endpoint runs as it for ever, so it is nobody's own account",
    ),
    approvers: word.describe("the group that owns the model: nobody else approves a version"),
    clients: z.array(principal).default([]).describe("who calls the endpoint: group:, user: or service-principal:"),
    trainingPrincipal: applicationId
      .optional()
      .describe("what the steps run as; without it a service principal <pilot>-training is made"),
    wheelFile: word
      .default("pilot_image-1.0.0-py3-none-any.whl")
      .describe("file name of the wheel, which begins with its package"),
    wheelDigest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 lower-case hex digits, as next_1_push_image prints it")
      .optional()
      .describe(
        "SHA-256 of the wheel, which pip holds it to; without it image.digest, which other platforms take for an image's",
      ),
    environmentVersion: word.default("4").describe("version of the serverless environment; 4 has Python 3.12"),
    performanceTarget: z
      .enum(["STANDARD", "PERFORMANCE_OPTIMIZED"])
      .default("STANDARD")
      .describe("STANDARD starts a run within minutes, PERFORMANCE_OPTIMIZED sooner and for more DBUs"),
    waitSeconds: z.int().min(60).max(86_400).default(3600).describe("seconds that a run waits for capacity, in all"),
    retrainSchedule: z
      .string()
      .max(100)
      .default("0 3 * * 1")
      .describe("of the pipeline, in UTC; it is paused until somebody resumes it"),
    experiment: word.optional().describe("path of an MLflow experiment that is made, such as /Shared/penguins"),
    budgetPolicyId: z
      .string()
      .regex(uuid, "must be the id of a budget policy, a UUID in lower case")
      .optional()
      .describe("policy that tags the bill of serverless jobs; without it the budget does not count them"),
    workloadSize: z
      .enum(["Small", "Medium", "Large"])
      .default("Small")
      .describe("requests that a release answers at once: Small 4, Medium 16, Large 64; it stands for replicas"),
    workloadType: z
      .enum(["CPU", "GPU_SMALL", "GPU_MEDIUM", "GPU_LARGE", "MULTIGPU_MEDIUM"])
      .default("CPU")
      .describe("machine of the endpoint; the hardware classes have no size here"),
    scaleToZero: z
      .boolean()
      .default(true)
      .describe("no machine after half an hour without a request; false bills on, see docs/databricks.md first"),
    canary: release
      .optional()
      .describe("a listed release that gets endpoint.canaryPercent of the requests beside the live one"),
    alerts: z
      .strictObject({
        warehouseId: word.describe("SQL warehouse that runs three queries an hour, and bills while it does"),
        folder: word.default("/Workspace/Shared").describe("folder of the workspace that the alerts stand in"),
      })
      .optional()
      .describe("alerts of p95, errors and silence by queries over captured requests; without it nobody is alerted"),
    classicCompute: z
      .strictObject({
        nodeTypes: z.array(word).min(1).max(20).describe("node types that a cluster may have, such as m6i.xlarge"),
        maxWorkers: z.int().min(0).max(1000).default(0).describe("workers beside the driver; 0: one machine"),
        dbusPerHour: z.number().positive().max(100_000).describe("DBUs an hour of a cluster at most"),
        idleMinutes: z.int().min(10).max(1440).default(10).describe("minutes after which an idle cluster ends"),
      })
      .optional()
      .describe(
        "a cluster policy under which operators start clusters of a certain size; the pipeline stays on serverless " +
          "compute, where pip holds the wheel to its hash",
      ),
    regionCheck,
    account: account.optional(),
    releases: versions,
    live,
  })
  .describe("A Databricks workspace with Unity Catalog that exists. Leave it out and no stack is made for it.");
