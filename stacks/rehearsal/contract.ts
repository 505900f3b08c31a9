/**
 * What a platform's `rehearsal.ts` must export: its synthesized pipeline and endpoint as steps and servers that
 * another machine can run. Readers of synthesized JSON; nothing here loads cdktf.
 */
import type { Synthesized } from "../rules/synthesized.js";
import type { Model } from "./release-text.js";

/** A part of a platform's own definition, such as a pipeline's: a reader names the keys that it knows. */
// biome-ignore lint/suspicious/noExplicitAny: a definition is read as whatever it holds
export type Json = any;

/** Something that lies at a path inside of the container and at a URI outside. */
export interface Mount {
  /** Absolute, as the container sees it, such as `/opt/ml/model`. */
  readonly path: string;
  /**
   * An object, or all objects below a prefix: `s3://bucket/key`, `gs://bucket/key`, or any other URI that a reader
   * makes up.
   */
  readonly uri: string;
}

/** A Python environment that the platform makes of lines for pip, where it runs no image. */
export interface Packages {
  /** Lines of a requirements file; the paths in them lie below `mounts`. */
  readonly requirements: readonly string[];
  readonly mounts: readonly Mount[];
}

/** What a container finds closed below its mounts, by paths: everything else is open. */
export interface Closed {
  /** It cannot be listed, read or written. */
  readonly unreadable: readonly string[];
  /** It can be read, and not be written. */
  readonly unwritable: readonly string[];
}

/** One step, as a definition names it. */
export interface StepRun {
  readonly name: string;
  /**
   * The whole command: the image's own, the entry point, its arguments. Paths in it must begin with a root of `roots`.
   */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly inputs: readonly Mount[];
  /** `archive`: the platform packs the directory into a tar.gz of that name. */
  readonly outputs: ReadonlyArray<Mount & { readonly archive?: string }>;
  /** What runs it instead of the image's own environment and folder. @default - the image's */
  readonly packages?: Packages;
  /** Folders that the container sees as they lie: what it writes stays, also where it fails. @default none */
  readonly mounts?: readonly Mount[];
  /** What of them its identity may not open. @default - nothing is closed */
  readonly closed?: Closed;
  /** Files that the platform itself puts into the container: path → content. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Roots of the container that the image finds elsewhere: `/opt/ml` → `PILOT_ROOT_OPT_ML`. */
  readonly roots: Readonly<Record<string, string>>;
  /** What the container may reach. `loopback` stands for the private network. @default "none" */
  readonly network?: "none" | "loopback";
  /** Seconds, after which the step is killed. */
  readonly stopsAfterSeconds: number;
}

/** How a step ended. */
export interface StepResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a run of a pipeline ended; every platform answers with it. */
export interface Outcome {
  /** Names of the steps that ran, in their order. */
  readonly ran: readonly string[];
  readonly ended: "succeeded" | "failed";
  /** Why it failed. @default - it did not */
  readonly message?: string;
  /** What was registered: the arguments as the platform gets them. @default - nothing */
  readonly registered?: Readonly<Record<string, unknown>>;
}

/** What runs the steps: objects by URI, and processes of the image. */
export interface Host {
  /** Whether there is an object, or any below a prefix. */
  has(uri: string): boolean;
  /** An object's text. */
  read(uri: string): string;
  /** Where the object or prefix of a URI lies on this machine. */
  at(uri: string): string;
  /** Runs one step to its end. */
  run(step: StepRun): Promise<StepResult>;
}

/** One run of a pipeline. */
export interface RunRequest {
  readonly host: Host;
  /** The run's own name, as the platform would give one: lower-case letters, digits and `-`. */
  readonly id: string;
  /** How many versions are registered already. */
  readonly registered: number;
  /** Where the platform's `companion` answers. @default - none is running */
  readonly companion?: string | undefined;
}

/** A server that the stack itself runs beside the endpoint, such as a model registry: the real one, not a stand-in. */
export interface Companion {
  /** For people, such as `MLflow`. */
  readonly name: string;
  /** The lock of its packages, as a path below the root of this package. */
  readonly lock: string;
  /** The command of the stack, on a port of loopback. */
  readonly command: (port: number) => readonly string[];
  /** The variables of the stack, with an empty folder for what it keeps. */
  readonly environment: (folder: string) => Readonly<Record<string, string>>;
  /** The route that answers with 200 once it is ready. */
  readonly readiness: string;
  /** The name of this machine by which clients may ask it. */
  readonly host: string;
  /** Seconds that it may take until it is ready. */
  readonly startsWithinSeconds: number;
}

