/**
 * The spec: one YAML file that describes a pilot for every platform. This file is the only definition of it: the
 * checks, the JSON Schema for editors and the reference in `docs/spec.md` are made of it.
 */
import { z } from "zod";
import { platforms } from "../platforms.js";
import { address, cidr, days, hardware, live, profile, release, roleArn, text } from "./fields.js";

export type { HardwareClass } from "./fields.js";

/** A platform that a spec can name. */
export type PlatformId = keyof typeof platforms;

/** The platforms that a spec can name, in the order in which they are always shown. */
export const platformIds = Object.keys(platforms) as readonly PlatformId[];

/** One schema of each platform, as the fields of a map. */
const each = <K extends "block" | "operators">(key: K) =>
  Object.fromEntries(platformIds.map((platform) => [platform, platforms[platform][key]])) as {
    [V in PlatformId]: (typeof platforms)[V][K];
  };

const blocks = Object.fromEntries(platformIds.map((platform) => [platform, platforms[platform].block.optional()])) as {
  [V in PlatformId]: z.ZodOptional<(typeof platforms)[V]["block"]>;
};

/** A path of the repo that a command of the runbook names: it goes into a shell as it is. */
const repoPath = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(^|\/)\.\.(\/|$))[A-Za-z0-9._][A-Za-z0-9._-]*(\/[A-Za-z0-9._][A-Za-z0-9._-]*)*$/,
    "must be a path inside the repository: letters, digits, ., _, - and /, without ..",
  );

/** What some cloud takes as a tag or label; `labels.ts` has the rules of each. */
const labels = z.record(z.string().min(1).max(128), z.string().max(256));

const owners = z
  .strictObject({
    data: address.describe("owns the stores and what expires in them"),
    training: address.describe("owns the pipeline, the training job and the model registry"),
    serving: address.describe("owns the endpoint"),
    network: address.describe("owns the private network"),
    budget: address.describe("owns quotas and money"),
  })
  .describe("Five addresses, which may repeat. Every limit and every box names one of them.");

const budget = z
  .strictObject({
    monthly: z.number().positive().max(10_000_000).describe("money a month"),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be three capital letters, such as USD")
      .refine(
        (code) => Intl.supportedValuesOf("currency").includes(code),
        "must be a currency of ISO 4217, such as USD",
      )
      .default("USD"),
    recipients: z.array(address).min(1, "must name at least one address that is told").describe("who is told"),
    alertPercents: z
      .array(z.int().min(1).max(200))
      .min(1)
      .max(5)
      .default([50, 80, 100])
      .describe("percents of the budget at which the recipients are told"),
    start: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])-01$/, "must be the first day of a month, as YYYY-MM-01")
      .describe("first day of the first month: this month's for a new pilot, and unchanged from then on"),
    brake: z
      .boolean()
      .default(false)
      .describe("stop new jobs and endpoints at 100 % where the platform can (AWS: a budget action)"),
  })
  .describe("What a month may cost, and who is told.");

const needs = z
  .strictObject({
    startupSeconds: z.int().min(1).optional().describe("most seconds from submission to the first line of a job"),
    maxRuntime: z.int().min(1).optional().describe("seconds of the longest run that must be possible"),
    hostControl: z.boolean().optional().describe("must the team control the host: kernel, driver, daemon?"),
    basePatchedBy: z.enum(["platform", "team"]).optional().describe("who must patch the operating system"),
    load: z.enum(["steady", "bursty"]).optional().describe("the endpoint's traffic"),
    warmState: z.boolean().optional().describe("must a job find a warm machine with its state?"),
    residency: z.enum(["us", "eu", "asia"]).optional().describe("where all data must stay"),
    lineage: z.boolean().optional().describe("must the platform record which data made which model?"),
    approvals: z.boolean().optional().describe("must a person approve before a model serves?"),
    hardware: z.array(hardware).optional().describe("hardware classes that must be there"),
    machineSize: z.boolean().optional().describe("must a hardware class be a machine of a fixed size?"),
    privateNetwork: z.boolean().optional().describe("must endpoint and jobs be without a public address?"),
    exportFormat: z.enum(["onnx", "mlflow", "container"]).optional().describe("the form in which a model must leave"),
  })
  .describe("What the pilot must have. One clear no of a platform is a no-go: no stack for it.");

