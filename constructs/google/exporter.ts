/**
 * Makes: a service account that people act as to take the pilot off the platform: it reads models, prepared data, images, metadata.
 * Needs: the bucket's and the repository's own grants for what they hold; readers by member.
 * Never: a right to write or delete, raw data under data/, captured requests, a key.
 * Idle cost: none.
 * Survives destroy: the custom roles for 7 days, marked as deleted, and their ids for up to 30 days more.
 * Verified by: unit tests, plan with the real provider, apply and destroy against a fake of its API; never in a real project.
 */
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { formProblems, memberId, memberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

/** Who gets rights. A grant adds its policy to the list. */
export interface Identity {
  /** Plain text for ids, such as `exporter`. */
  readonly name: string;
  /** `serviceAccount:` and the account's email as a reference; or a `user:` or `group:`. */
  readonly member: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ExporterProps {
  /** Names the custom role. */
  readonly name: string;
  /** The id of the account that readers act as. */
  readonly serviceAccountId: string;
  /** The project's id. */
  readonly project: string;
  /**
   * Numbers what Google holds back after a destroy: ids of custom roles for up to 37 days. 0 is the names without a
   * number. @default 0
   */
  readonly generation?: number;
  /** Who answers for what leaves. */
  readonly owner: string;
  /** `user:`, `group:` or `serviceAccount:` members that may act as it: at least one. */
  readonly readers: readonly string[];
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function exporterProblems(props: Partial<ExporterProps>): Array<Problem<keyof ExporterProps>> {
  const problems: Array<Problem<keyof ExporterProps>> = [
    ...placeProblems(props),
    ...formProblems<keyof ExporterProps>([
      ["name", props.name, "prefix"],
      ["serviceAccountId", props.serviceAccountId, "serviceAccountId"],
    ]),
    ...memberProblems<keyof ExporterProps>("readers", props.readers),
  ];
  if (props.readers?.length === 0) problems.push({ prop: "readers", message: "is empty; name who may act as it" });
  return problems;
}

/** Reads what is worth keeping, and nothing else. */
export class Exporter extends Construct {
  /** What readers act as: other boxes grant it what it may take away. */
  readonly identity: Identity;
  /** The account's email as a reference: `--impersonate-service-account`. */
  readonly serviceAccount: string;

  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    refuse(this, exporterProblems(props));
    const { project, generation = 0 } = props;
    const again = generation === 0 ? "" : `_${generation}`;
    const account = new ServiceAccount(this, "Default", {
      project,
      accountId: props.serviceAccountId,
      displayName: "takes models, prepared data, images and metadata off the platform",
    });
    this.serviceAccount = account.email;
    const role = new ProjectIamCustomRole(this, "metadata-role", {
      project,
      roleId: `${props.name.replace(/-/g, "_")}_export${again}`,
      title: "read models, runs and their lineage",
      permissions: [
        "aiplatform.artifacts.get",
        "aiplatform.artifacts.list",
        "aiplatform.contexts.get",
        "aiplatform.contexts.list",
        "aiplatform.contexts.queryContextLineageSubgraph",
        "aiplatform.executions.get",
        "aiplatform.executions.list",
        "aiplatform.metadataStores.get",
        "aiplatform.models.export",
        "aiplatform.models.get",
        "aiplatform.models.list",
        "aiplatform.pipelineJobs.get",
        "aiplatform.pipelineJobs.list",
        "workflows.workflows.get",
      ],
    });
    const member = `serviceAccount:${account.email}`;
    const metadata = new ProjectIamMember(this, "metadata", {
      project,
      role: `projects/${project}/roles/${role.roleId}`,
      member,
    });
    // Only an access token: the predefined role also signs for the account and hands it on.
    const token = new ProjectIamCustomRole(this, "token-role", {
      project,
      roleId: `${props.name.replace(/-/g, "_")}_export_token${again}`,
      title: "act as the exporter for an hour",
      permissions: ["iam.serviceAccounts.getAccessToken"],
    });
    for (const reader of props.readers) {
      new ServiceAccountIamMember(this, `${memberId(reader)}-acts`, {
        serviceAccountId: `projects/${project}/serviceAccounts/${account.email}`,
        role: `projects/${project}/roles/${token.roleId}`,
        member: reader,
      });
    }
    this.identity = { name: this.node.id, member, policies: [metadata] };
    record(this, {
      box: "model registry",
      owner: props.owner,
      identity: [account, "/account_id"],
      survives: [
        {
          what: `custom roles ${role.roleIdInput} and ${token.roleIdInput}, for 7 days, and their ids for up to 30 days more`,
          costs: "nothing",
          remove: "they go by themselves; until then Google refuses roles of these ids: raise the generation",
        },
      ],
    });
  }
}
