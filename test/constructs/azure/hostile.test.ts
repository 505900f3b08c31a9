/** No props make an Azure construct do what its header says it never does. */
import { holdTheirNevers } from "../hostile.js";
import { azureCandidates } from "./candidates.js";
import { azureFindings } from "./findings.js";

holdTheirNevers(azureCandidates, azureFindings);