const data = z
  .strictObject({
    sample: repoPath
      .default("data/penguins.csv")
      .describe("file that next_2_upload_data uploads under data/, from cdktf.json"),
    retentionDays: z
      .strictObject({
        data: days.default(90),
        artifacts: days.default(90),
        evaluation: days.default(365),
        exports: days.default(30),
        accessLogs: days.default(90).describe("who read and wrote the data bucket"),
        noncurrent: days.default(30).describe("versions that were overwritten or deleted"),
      })
      .prefault({})
      .describe("days until an object under each prefix expires"),
  })
  .describe("The data bucket.");

const training = z
  .strictObject({
    hardware: hardware.default("cpu-small"),
    nodes: z.int().min(1).max(64).default(1),
    volumeGiB: z.int().min(10).max(4096).default(30),
    maxRuntimeSeconds: z.int().min(60).max(432_000).default(7200).describe("the platform stops a longer job"),
    retries: z.int().min(0).max(10).default(2).describe("after the first attempt"),
    interruptible: z.boolean().default(false).describe("spot capacity: cheaper, can be taken away"),
    maxWaitSeconds: z
      .int()
      .min(60)
      .max(432_000)
      .optional()
      .describe("with interruptible: longest wait for capacity and run together on AWS, longest wait alone on Google"),
    hyperparameters: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "must be lower-case letters, digits and _, a letter first"),
        z.string().max(200),
      )
      .default({}),
  })
  .describe("The training job.");

/** A step beside training: small and short unless the spec says otherwise. */
const sideStep = (seconds: number) =>
  z
    .strictObject({
      hardware: hardware.default("cpu-small"),
      volumeGiB: z.int().min(10).max(4096).default(10),
      maxRuntimeSeconds: z
        .int()
        .min(60)
        .max(432_000)
        .optional()
        .describe(
          `the platform stops a longer step; without it ${seconds}, or training.maxRuntimeSeconds where that is less`,
        ),
    })
    .prefault({});

const steps = z
  .strictObject({
    probe: sideStep(900).describe("looks at network, data and permissions before anything else runs"),
    prepare: sideStep(3600).describe("reads all of data/ and splits it"),
    evaluate: sideStep(3600).describe("measures the model for the gate"),
  })
  .describe("The steps of the pipeline that run the image beside training.");

const gate = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, "must be lower-case letters, digits and _")
      .default("accuracy")
      .describe("read from evaluation.json at metrics.<metric>.value"),
    threshold: z.number().default(0.8).describe("a model below it is not registered"),
  })
  .describe("What a model must reach to be registered. Nobody who starts a run can loosen it.");

const registry = z
  .strictObject({
    imagesKept: z.int().min(2).max(100).default(10).describe("images that the repository keeps"),
    approval: z.enum(["manual"]).default("manual").describe("a person who is not the pipeline approves"),
  })
  .describe("The model registry.");

const endpoint = z
  .strictObject({
    mode: z.enum(["realtime", "batch"]).default("realtime").describe("batch: a scheduled scoring step, no endpoint"),
    hardware: hardware.default("cpu-small"),
    minReplicas: z.int().min(1).max(50).default(1),
    maxReplicas: z.int().min(1).max(50).default(2),
    p95Milliseconds: z
      .int()
      .min(1)
      .max(60_000)
      .default(500)
      .describe("an alarm above it, and the limit of a rollout where the platform takes one back by itself"),
    errorPercent: z
      .number()
      .positive()
      .max(100)
      .default(1)
      .describe("an alarm above it, and the limit of a rollout where the platform takes one back by itself"),
    canaryPercent: z.int().min(1).max(50).default(10).describe("share of a new release while it is watched"),
    idleHours: z.int().min(1).max(720).default(72).describe("told after so long without a request"),
    captureRetentionDays: days.default(14).describe("days that captured requests are kept"),
    requestSample: repoPath
      .default("request.json")
      .describe("file with a request that next_5_invoke sends, from cdktf.json"),
    schedule: z
      .string()
      .max(100)
      .optional()
      .describe("batch: when the scoring step runs, as a five-field cron line in UTC, such as 0 3 * * *"),
  })
  .describe("The endpoint, or the batch scoring that replaces it.");

const network = z
  .strictObject({
    cidr: cidr.default("10.20.0.0/20").describe("the pilot's own block, at least a /22"),
    allowedClients: z
      .array(cidr)
      .default([])
      .describe("networks from which operators upload and clients call the endpoint"),
    flowLogRetentionDays: days.default(30),
  })
  .describe("The private network.");

