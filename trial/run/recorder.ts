/** Writes what a trial measures as evidence of the platform. */
import { readFileSync } from "node:fs";
import type { Driver, PlatformProblem, Refusal } from "../../stacks/driver/contract.js";
import type { PilotSpec } from "../../stacks/pilot-spec/schema.js";
import type { Stack } from "../../stacks/readers/stack.js";
import type { Evidence, Measurement } from "../evidence/schema.js";
import { writeEvidence } from "../evidence/write.js";

/** What every record says. */
export interface RecorderProps {
  readonly stack: Stack;
  readonly evidence: string;
  readonly platform: string;
  readonly spec: PilotSpec;
  readonly stackHash: string;
  readonly run: string;
  readonly runs: number;
  readonly requests: number;
  readonly concurrency: number;
  readonly isRolled: boolean;
  readonly driver: Driver;
  readonly own: { readonly name: string; readonly version: string };
}

/** What a record holds beside what all of them say. */
export type Found = Partial<Pick<Measurement, "ended" | "problem" | "numbers" | "facts">>;

/** Why a platform was not asked, without a word that it said: those are for whoever runs the trial. */
const reasons: Readonly<Record<Refusal, string>> = {
  credentials: "nobody was signed in, or no longer",
  rights: "whoever asked had no right to it",
  throttled: "the platform kept throttling",
  unreachable: "the platform was not reached",
  absent: "the platform does not have it",
  other: "the platform refused",
};

/** Keeps the records of one trial. */
export class Recorder {
  readonly records: Evidence[] = [];
  readonly files: string[] = [];

  constructor(private readonly props: RecorderProps) {}

  /** Writes a record of what was measured between two times. */
  record(what: Measurement["what"], when: Date, found: Found, ended: Date = new Date()): void {
    const { stack, evidence, platform, spec, driver, own, stackHash, run } = this.props;
    const { runs, requests, concurrency, isRolled } = this.props;
    const roll = isRolled ? " --roll" : "";
    const file = writeEvidence(evidence, {
      ...{ what, run, platform, pilot: spec.name, stack: stack.name, where: platform },
      ...{ region: driver.region, hardware: driver.hardware, stackHash, image: driver.image },
      when: when.toISOString(),
      seconds: Math.max(0, (ended.getTime() - when.getTime()) / 1000),
      package: { name: own.name, version: own.version },
      commands: [
        `cdktf-ml-pilot trial run ${stack.name} --runs ${runs} --requests ${requests} --concurrency ${concurrency}${roll}`,
      ],
      ended: "succeeded",
      numbers: [],
      facts: [],
      ...found,
    });
    this.files.push(file);
    this.records.push(JSON.parse(readFileSync(file, "utf8")) as Evidence);
  }

  /** Writes that something could not be measured, and why. */
  notMeasured(what: Measurement["what"], when: Date, { refusal }: PlatformProblem): void {
    this.record(what, when, { ended: "not measured", problem: reasons[refusal] });
  }
}
