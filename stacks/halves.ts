/**
 * The two halves of a pilot. One half trains and hands over a release, and the other half serves it. The pilot of one
 * platform is both halves on the same foundations.
 */
import type { TerraformStack } from "cdktf";
import type { NextSteps } from "./next-steps.js";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import type { StackRules } from "./rules/index.js";

/** What both halves stand on: provider, state, private network, data bucket, budget, quotas, operators. */
export interface Foundations {
  readonly platform: PlatformId;
}

/** What a training half hands over: which models there are, which one is live, and where their files lie. */
export interface Release {
  /** Where the models were trained. */
  readonly platform: PlatformId;
  /** The folder below which the files of trained models lie: a URI of the cloud's storage with a slash at its end. */
  readonly modelsUri: string;
  /** The version of each release by the release's name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The name of the release that serves, or null. */
  readonly live: string | null;
  /** What another platform trained, where it is handed over by URI and hash. @default - the platform's own */
  readonly crossing?: Crossing;
  /** The models that cross, by the name of the release. @default - the platform's own versions */
  readonly models?: Readonly<Record<string, Model>>;
}

/** A model as any platform can serve it. */
export interface Model {
  /** The model's folder. */
  readonly uri: string;
  /** SHA-256 of its `manifest.json`, in hex. */
  readonly sha256: string;
}

/** A service account of a cluster that reads the models of a half that trains. */
export interface Reader {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The https URL of the issuer of its tokens. */
  readonly issuer: string;
}

/** Service accounts of a cluster that train out of the bucket of a half that serves. */
export interface Trainer {
  readonly namespace: string;
  /** Runs the steps: it reads data and writes models. */
  readonly training: string;
  /** Reads what leaves: models and evaluations. */
  readonly exporter: string;
  /** The https URL of the issuer of their tokens. */
  readonly issuer: string;
}

/** What a service account and its pods must carry, so that a bucket's cloud knows them. */
export interface Carried {
  readonly annotations: Readonly<Record<string, string>>;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Service accounts of a cluster that use the bucket of their pilot, which a cloud makes for it. */
export interface PodUsers extends Omit<Trainer, "issuer"> {
  /** Reads models. */
  readonly serving: string;
  /** The https URL of the issuer of their tokens. @default - the cloud runs the cluster and knows its accounts */
  readonly issuer?: string;
}

/** A service of somebody else that uses the whole bucket of a pilot, by an identity that the cloud makes for it. */
export interface ServiceUser {
  /** Who takes that identity, as the cloud knows the service. */
  readonly principal: string;
  /**
   * Registers the identity with the service; it need not exist yet. Returns the id that the service shows
   * whenever it takes it.
   */
  readonly register: (stack: TerraformStack, identity: string) => string;
}

/** Who uses a bucket that a cloud makes. */
export type BucketUsers = { readonly pods: PodUsers } | { readonly service: ServiceUser };

/** The kind of who uses it. */
export type BucketUse = "pods" | "service";

/** Where a bucket lies. */
export interface BucketPlace {
  /** Of the bucket, without a slash at its end. */
  readonly bucketUri: string;
  /** Of a bucket of S3. */
  readonly region?: string;
}

/** A bucket that a cloud has made for a pilot. */
export interface MadeBucket extends BucketPlace {
  /** What service accounts carry. @default - a service uses it, with which its identity is registered */
  readonly accounts?: Readonly<Record<"training" | "serving" | "exporter", Carried>>;
}

/** What crosses between the bucket of one platform and what trains or serves on another. */
export interface Crossing extends BucketPlace {
  /** The folder of the bucket that `models/` lies in, with a slash in front. @default - the bucket itself */
  readonly folder?: string;
  /** By which identity it is read, over which way, and who pays for what leaves: sentence parts. */
  readonly by: string;
  readonly way: string;
  readonly pays: string;
}

/** The bucket of a half that trains, as another platform reads it. */
export interface AdmittedReader extends Crossing {
  readonly reader: Carried;
}

/** The bucket of a half that serves, as another platform trains out of it. */
export interface AdmittedTrainer extends Crossing {
  readonly training: Carried;
  readonly exporter: Carried;
}

/** What a serving half has made, for the half's own platform. */
export interface Serving {
  readonly platform: PlatformId;
}

/** What a finished pilot says of itself. */
export interface PilotEnd {
  readonly nextSteps: NextSteps;
  /** Until when a release that is listed can go live again, in full sentences. */
  readonly wayBack?: string;
  /** What the stack leaves to whoever deploys it, in full sentences that name a key. @default - nothing */
  readonly lookFirst?: readonly string[];
  readonly rules: StackRules;
}

/** A half of a pilot. */
export type Half = "train" | "serve";

/** What the pilot of one platform is made of, in the order in which the parts are called. */
export interface Halves {
  /**
   * Adds what both halves stand on.
   * @param half the only half that stands on them; without it, both
   */
  addFoundations(stack: TerraformStack, spec: PilotSpec, half?: Half): Foundations;
  /** Adds the training job, the model registry, the pipeline and the way out, and returns what they release. */
  addTraining(stack: TerraformStack, spec: PilotSpec, foundations: Foundations): Release;
  /**
   * Adds what serves a release: an endpoint, or a pipeline that scores.
   * @throws Error where the release was trained on another platform and this half cannot read it
   */
  addServing(stack: TerraformStack, spec: PilotSpec, foundations: Foundations, release: Release): Serving;
  /** Adds what looks at both halves, such as the dashboard, and returns what the pilot says of itself. */
  finish(
    stack: TerraformStack,
    spec: PilotSpec,
    parts: { readonly foundations: Foundations; readonly release: Release; readonly serving: Serving },
  ): PilotEnd;
}

/**
 * Returns a release as the platform's own.
 * @throws Error where it was trained on another platform
 */
export function ownRelease<T extends Release>(platform: T["platform"], release: Release): T {
  if (release.platform !== platform) {
    throw new Error(
      `${platform}: addServing must be given a release that was trained on ${platform}, got one of ${release.platform}; ` +
        `serve it on ${release.platform}`,
    );
  }
  return release as T;
}
