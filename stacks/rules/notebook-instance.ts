/** A notebook is a machine that somebody forgets; a pilot runs jobs, which end. */
import type { Rule } from "./rule.js";
import { resourcesOf } from "./synthesized.js";

const notebookTypes = new Set([
  "aws_sagemaker_app",
  "aws_sagemaker_notebook_instance",
  "azurerm_machine_learning_compute_instance",
  "google_colab_runtime",
  "google_notebooks_instance",
  "google_notebooks_runtime",
  "google_workbench_instance",
]);

/** Names every machine that serves a notebook. */
export const notebookInstance: Rule = {
  id: "notebook-instance",
  why: "a notebook instance bills until somebody stops it, and what was run in it stands in no review",
  fix: "run it as a training job or a step of the pipeline",
  check: ({ json }) =>
    resourcesOf(json)
      .filter(({ type, arguments: given }) => {
        if (notebookTypes.has(type)) return true;
        const isCompute = /^Microsoft\.MachineLearningServices\/workspaces\/computes@/i.test(String(given["type"]));
        return type === "azapi_resource" && isCompute && /"computeType":"ComputeInstance"/.test(JSON.stringify(given));
      })
      .map(({ address, type }) => ({ address, what: `${type} is a notebook's machine` })),
};
