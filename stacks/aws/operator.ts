/** Who works with the pilot: a role that the spec's operators assume. Rights come by the boxes' own grants. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** A role for operators; without operators there is none. */
export class Operator extends Construct {
  readonly identity: { readonly name: string; readonly roleName: string; readonly policies: ITerraformDependable[] };

  constructor(
    scope: Construct,
    id: string,
    props: { roleName: string; operators: readonly string[]; tags: Record<string, string> },
  ) {
    super(scope, id);
    const role = new IamRole(this, "Default", {
      name: props.roleName,
      description: "starts runs, pushes images, approves and invokes",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: props.operators }, Action: "sts:AssumeRole" }],
      }),
      maxSessionDuration: 3600,
      tags: props.tags,
    });
    this.identity = { name: "operator", roleName: role.name, policies: [] };
  }
}
