/**
 * Who runs a pipeline: the workflow's account starts and stops runs; the pipeline's account starts jobs and records
 * their lineage. The code of the image runs as neither.
 */
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface AccountsProps {
  /** Names the custom roles. */
  readonly name: string;
  /** Numbers the ids of the custom roles, which Google holds back for up to 37 days after a destroy. */
  readonly generation: number;
  readonly project: string;
  readonly pipelineAccountId: string;
  readonly workflowAccountId: string;
  /** `projects/…/serviceAccounts/…` of the account that jobs run as. */
  readonly jobAccountName: string;
}

/** Starting jobs, and what the launcher and Vertex ML Metadata need to record them. */
const runs = [
  "aiplatform.artifacts.create",
  "aiplatform.artifacts.get",
  "aiplatform.artifacts.list",
  "aiplatform.artifacts.update",
  "aiplatform.contexts.addContextArtifactsAndExecutions",
  "aiplatform.contexts.addContextChildren",
  "aiplatform.contexts.create",
  "aiplatform.contexts.get",
  "aiplatform.contexts.list",
  "aiplatform.contexts.queryContextLineageSubgraph",
  "aiplatform.contexts.update",
  "aiplatform.customJobs.cancel",
  "aiplatform.customJobs.create",
  "aiplatform.customJobs.get",
  "aiplatform.executions.addExecutionEvents",
  "aiplatform.executions.create",
  "aiplatform.executions.get",
  "aiplatform.executions.list",
  "aiplatform.executions.queryExecutionInputsAndOutputs",
  "aiplatform.executions.update",
  "aiplatform.metadataStores.create",
  "aiplatform.metadataStores.get",
  "aiplatform.pipelineJobs.get",
];

/** Runs are watched and cancelled, and jobs that a run left behind are found and cancelled. */
const starts = [
  "aiplatform.customJobs.cancel",
  "aiplatform.customJobs.list",
  "aiplatform.models.get",
  "aiplatform.models.list",
  "aiplatform.pipelineJobs.cancel",
  "aiplatform.pipelineJobs.create",
  "aiplatform.pipelineJobs.get",
  "aiplatform.pipelineJobs.list",
];

/** Two service accounts with two custom roles. */
export class Accounts extends Construct {
  readonly pipeline: ServiceAccount;
  readonly workflow: ServiceAccount;
  readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AccountsProps) {
    super(scope, id);
    const { name, project, generation } = props;
    const again = generation === 0 ? "" : `_${generation}`;
    const account = (what: string, accountId: string, displayName: string) =>
      new ServiceAccount(this, what, { project, accountId, displayName });
    this.pipeline = account("Default", props.pipelineAccountId, "starts jobs and records them");
    this.workflow = account("workflow", props.workflowAccountId, "starts and stops runs");
    const grant = (verb: string, to: ServiceAccount, title: string, permissions: string[]) => {
      const role = new ProjectIamCustomRole(this, `${verb}-role`, {
        project,
        roleId: `${name.replace(/-/g, "_")}_${verb}${again}`,
        title,
        permissions,
      });
      return new ProjectIamMember(this, verb, {
        project,
        role: `projects/${project}/roles/${role.roleId}`,
        member: `serviceAccount:${to.email}`,
      });
    };
    const actAs = (what: string, who: ServiceAccount, as: string) =>
      new ServiceAccountIamMember(this, what, {
        serviceAccountId: as,
        role: "roles/iam.serviceAccountUser",
        member: `serviceAccount:${who.email}`,
      });
    this.policies = [
      grant("run", this.pipeline, "start jobs and record their lineage", runs),
      grant("start", this.workflow, "start, watch and stop runs", starts),
      actAs("workflow-starts-pipeline", this.workflow, `projects/${project}/serviceAccounts/${this.pipeline.email}`),
      actAs("pipeline-starts-jobs", this.pipeline, props.jobAccountName),
      new ProjectIamMember(this, "workflow-logs", {
        project,
        role: "roles/logging.logWriter",
        member: `serviceAccount:${this.workflow.email}`,
      }),
    ];
  }
}
