/** The kind of an endpoint for as long as it serves: SageMaker changes none from one kind to another. */
import { type Precondition, TerraformResource } from "cdktf";
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
    // cdktf's own DataResource runs `terraform version` while it synthesizes, and fails where there is none
    const terraformResourceType = "terraform_data";
    const kept = new TerraformResource(this, "Default", {
      terraformResourceType,
      lifecycle: { ignoreChanges: ["input"] },
    });
    kept.addOverride("input.kind", kind);
    const held = `${terraformResourceType}.${kept.friendlyUniqueId}.input.kind`;
    this.precondition = {
      condition: `\${${held} == "${kind}"}`,
      errorMessage:
        `${scope.node.path}: kind must stay "\${${held}}" while the endpoint serves, got "${kind}": ` +
        "SageMaker changes no endpoint from one kind to another. Set paused: true and deploy; then set the kind with " +
        "paused: false and deploy again",
    };
  }
}
