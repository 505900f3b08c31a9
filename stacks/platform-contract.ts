/**
 * What the folder of a platform must export, in two parts: `platform.ts`, which is data and loads without cdktf, and
 * the stacks, which `load` brings when a spec names the platform.
 */
import type { App, TerraformStack } from "cdktf";
import type { z } from "zod";
import type { SafeguardKind } from "../constructs/pilot/record.js";
import type { SpecChange } from "./changes/spec-change.js";
import type { Trial } from "./driver/contract.js";
import type {
  AdmittedReader,
  AdmittedTrainer,
  BucketPlace,
  BucketUse,
  BucketUsers,
  Foundations,
  Halves,
  MadeBucket,
  Model,
  Reader,
  Trainer,
} from "./halves.js";
import type { CheckedSections, Problem } from "./pilot-spec/check.js";
import type { Capabilities } from "./pilot-spec/fit.js";
import type { LabelRule } from "./pilot-spec/labels.js";
import type { MixedHalves } from "./pilot-spec/mixed-halves.js";
import type { ComposedName } from "./pilot-spec/names.js";
import type { ProviderVersions } from "./pilot-spec/provider-version.js";
import type { RegionRule } from "./pilot-spec/regions.js";
import type { HardwareClass, PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import type { PriceList } from "./price-list.js";
import type { Readers } from "./readers/contract.js";
import type { Rehearsal } from "./rehearsal/contract.js";
import type { NameAttributes } from "./rules/rule.js";
import type { StoreTypes } from "./stores/store.js";

/** What the stacks of one platform are called: by the pilot, so that no spec can reach the stacks of another. */
export interface StackIds {
  readonly pilot: string;
  readonly quotas: string;
}

/** The part of a platform that needs cdktf and the platform's providers. */
export interface PlatformStacks extends Halves {
  readonly capabilities: Capabilities;
  /** What a spec's own block adds to them or takes away. @default - nothing, so they hold for every spec */
  readonly capabilitiesOf?: (spec: PilotSpec) => Capabilities;
  /** The rights that deploy and destroy a spec, in lines to paste. */
  readonly deployerRights: (spec: PilotSpec) => readonly string[];
  /** The problems of a spec on this platform. */
  readonly specProblems: (sections: CheckedSections) => Problem[];
  /**
   * Lets a service account of a cluster read the models of a half that trains. Called after `addTraining`.
   * @default - its models are served on the platform alone
   */
  admitReader?(stack: TerraformStack, spec: PilotSpec, foundations: Foundations, reader: Reader): AdmittedReader;
  /**
   * Lets service accounts of a cluster train out of the bucket of a half that serves. Called before `addServing`.
   * @default - it serves the platform's own models alone
   */
  admitTrainer?(stack: TerraformStack, spec: PilotSpec, foundations: Foundations, trainer: Trainer): AdmittedTrainer;
  /** How models of another platform are served here. @default - only the platform's own are */
  readonly foreignModels?: {
    /** Who reads them. */
    readonly reader: (spec: PilotSpec) => Reader;
    /** The spec of the half that serves them. */
    readonly specOf: (
      spec: PilotSpec,
      admitted: AdmittedReader,
      listed: { readonly releases: Readonly<Record<string, Model>>; readonly live: string | null },
    ) => PilotSpec;
  };
  /** The spec of a half of a mixed pilot, under whose name it comes. @default - as it comes */
  readonly specOfHalf?: (spec: PilotSpec) => PilotSpec;
  /** How a half trains here out of the bucket of another platform. @default - only out of the platform's own */
  readonly foreignBucket?: {
    /** Who trains. */
    readonly trainer: (spec: PilotSpec) => Trainer;
    /** The spec of the half that trains out of it. */
    readonly specOf: (spec: PilotSpec, admitted: AdmittedTrainer) => PilotSpec;
  };
  /** A bucket for a pilot of a platform that has none. @default - buckets are made with a pilot of this cloud alone */
  readonly storage?: {
    /** Who can use it. */
    readonly admits: readonly BucketUse[];
    /** Where it will lie. The spec comes under the name of the other pilot's stack. */
    readonly place: (spec: PilotSpec) => BucketPlace;
    /** What a spec lacks for it in this cloud's block. */
    readonly problems: (spec: CheckedSections) => readonly Problem[];
    /** Makes it, and lets its users in. */
    readonly add: (stack: TerraformStack, spec: PilotSpec, users: BucketUsers) => MadeBucket;
  };
  /** Which cloud makes the bucket of a pilot here. @default - the pilot makes its own */
  readonly bucketElsewhere?: {
    /** Undefined where the spec names a bucket. */
    readonly cloudOf: (spec: CheckedSections) => PlatformId | undefined;
    /** Who uses it. */
    readonly use: BucketUse;
    /** Where a spec names a bucket, what it lacks where it names none, and how it names one: sentence parts. */
    readonly named: { readonly path: readonly string[]; readonly lacks: string; readonly fix: string };
    readonly users: (spec: PilotSpec) => BucketUsers;
    /** What a spec lacks, or says in vain. */
    readonly problems: (spec: CheckedSections) => readonly Problem[];
    /** The spec with the bucket that was made. */
    readonly specOf: (spec: PilotSpec, made: MadeBucket) => PilotSpec;
  };
  /** What the parts of a pilot are called, which stand beside its stack. @default - a pilot is one stack */
  readonly parts?: (spec: PilotSpec) => readonly string[];
  /** Adds the stack that asks for what a spec needs of quotas. @default - the platform is asked for nothing */
  addQuotas?(app: App, id: string, spec: PilotSpec): TerraformStack;
}

/** How Terraform's providers of a platform find credentials. */
export interface Credentials {
  /** Variables of which any one will do. */
  readonly env: readonly string[];
  /** A file below the home folder that does as well. */
  readonly file: string;
  /** The command that signs a person in. */
  readonly login: string;
}

/** The oldest version of each program that runs a stack. */
export interface LeastPrograms {
  readonly terraform: string;
  readonly openTofu: string;
}

/** The part of a platform that is data: `stacks/<platform>/platform.ts`. */
export interface Platform<Block extends z.ZodObject = z.ZodObject, Operators extends z.ZodType = z.ZodType> {
  /** Other names by which people look for the platform's block. */
  readonly aliases: readonly string[];
  /** The platform's block of the spec. */
  readonly block: Block;
  /** The list of operators of the spec. */
  readonly operators: Operators;
  /** The composed names of a pilot, each with the rule of the cloud that takes it. */
  readonly names: (spec: Pick<PilotSpec, "name"> & CheckedSections) => readonly ComposedName[];
  readonly labels: LabelRule;
  readonly region: RegionRule;
  /**
   * What each hardware class is here, in the platform's own words, for the page of the spec. A class that is not here
   * is one that the platform lacks. @default - the platform has one size
   */
  readonly machines?: Readonly<Partial<Record<HardwareClass, string>>>;
  /** Packages of Terraform bindings, the platform's own first. */
  readonly providerPackages: readonly [string, ...string[]];
  /** The versions of the platform's own provider, of which the block's `providerVersion` names one. */
  readonly providerVersions: ProviderVersions;
  readonly credentials: Credentials;
  /** What the platform can be in a mixed pilot. @default - nothing */
  readonly mixes?: MixedHalves;
  /** How `releases` of a spec writes the n-th version, for examples. @default - the number */
  readonly versionText?: (number: number) => string;
  /** The oldest programs that take the pilot's stack. @default - those that every stack needs, `leastPrograms` */
  readonly leastPrograms?: LeastPrograms;
  /** The backend that keeps states in this platform's cloud, and asks for its credentials. */
  readonly stateBackend?: PilotSpec["state"]["backend"];
  /** What `init` writes, which synthesizes and which `check` names as places to fill. */
  readonly init: {
    /** The list of operators, in YAML. */
    readonly operators: string;
    /** The block, in YAML. */
    readonly block: string;
  };
  /** What a reader of a spec without a problem should know, one sentence each. @default - nothing */
  readonly notes?: (spec: CheckedSections) => readonly string[];
  /** What a change of the spec does to a pilot that is deployed. */
  readonly changes: readonly SpecChange[];
  /** Which argument holds the name of each resource type. */
  readonly nameAttributes: NameAttributes;
  /** Which types of resources keep things, and what makes them expire. */
  readonly stores: StoreTypes;
  /**
   * Limits whose row cannot hold the spec's own number on this platform, by kind and subject (`volume train`), and what
   * does not expire by it (`expiry data/`), each with the reason. A row that is not here holds the spec's number.
   */
  readonly notAsTheSpec: Readonly<Record<string, string>>;
  /** Kinds of safeguards that no construct of this platform records, each with the reason. */
  readonly lacksSafeguards: Readonly<Partial<Record<SafeguardKind, string>>>;
  /** Loads the readers that answer the review's questions about synthesized JSON; they load no cdktf. */
  readonly readers: () => Readers;
  /** Loads what runs a synthesized stack on another machine; it loads no cdktf. @default - it cannot be rehearsed */
  readonly rehearsal?: () => Promise<Rehearsal>;
  /** Loads what drives a deployed stack through the platform's API; it loads no cdktf. @default - only people can */
  readonly trial?: () => Promise<Trial>;
  /** The public price list of the platform's cloud. */
  readonly priceList: () => Promise<PriceList>;
  /** Loads the stacks, and with them cdktf and the providers. */
  readonly load: () => Promise<PlatformStacks>;
}
