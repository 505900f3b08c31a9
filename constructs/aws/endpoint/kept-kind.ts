/** The kind of an endpoint for as long as it serves: SageMaker changes none from one kind to another. */
import { DataResource, type Precondition } from "cdktf";
import { Construct } from "constructs";

export interface KeptKindProps {
  readonly kind: "realtime" | "async" | "serverless";
}

/**
 * Remembers the kind in the state when the endpoint is made, and refuses a plan with another one. It goes with the
 * endpoint, so a pause releases it. github.com/aws/sagemaker-python-sdk/pull/3124 (2022-05);
 * docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-update-delete.html (2026-10)
 */
export class KeptKind extends Construct {
  /** What the endpoint must name as its precondition. */
  readonly precondition: Precondition;

  constructor(scope: Construct, id: string, { kind }: KeptKindProps) {
    super(scope, id);
    const kept = new DataResource(this, "Default", { input: { kind }, lifecycle: { ignoreChanges: ["input"] } });
    const held = `${DataResource.tfResourceType}.${kept.friendlyUniqueId}.input.kind`;
    this.precondition = {
      condition: `\${${held} == "${kind}"}`,
      errorMessage:
        `${scope.node.path}: kind must stay "\${${held}}" while the endpoint serves, got "${kind}": ` +
        "SageMaker changes no endpoint from one kind to another. Set paused: true and deploy; then set the kind with " +
        "paused: false and deploy again",
    };
  }
}
