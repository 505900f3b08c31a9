/** The pilot in a workspace: what a spec becomes there. It is both halves on the same foundations. */
import type { TerraformStack } from "cdktf";
import { Dashboard } from "../../constructs/databricks/dashboard.js";
import type { PilotEnd } from "../halves.js";
import { repoPaths } from "../next-steps.js";
import type { DatabricksFoundations, DatabricksSpec } from "./foundations.js";
import { nextSteps } from "./next-steps.js";
import { databricksNotes } from "./notes.js";
import { stackRules } from "./rules.js";
import type { DatabricksServing } from "./serving.js";
import type { DatabricksRelease } from "./training.js";
import { wayBack } from "./way-back.js";

export { addFoundations } from "./foundations.js";
export { addServing } from "./serving.js";
export { addTraining } from "./training.js";

/** Adds what looks at both halves: the alerts, where the spec names a SQL warehouse. */
export function finish(
  stack: TerraformStack,
  spec: DatabricksSpec,
  parts: {
    readonly foundations: DatabricksFoundations;
    readonly release: DatabricksRelease;
    readonly serving: DatabricksServing;
  },
): PilotEnd {
  const { names } = parts.foundations;
  const { endpoint, batch } = parts.serving;
  const { p95Milliseconds, errorPercent, idleHours } = spec.endpoint;
  const { alerts } = spec.databricks;
  const isServing = endpoint?.endpointName !== undefined;
  if (alerts !== undefined && isServing && endpoint.inferenceTable !== undefined) {
    new Dashboard(stack, "dashboard", {
      name: names.alerts,
      owner: spec.owners.serving,
      endpoint: { inferenceTable: endpoint.inferenceTable, p95Milliseconds, errorPercent, idleHours },
      warehouseId: alerts.warehouseId,
      parentPath: alerts.folder,
      recipients: spec.budget.recipients,
    });
  }
  return {
    nextSteps: nextSteps({
      paths: repoPaths(spec),
      names,
      spec,
      pipelineName: parts.release.pipeline.pipelineName,
      batchName: batch?.pipelineName,
      isServing,
    }),
    // half of a mixed pilot that trains has nothing that goes back
    ...(endpoint === undefined && spec.endpoint.mode === "realtime"
      ? {}
      : { wayBack: wayBack(spec, parts.foundations.isMade) }),
    lookFirst: databricksNotes(spec, parts.foundations.isMade),
    rules: stackRules(alerts !== undefined && isServing),
  };
}