const image = z
  .strictObject({
    folder: repoPath
      .default("image")
      .describe("folder of the Dockerfile, from cdktf.json, which next_1_push_image builds"),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 lower-case hex digits, as docker push prints it")
      .nullable()
      .default(null)
      .describe("null until the image is pushed: no pipeline yet"),
    command: z
      .array(text)
      .min(1)
      .default(["python", "-m", "pilot_image"])
      .describe("what runs in the container; the entry point follows it"),
    port: z.int().min(1024).max(65_535).default(8080),
    healthRoute: z
      .string()
      .regex(/^\/[a-z0-9/_-]+$/, "must be a path of lower-case letters, digits, /, _ and -, such as /ping")
      .default("/ping"),
    predictRoute: z
      .string()
      .regex(/^\/[a-z0-9/_-]+$/, "must be a path of lower-case letters, digits, /, _ and -, such as /ping")
      .default("/invocations"),
  })
  .describe("The one container image that trains and serves on every platform.");

const noAddress = "(?!(?:\\d+\\.){3}\\d+$)(?!.*\\.\\.)";
const bucketExample = "such as acme-terraform-states";
/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (2026-11) */
const s3Bucket = z
  .string()
  .regex(
    new RegExp(`^${noAddress}(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`),
    `must be the name of a bucket: 3 to 63 lower-case letters, digits, - and ., ${bucketExample}`,
  );
/** docs.cloud.google.com/storage/docs/buckets#naming (2026-11) */
const gcsBucket = z
  .string()
  .regex(
    new RegExp(`^${noAddress}(?!goog)(?!.*g(?:oo|00)gle)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$`),
    `must be the name of a bucket: 3 to 63 lower-case letters, digits, -, _ and ., not beginning with goog and without google, ${bucketExample}`,
  );
/** docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id (2026-11) */
const kmsKey = z
  .string()
  .regex(
    /^arn:aws:kms:[a-z0-9-]{5,25}:\d{12}:(?:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|alias\/[\w/-]{1,250})$/,
    "must be the ARN of a KMS key or alias",
  );
const statePrefix = z
  .string()
  .regex(/^([A-Za-z0-9._-]+\/)+$/, "must be a path that ends in /, such as teams/ml/")
  .max(200)
  .optional()
  .describe("what stands before <pilot>-<platform> in the state's key");
