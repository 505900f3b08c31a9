/** No props make a Databricks construct do what its header says it never does. */
import { holdTheirNevers } from "../hostile.js";
import { databricksCandidates } from "./candidates.js";
import { databricksFindings } from "./findings.js";

holdTheirNevers(databricksCandidates, databricksFindings);
