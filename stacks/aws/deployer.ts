/** Who deploys on AWS, and what bounds the roles that a deploy makes. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformResource, type TerraformStack } from "cdktf";
import type { PilotSpec } from "../pilot-spec/schema.js";

type Aws = NonNullable<PilotSpec["aws"]>;

/** Adds the provider: in the pilot's account only, by the role and the profile that the spec names. */
export function addProvider(stack: TerraformStack, { account, region, assumeRole, profile }: Aws): void {
  new AwsProvider(stack, "aws", {
    region,
    allowedAccountIds: [account],
    ...(profile === undefined ? {} : { profile }),
    ...(assumeRole === undefined ? {} : { assumeRole: [assumeRole] }),
  });
}

/** Puts the organization's boundary on every role of a stack. Call it when all roles are there. */
export function boundRoles(stack: TerraformStack, boundary: string | undefined): void {
  if (boundary === undefined) return;
  for (const construct of stack.node.findAll()) {
    // by its type: two copies of the bindings, or of the core, are two classes
    const isRole =
      TerraformResource.isTerraformResource(construct) && construct.terraformResourceType === IamRole.tfResourceType;
    if (isRole) (construct as IamRole).permissionsBoundary = boundary;
  }
}