const state = z
  .discriminatedUnion("backend", [
    z.strictObject({ backend: z.literal("local") }),
    z.strictObject({
      backend: z.literal("s3"),
      bucket: s3Bucket,
      region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be the bucket's region, such as eu-central-1"),
      prefix: statePrefix,
      kmsKeyId: kmsKey.optional().describe("key that encrypts the state, by ARN; without it the bucket's own"),
      roleArn: roleArn.optional().describe("role that reads and writes the state, such as one of the bucket's account"),
      profile: profile.optional().describe("profile of the AWS configuration that reads and writes the state"),
    }),
    z.strictObject({ backend: z.literal("gcs"), bucket: gcsBucket, prefix: statePrefix }),
    z.strictObject({
      backend: z.literal("azurerm"),
      resourceGroup: z.string().regex(/^[\w.()-]{0,89}[\w()-]$/, "must be the name of a resource group"),
      storageAccount: z.string().regex(/^[a-z0-9]{3,24}$/, "must be the name of a storage account"),
      container: z.string().regex(/^[a-z0-9](-?[a-z0-9]){2,62}$/, "must be the name of a blob container"),
      prefix: statePrefix,
    }),
    z.strictObject({
      backend: z.literal("http"),
      address: z
        .string()
        .regex(
          /^https:\/\/[\w.-]+(:(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?(\/[\w.~%-]+)*$/,
          "must be an https address without a / at the end, such as https://gitlab.com/api/v4/projects/42/terraform/state",
        )
        .describe(
          "what stands before /<pilot>-<platform>; user and password come from TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
        ),
      lock: z
        .enum(["gitlab", "methods", "none"])
        .default("gitlab")
        .describe("gitlab: POST and DELETE of <address>/lock; methods: LOCK and UNLOCK of the address; none: no lock"),
      prefix: z
        .string()
        .regex(/^[\w-]+-$/, "must be a word that ends in -, such as ml-")
        .max(60)
        .optional()
        .describe("what stands before <pilot>-<platform>"),
    }),
    z.strictObject({
      backend: z.literal("cloud"),
      organization: z.string().regex(/^[\w-]{3,40}$/, "must be the name of an organization in HCP Terraform"),
      hostname: z
        .string()
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a host name, such as app.terraform.io")
        .default("app.terraform.io")
        .describe("another one for Terraform Enterprise"),
      prefix: z
        .string()
        .regex(/^[\w-]+-$/, "must be a word that ends in -, such as ml-")
        .max(60)
        .optional()
        .describe("what stands before <pilot>-<platform> in the workspace's name"),
    }),
  ])
  .describe("Where Terraform keeps its state; always under the name <pilot>-<platform>.");

const incident = z
  .strictObject({
    degradesFirst: text.default("new training runs wait"),
    neverDegrades: text.default("the data bucket and its key"),
    fallback: text.default("the previous release"),
  })
  .describe("What gives way in an incident.");

const trial = z
  .strictObject({
    choresReplaced: z.array(text).default([]).describe("chores that the platform takes over"),
    customControlKept: z.array(text).default([]).describe("what the team keeps in its own hands"),
    exportArtifact: text.default("the model as ONNX and as an MLflow directory, with its manifest"),
    networkCheck: text.default("the probe reads the data and reaches no public address"),
    costMeter: text.default("the month's cost by the label pilot"),
    noGo: z
      .array(
        z.strictObject({
          metric: text,
          operator: z.enum(["<", "<=", ">", ">=", "=="]),
          value: z.union([z.number(), z.string().max(100), z.boolean()]),
        }),
      )
      .default([])
      .describe("signals that end the trial"),
  })
  .describe("What the trial is to find out.");

const platformId = z.enum(platformIds as [PlatformId, ...PlatformId[]]);

const mixed = z
  .array(
    z.strictObject({
      train: platformId.describe("platform whose block trains"),
      serve: platformId.describe("platform whose block serves"),
      releases: z
        .record(
          release,
          z.strictObject({
            uri: z.string().max(1024).describe("the model's folder in the bucket that both halves use"),
            sha256: z
              .string()
              .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits: the SHA-256 of the model's manifest.json")
              .describe("SHA-256 of the model's manifest.json; another model fails the rollout"),
          }),
        )
        .default({})
        .describe("models that may serve: a name, uri and sha256 of each"),
      live,
    }),
  )
  .max(6)
  .describe(
    "Pilots that train on one platform and serve on another, each in stacks <pilot>-<train>-<serve>-train and …-serve.",
  );

/** The whole spec, section by section: each is checked on its own, so that one problem does not hide another. */
export const sections = {
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      "must be lower-case letters, digits and single -, a letter first and no - at the end",
    )
    .min(3)
    .max(32)
    .describe("the pilot's name; every resource name starts with it"),
  owners,
  operators: z
    .strictObject(each("operators"))
    .describe("Who uploads data, pushes images, starts runs and approves. Without one the first run of a pilot fails.")
    .prefault({}),
  budget,
  needs: needs.prefault({}),
  data: data.prefault({}),
  training: training.prefault({}),
  steps: steps.prefault({}),
  gate: gate.prefault({}),
  registry: registry.prefault({}),
  endpoint: endpoint.prefault({}),
  network: network.prefault({}),
  image: image.prefault({}),
  quotas: z
    .strictObject({
      check: z.boolean().default(true).describe("compare the account's quotas with what this spec needs, at plan time"),
      request: z.boolean().default(false).describe("make the stack <platform>-quotas, which asks for what is missing"),
    })
    .prefault({})
    .describe("Quotas: a check belongs to the pilot, a request outlives it."),
  state: state.prefault({ backend: "local" }),
  labels: labels
    .default({})
    .describe("on everything that can carry a tag or label; capitals only where every cloud of the spec takes them"),
  paused: z
    .boolean()
    .default(false)
    .describe(
      "true stops what serves and removes the private ways in; what still bills is what the review then lists, " +
        "stores above all",
    ),
  onDestroy: z
    .enum(["keep", "delete"])
    .default("keep")
    .describe("keep: a destroy stops at stores that hold something; delete: everything goes"),
  incident: incident.prefault({}),
  trial: trial.prefault({}),
  mixed: mixed.default([]),
  ...blocks,
} as const;

/** The spec as one schema: for types and for the JSON Schema. */
export const pilotSchema = z.strictObject(sections);

/** A checked spec with all defaults filled in. */
export type PilotSpec = z.output<typeof pilotSchema>;

/** A spec as somebody writes it: what has a default may be left out. */
export type PilotSpecInput = z.input<typeof pilotSchema>;

/** The JSON Schema of the spec, for editors. */
export function jsonSchema(): object {
  return {
    ...z.toJSONSchema(pilotSchema, { io: "input", target: "draft-7", unrepresentable: "any" }),
    title: "ML pilot spec",
  };
}
