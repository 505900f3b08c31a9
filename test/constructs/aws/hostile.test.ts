/** No props make an AWS construct do what its header says it never does. */
import { holdTheirNevers } from "../hostile.js";
import { awsCandidates } from "./candidates.js";
import { awsFindings } from "./findings.js";

holdTheirNevers(awsCandidates, awsFindings);
