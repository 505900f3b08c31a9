/** The trial as a library: rehearses synthesized pilots, and keeps evidence. It loads no provider and no cdktf. */

export { type ReadEvidence, readEvidence } from "./evidence/read.js";
export { type Evidence, evidenceSchema, type Measurement, sealOf, thisMachine } from "./evidence/schema.js";
export { writeEvidence } from "./evidence/write.js";
export { type ImportProps, importProbe } from "./import.js";
export { type Rehearsed, type RehearseProps, rehearse } from "./rehearse.js";
export { type RehearsedPilot, rehearsedPilots } from "./rehearsed-pilot.js";
export { runTrial, type TrialProps, type Tried } from "./run.js";
export { type Column, type Scorecard, scorecard } from "./score/scorecard.js";
export { type Scored, type ScoreOptions, score } from "./score.js";
export { screen } from "./screen.js";
export { type Summary, summary } from "./statistics.js";
