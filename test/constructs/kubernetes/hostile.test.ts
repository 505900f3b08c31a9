/** No props make a Kubernetes construct do what its header says it never does. */
import { holdTheirNevers } from "../hostile.js";
import { kubernetesCandidates } from "./candidates.js";
import { kubernetesFindings } from "./findings.js";

holdTheirNevers(kubernetesCandidates, kubernetesFindings);
