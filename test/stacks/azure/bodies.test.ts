/** Our own body types against Microsoft's, for what the types of its SDK describe: a body of ours is one of theirs. */
import type {
  BuildContext,
  CommandJobLimits,
  EnvironmentVersionProperties,
  JobResourceConfiguration,
  ManagedOnlineDeployment,
  ModelContainerProperties,
  OnlineDeployment,
  OnlineEndpoint,
  PipelineJob,
  ScheduleProperties,
  UriFolderJobInput,
} from "@azure/arm-machinelearning";
import type {
  OnlineDeploymentBody,
  OnlineEndpointBody,
  ServingEnvironmentBody,
  TrafficBody,
} from "../../../constructs/azure/endpoint/bodies.js";
import type { ModelBody } from "../../../constructs/azure/model-registry.js";
import type { PipelineJobBody } from "../../../constructs/azure/pipeline/definition.js";
import type { ScheduleBody } from "../../../constructs/azure/pipeline.js";
import type { EnvironmentVersionBody } from "../../../constructs/azure/training-job/environment.js";

/** Fails to compile where `Ours` cannot be given as `Theirs`, or has a key that `Theirs` does not know. */
type Fits<Ours extends Theirs, Theirs> = Exclude<keyof Ours, keyof Theirs> extends never ? true : false;
/** Readonly at every depth makes no difference to what is sent. */
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;

const fits: readonly true[] = [
  true satisfies Fits<Plain<OnlineEndpointBody["properties"]>, OnlineEndpoint["properties"]>,
  true satisfies Fits<Plain<TrafficBody["properties"]>, Partial<OnlineEndpoint["properties"]>>,
  true satisfies Fits<Plain<OnlineDeploymentBody["properties"]>, ManagedOnlineDeployment>,
  true satisfies Fits<Plain<OnlineDeploymentBody["sku"]>, NonNullable<OnlineDeployment["sku"]>>,
  true satisfies Fits<Plain<ServingEnvironmentBody["properties"]>, EnvironmentVersionProperties>,
  true satisfies Fits<Plain<EnvironmentVersionBody["properties"]>, EnvironmentVersionProperties>,
  true satisfies Fits<Plain<ModelBody["properties"]>, ModelContainerProperties>,
  true satisfies Fits<Plain<ScheduleBody["properties"]>, ScheduleProperties>,
  true satisfies Fits<Plain<PipelineJobBody>, PipelineJob>,
  true satisfies Fits<Plain<PipelineJobBody["inputs"][string]>, UriFolderJobInput>,
];

// @ts-expect-error the count of a deployment is the SKU's capacity: instanceCount is no property
true satisfies Fits<Plain<OnlineDeploymentBody["properties"]> & { instanceCount: number }, ManagedOnlineDeployment>;
// @ts-expect-error a limit must say its type
true satisfies Fits<{ timeout: string }, CommandJobLimits>;
// @ts-expect-error what ARM calls instanceCount is instance_count only inside of a pipeline's steps
true satisfies Fits<{ instance_count: number }, JobResourceConfiguration>;
// @ts-expect-error an environment is built of a context or an image, and a context has a URI
true satisfies Fits<{ dockerfilePath: string }, BuildContext>;

test("ten bodies fit; that they do is what `npm run typecheck` says of this file", () => {
  expect(fits).toEqual(Array.from({ length: 10 }, () => true));
});
