/**
 * What a platform's `trial.ts` must export: a deployed pilot, driven through the platform's own API. A driver starts
 * and stops runs, asks the endpoint, reads what is there; it never deploys, approves or deletes.
 */
import type { Synthesized } from "../rules/synthesized.js";

/** Why a platform could not be asked, in a word that programs read. */
export type Refusal = "credentials" | "rights" | "throttled" | "unreachable" | "absent" | "other";

/** The platform did not do what it was asked. Its message is for people, and holds no secret. */
export class PlatformProblem extends Error {
  /** @param fix what to do, such as "sign in again: aws sso login" */
  constructor(
    readonly refusal: Refusal,
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

/** Where a step of a run stands. */
export interface StepSeen {
  readonly name: string;
  readonly state: "running" | "succeeded" | "failed" | "stopped";
  readonly began: Date;
  /** @default - it is running */
  readonly ended?: Date;
  /** Seconds until its job was made. @default - the platform does not say */
  readonly queueSeconds?: number;
  /** Seconds from then until its container ran: a machine, an image, the data. @default - the platform does not say */
  readonly startupSeconds?: number;
  /** Seconds in which its container ran. @default - the platform does not say */
  readonly computeSeconds?: number;
}

/** Where a run stands. */
export interface RunSeen {
  readonly state: "running" | "succeeded" | "failed" | "stopped";
  readonly began: Date;
  /** @default - it is running */
  readonly ended?: Date;
  /** In the order in which they began. */
  readonly steps: readonly StepSeen[];
  /** What the gate decided. @default - it has not */
  readonly isPassed?: boolean;
  /** What was registered, as the spec's `releases` names a version. @default - nothing */
  readonly version?: string;
  /** Why it failed, in the platform's word for it, such as `AlgorithmError`; no output of a step. */
  readonly problem?: string;
}

/** Where the endpoint stands. */
export interface EndpointSeen {
  readonly state: "ready" | "changing" | "failed";
  /** The platform's own word. */
  readonly words: string;
  /** The release that serves, as the spec names it. @default - none of those that are listed */
  readonly release?: string;
}

/** What an endpoint can be asked. */
export interface DrivenEndpoint {
  /** Releases of the stack, the live one first. */
  readonly releases: readonly string[];
  look(): Promise<EndpointSeen>;
  /** Sends one request and resolves to its HTTP status, or to a code where there was no answer; it never throws. */
  send(body: Buffer): Promise<string>;
  /** Asks for another release; `look` says when it serves. */
  roll(release: string): Promise<void>;
}

/** A model that was taken out. */
export interface TakenOut {
  /** A file or folder of this machine. */
  readonly path: string;
  readonly isArchive: boolean;
  readonly bytes: number;
  /** The version, as the spec's `releases` names it. */
  readonly version: string;
}

/** What was billed. */
export interface Billed {
  readonly amount: number;
  /** Three letters of ISO 4217. */
  readonly currency: string;
  /** How much of it carries an owner. @default - the platform does not say */
  readonly withOwner?: number;
  /** Until when the bill holds what was spent. */
  readonly through: Date;
}

/** Where a deployed pilot runs, as every record says it. */
export interface Place {
  readonly region: string;
  /** The machines that the stack names, in words. */
  readonly hardware: string;
  /** The digest of the image that the stack runs, as `sha256:…`. */
  readonly image: string;
}

/** A deployed pilot. Every call may throw a `PlatformProblem`. */
export interface Driver extends Place {
  /** Who asks, in the platform's own words; it fails where nobody is signed in. */
  whoAsks(): Promise<string>;
  /** Starts a run. The same token starts the same run once. Returns the platform's id of it. */
  start(token: string): Promise<string>;
  watch(run: string): Promise<RunSeen>;
  /** What a step of a run wrote, as JSON; undefined where it wrote none. */
  written(run: string, step: "probe" | "evaluate"): Promise<unknown>;
  /** The command that stops a run, to paste. */
  stopCommand(run: string): string;
  /** The endpoint. @default - nothing is live, or it answers no single request */
  readonly endpoint?: DrivenEndpoint;
  /** What a person must do first, where something is live and cannot be asked yet. @default - nothing */
  readonly toDo?: string;
  /** Takes a version out by the exporter's identity, into an empty folder. */
  takeOut(version: string, folder: string): Promise<TakenOut>;
  /** What was billed of the pilot since then; undefined where the bill does not hold it yet. */
  billed(since: Date): Promise<Billed | undefined>;
  /** Lets go of connections. */
  close(): void;
}

/** What a driver is made of. */
export interface DriverProps {
  readonly json: Synthesized;
  /** The stack's outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Where the platform writes its bill, where it has no API for one. @default - not known */
  readonly bill?: string;
}

/** The trial of a platform. */
export interface Trial {
  /** Reads where a stack's pilot runs. @throws UserError where it has no pipeline yet */
  readonly place: (json: Synthesized) => Place;
  /**
   * What `contract` of a `probe.json` says that was written on this platform: see the image's CONTRACT.md. Empty where
   * the image cannot tell it from a machine of one's own.
   */
  readonly contracts: readonly string[];
  /**
   * Makes the driver of a deployed stack.
   * @throws UserError naming what must be installed, or what the stack lacks
   */
  readonly driver: (props: DriverProps) => Promise<Driver>;
}
