/** Who serves and who releases: the model's container runs as one account, both workflows as the other. */
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface AccountsProps {
  /** Names the custom role. */
  readonly name: string;
  /** Numbers the ids of the custom roles, which Google holds back for up to 37 days after a destroy. */
  readonly generation: number;
  readonly project: string;
  readonly servingAccountId: string;
  readonly releaseAccountId: string;
}

/** Two service accounts and the release's custom role. */
export class Accounts extends Construct {
  readonly serving: ServiceAccount;
  readonly release: ServiceAccount;
  /** The rights of the release account: what undeploys waits for them and goes before them. */
  readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AccountsProps) {
    super(scope, id);
    const { name, project, generation } = props;
    const again = generation === 0 ? "" : `_${generation}`;
    this.serving = new ServiceAccount(this, "Default", {
      project,
      accountId: props.servingAccountId,
      displayName: "what the model's container runs as",
    });
    this.release = new ServiceAccount(this, "release", {
      project,
      accountId: props.releaseAccountId,
      displayName: "deploys and undeploys releases",
    });
    const role = new ProjectIamCustomRole(this, "release-role", {
      project,
      roleId: `${name.replace(/-/g, "_")}_release${again}`,
      title: "deploy, watch and undeploy releases",
      permissions: [
        "aiplatform.endpoints.deploy",
        "aiplatform.endpoints.get",
        "aiplatform.endpoints.undeploy",
        "aiplatform.endpoints.update",
        "aiplatform.models.get",
        "aiplatform.models.list",
        "monitoring.timeSeries.list",
      ],
    });
    const member = `serviceAccount:${this.release.email}`;
    this.policies = [
      new ProjectIamMember(this, "releases", { project, role: `projects/${project}/roles/${role.roleId}`, member }),
      new ServiceAccountIamMember(this, "release-starts-serving", {
        serviceAccountId: `projects/${project}/serviceAccounts/${this.serving.email}`,
        role: "roles/iam.serviceAccountUser",
        member,
      }),
      new ProjectIamMember(this, "release-logs", { project, role: "roles/logging.logWriter", member }),
    ];
  }
}
