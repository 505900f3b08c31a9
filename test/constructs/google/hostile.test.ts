/** No props make a Google construct do what its header says it never does. */
import { holdTheirNevers } from "../hostile.js";
import { googleCandidates } from "./candidates.js";
import { googleFindings } from "./findings.js";

holdTheirNevers(googleCandidates, googleFindings);
