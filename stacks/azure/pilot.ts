/** The Azure pilot: what a spec becomes on Azure Machine Learning. It is both halves on the same foundations. */
import type { TerraformStack } from "cdktf";
import { Dashboard } from "../../constructs/azure/dashboard.js";
import type { PilotEnd } from "../halves.js";
import { repoPaths } from "../next-steps.js";
import type { AzureFoundations, AzureSpec } from "./foundations.js";
import { nameAttributes } from "./name-attributes.js";
import { nextSteps } from "./next-steps.js";
import { isAzurerm5, writeNamesOf5 } from "./renamed-in-5.js";
import type { AzureServing } from "./serving.js";
import { servingOf } from "./steps.js";
import type { AzureRelease } from "./training.js";
import { wayBack } from "./way-back.js";

export { addFoundations } from "./foundations.js";
export { addServing } from "./serving.js";
export { addTraining } from "./training.js";

/** Adds what looks at both halves: the dashboard. */
export function finish(
  stack: TerraformStack,
  spec: AzureSpec,
  parts: { readonly foundations: AzureFoundations; readonly release: AzureRelease; readonly serving: AzureServing },
): PilotEnd {
  const { names, place, dataBucket } = parts.foundations;
  const { trainingJob, modelRegistry, pipeline } = parts.release;
  const { endpoint, batch } = parts.serving;

  if (!spec.paused) {
    const { location, resourceGroupName, tags } = place;
    const shown = { bucket: dataBucket, trainingJob, ...(endpoint === undefined ? {} : { endpoint }) };
    new Dashboard(stack, "dashboard", { name: names.dashboard, location, resourceGroupName, tags, ...shown });
  }
  if (isAzurerm5(spec.azure.providerVersion)) writeNamesOf5(stack, place);
  return {
    nextSteps: nextSteps({
      ...place,
      paths: repoPaths(spec),
      ...servingOf(spec.image),
      dataBucket,
      trainingJob,
      pipeline,
      modelRegistry,
      endpoint,
      batch,
    }),
    wayBack: wayBack(spec),
    rules: { nameAttributes },
  };
}
