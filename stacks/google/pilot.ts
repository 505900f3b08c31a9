/** The Google pilot: what a spec becomes on Vertex AI. It is both halves on the same foundations. */
import type { TerraformStack } from "cdktf";
import { Dashboard } from "../../constructs/google/dashboard.js";
import type { PilotEnd } from "../halves.js";
import { repoPaths } from "../next-steps.js";
import type { GoogleFoundations, GoogleSpec } from "./foundations.js";
import { nameAttributes } from "./name-attributes.js";
import { nextSteps } from "./next-steps.js";
import { googleNotes } from "./notes.js";
import type { GoogleServing } from "./serving.js";
import type { GoogleRelease } from "./training.js";
import { wayBack } from "./way-back.js";

export { addFoundations } from "./foundations.js";
export { addServing } from "./serving.js";
export { addTraining } from "./training.js";

/** Adds what looks at both halves: the dashboard. */
export function finish(
  stack: TerraformStack,
  spec: GoogleSpec,
  parts: { readonly foundations: GoogleFoundations; readonly release: GoogleRelease; readonly serving: GoogleServing },
): PilotEnd {
  const { names, place, dataBucket } = parts.foundations;
  const { trainingJob, modelRegistry, pipeline, exporter } = parts.release;
  const { endpoint, batch } = parts.serving;

  new Dashboard(stack, "dashboard", {
    name: names.dashboard,
    project: place.project,
    bucket: dataBucket,
    pipeline,
    endpoint: endpoint && { endpointId: endpoint.endpointId, p95Milliseconds: spec.endpoint.p95Milliseconds },
  });

  return {
    nextSteps: nextSteps({
      ...place,
      paths: repoPaths(spec),
      dataBucket,
      trainingJob,
      modelRegistry,
      pipeline,
      endpoint,
      batch,
      exporter,
    }),
    wayBack: wayBack(spec),
    lookFirst: googleNotes(spec),
    rules: { nameAttributes },
  };
}
