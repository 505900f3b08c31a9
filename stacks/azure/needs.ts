/** How many machines a spec may run at once on Azure, by VM family. */
import type { Need } from "../../constructs/azure/quotas.js";
import type { PilotSpec } from "../spec/schema.js";
import { hardwareOf } from "./hardware.js";

/** Machines of training, of the other steps, and of what serves or scores. */
export function quotaNeeds(spec: PilotSpec & Required<Pick<PilotSpec, "azure">>): readonly Need[] {
  const need = (what: string, hardware: PilotSpec["training"]["hardware"], machines: number): Need => {
    const { quota, vCpus } = hardwareOf(hardware);
    return { what, quota, vCpus, machines };
  };
  const { endpoint, training, azure } = spec;
  const releases = Math.max(1, Object.keys(azure.releases).length);
  return [
    need("training job", training.hardware, training.nodes),
    need("pipeline", "cpu-small", 1),
    endpoint.mode === "batch"
      ? need("batch scoring", endpoint.hardware, 1)
      : // learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10): 20 % more for upgrades
        { ...need("endpoint", endpoint.hardware, endpoint.maxReplicas * releases), reservePercent: 20 },
  ];
}
