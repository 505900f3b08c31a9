/** The AWS pilot: what a spec becomes on SageMaker. It is both halves on the same foundations. */
import type { TerraformStack } from "cdktf";
import { Dashboard } from "../../constructs/aws/dashboard.js";
import type { PilotEnd, Release } from "../halves.js";
import { repoPaths } from "../next-steps.js";
import { boundRoles } from "./deployer.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";
import { nameAttributes } from "./name-attributes.js";
import { nextSteps } from "./next-steps.js";
import type { AwsServing } from "./serving.js";
import type { AwsRelease } from "./training.js";
import { wayBack } from "./way-back.js";

export { addFoundations } from "./foundations.js";
export { addServing } from "./serving.js";
export { addTraining } from "./training.js";

/** Adds what looks at both halves: what operators may watch and the budget's stop of them, and the dashboard. */
export function finish(
  stack: TerraformStack,
  spec: AwsSpec,
  parts: {
    readonly foundations: AwsFoundations;
    /** @default `trainingJob`, `modelRegistry`, `pipeline` - it was trained on another platform */
    readonly release: Release & Partial<Pick<AwsRelease, "trainingJob" | "modelRegistry" | "pipeline">>;
    readonly serving: AwsServing;
  },
): PilotEnd {
  const { name, aws } = spec;
  const { names, place, dataBucket, budget, privateNetwork } = parts.foundations;
  const { trainingJob, modelRegistry, pipeline } = parts.release;
  const { endpoint, batch, imageRepository = trainingJob?.imageRepository ?? "" } = parts.serving;
  const operatorRole = parts.foundations.operator;
  const operator = operatorRole?.identity;

  operatorRole?.allowToWatch({
    ...place,
    pilot: name,
    logGroups: [
      ...(trainingJob?.logGroups ?? []),
      ...(privateNetwork.flowLogGroup === undefined ? [] : [privateNetwork.flowLogGroup]),
      ...(endpoint === undefined ? [] : [endpoint.logGroup]),
    ],
    endpoints: endpoint?.endpointName === undefined ? [] : [endpoint.endpointName],
  });
  if (operator) budget.stopAt(operator);

  if (!spec.paused) {
    new Dashboard(stack, "dashboard", {
      name: names.dashboard,
      region: place.region,
      bucket: dataBucket,
      ...(pipeline === undefined ? {} : { pipeline }),
      endpoint: endpoint && { endpointName: endpoint.endpointName, p95Milliseconds: spec.endpoint.p95Milliseconds },
    });
  }
  boundRoles(stack, aws.permissionsBoundary);
  return {
    nextSteps: nextSteps({
      paths: repoPaths(spec),
      ...place,
      name,
      names,
      operator,
      dataBucket,
      s3Url: privateNetwork.s3Url,
      imageRepository,
      pipelineName: pipeline?.pipelineName,
      modelPackageGroup: modelRegistry?.modelPackageGroup,
      // the half that trains exports, too
      isExporting: trainingJob !== undefined,
      keptDigest: trainingJob === undefined && parts.release.live !== null ? spec.image.digest : null,
      endpoint,
      batch,
      kind: aws.endpointKind,
    }),
    wayBack: wayBack(spec),
    rules: { nameAttributes },
  };
}