/** Object storage on loopback for a server that fetches its model itself. */
export interface Storage {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What stands before a server on its platform, on a port of loopback here. */
export interface Gateway {
  /** Where clients ask. */
  readonly url: URL;
  stop(): Promise<void>;
}

/** How the platform would start the server of what is live. */
export interface Served {
  /** The release, as the spec names it. */
  readonly release: string;
  readonly command: readonly string[];
  /** What the stack and the platform set. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables by which the platform hands the port to the server; each gets the port that is free here. */
  readonly portVariables: readonly string[];
  /** The port that the stack gives. */
  readonly port: number;
  readonly routes: { readonly readiness: string; readonly scoring: string };
  /** Where the model lies inside of the container. @default - the server fetches it from `storage` */
  readonly model?: Mount & { readonly isArchive: boolean };
  readonly roots: Readonly<Record<string, string>>;
  /** Starts what the server may read, by the grants of its own identity. @default - nothing */
  readonly storage?: () => Promise<Storage>;
  /** What runs it instead of the image's own environment and folder. @default - the image's */
  readonly packages?: Packages;
  /** Starts what clients ask instead of the server's own scoring route. @default - they ask the server */
  readonly gateway?: (scoring: URL) => Promise<Gateway>;
  /** The request of the spec in the platform's own form. @default - as it is */
  readonly body?: (request: Buffer) => Buffer;
  /** Runs to its end before the server starts, in the same folder, and reads the same storage. @default - nothing */
  readonly first?: { readonly command: readonly string[]; readonly environment: Readonly<Record<string, string>> };
}

/** What is registered: the value of `releases` in the spec → the arguments of the registration. */
export type Registry = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A registered model as another platform can serve it. */
export interface Crossing extends Model {
  /** Where its files lie on the host. */
  readonly lies: Mount["uri"];
}

/** Where the image's code lies that a platform runs as a wheel. */
export interface WheelPlace {
  readonly wheel: Mount["uri"];
  /** The lock file of its packages. */
  readonly lock: Mount["uri"];
}

/** The rehearsal of a platform. */
export interface Rehearsal {
  /** The version of Python that the platform has, such as `3.12`. @default - that of the image */
  readonly python?: (json: Synthesized) => string;
  /** What runs there instead of the image: a wheel of its code. @default - the image */
  readonly wheel?: {
    /** Where an operator puts it before a run. */
    readonly place: (json: Synthesized) => WheelPlace;
    /** What the platform's block of a spec says of one by its digest. */
    readonly inBlock: (digest: string) => object;
  };
  /** The prefix that the pipeline reads its data from. @throws Error where the stack holds no pipeline */
  readonly dataUri: (json: Synthesized) => string;
  /** Runs the pipeline to its end. @throws Error where the stack itself is wrong, such as a grant that is missing */
  readonly run: (json: Synthesized, request: RunRequest) => Promise<Outcome>;
  /**
   * What the spec's `releases` names the n-th registered version by.
   * @param registered what the run registered. @default - the platform names versions by their number alone
   */
  readonly version: (json: Synthesized, number: number, registered?: Readonly<Record<string, unknown>>) => string;
  /** What must be running before a model can be registered. @default - the platform's own service registers */
  readonly companion?: (json: Synthesized) => Companion;
  /**
   * How the endpoint serves what is live.
   * @param command the image's own command, which the entry point follows
   * @throws Error where nothing is live, or the endpoint's identity may not read the model
   */
  readonly served: (json: Synthesized, registry: Registry, host: Host, command: readonly string[]) => Served;
  /**
   * Where the registered model lies.
   * @throws Error where the exporter's grants do not allow to read it
   */
  readonly exported: (json: Synthesized, registered: Readonly<Record<string, unknown>>) => Mount["uri"];
  /** A registered model as it crosses to the platform that serves it. @default - it is served on its own platform */
  readonly crossing?: (json: Synthesized, registered: Readonly<Record<string, unknown>>, host: Host) => Crossing;
  /**
   * Holds the half that has the bucket to what it lets the other half do with a model that crosses.
   * @default - the bucket exists, and its grants are its owner's
   * @throws Error where the identity that it makes for the other half may not read or write it
   */
  readonly admits?: (json: Synthesized, uri: Mount["uri"]) => void;
}
