/**
 * Makes: two custom roles, to register and to approve, and grants that no identity can hold together. Vertex AI has no resource for it.
 * Needs: aiplatform and iam enabled; nothing of the network; who registers and who approves come by grants.
 * Never: a grant that registers and approves, a role with a wildcard, a version that counts as approved without its alias.
 * Idle cost: none; the models that it points to lie in the bucket.
 * Survives destroy: the registered versions; the custom roles for 7 days, marked as deleted, and their ids for up to 30 days more.
 * Verified by: unit tests, plan with the real provider, apply and destroy against a fake of its API; never in a real project.
 */
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { formProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

/**
 * Who gets rights. A grant adds its policy to the list; what runs as a service account waits for all of its policies.
 */
export interface Identity {
  /** Plain text for ids, such as `pipeline`. */
  readonly name: string;
  /** `serviceAccount:` and the account's email as a reference; or a `user:` or `group:`. */
  readonly member: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ModelRegistryProps {
  /** Display name of the model; its versions are `1`, `2`, … */
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /**
   * Numbers what Google holds back after a destroy: ids of custom roles for up to 37 days. 0 is the names without a
   * number. @default 0
   */
  readonly generation?: number;
  /** Who answers for what is registered. */
  readonly owner: string;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function modelRegistryProblems(props: Partial<ModelRegistryProps>): Array<Problem<keyof ModelRegistryProps>> {
  // Display names take anything; this one stands in filters and in the ids of roles.
  return [...placeProblems(props), ...formProblems<keyof ModelRegistryProps>([["name", props.name, "model"]])];
}

/**
 * Where versions of the model wait for a person's approval: the alias `approved-<version>`, which the release workflow
 * reads.
 */
export class ModelRegistry extends Construct {
  /** Display name of the model: how workflows find it. */
  readonly modelName: string;
  private readonly registering: string[] = [];
  private readonly approving: string[] = [];
  private readonly project: string;
  private readonly register: ProjectIamCustomRole;
  private readonly approve: ProjectIamCustomRole;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    refuse(this, modelRegistryProblems(props));
    const { name, project, generation = 0 } = props;
    const again = generation === 0 ? "" : `_${generation}`;
    this.modelName = name;
    this.project = project;
    const role = (verb: string, title: string, permissions: string[]) =>
      new ProjectIamCustomRole(this, verb, {
        project,
        roleId: `${name.replace(/-/g, "_")}_${verb}${again}`,
        title,
        permissions,
      });
    this.register = role("register", "upload versions", [
      "aiplatform.models.get",
      "aiplatform.models.list",
      "aiplatform.models.upload",
    ]);
    // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.models/mergeVersionAliases (2026-10)
    this.approve = role("approve", "read versions and set their aliases", [
      "aiplatform.models.get",
      "aiplatform.models.list",
      "aiplatform.models.update",
    ]);
    record(this, () => {
      const { region, owner } = props;
      const list = `gcloud ai models list --project ${project} --region ${region} --filter displayName=${name}`;
      const model = `$(${list} --format 'value(name)')`;
      return {
        box: "model registry",
        owner,
        meter: { what: "nothing; the models that it points to are stored in the data bucket", whileIdle: false },
        survives: [
          {
            what: `model ${name} with its versions`,
            costs: "stored GiB of their files, which are in the data bucket and do not expire",
            remove: `gcloud ai models delete "${model}" --project ${project} --region ${region}`,
          },
          {
            what: `custom roles ${this.register.roleIdInput} and ${this.approve.roleIdInput}, for 7 days, and their ids for up to 30 days more`,
            costs: "nothing",
            remove: "they go by themselves; until then Google refuses roles of these ids: raise the generation",
          },
        ],
        debug: `gcloud ai models list-version "${model}" --project ${project} --region ${region}`,
        lineage: `gcloud ai models describe "${model}" --project ${project} --region ${region} --format 'value(metadataArtifact)'`,
        export: [
          `gcloud ai models list-version "${model}" --project ${project} --region ${region} --format json > model-versions.json`,
        ],
      };
    });
  }

  /**
   * Lets an identity register versions, and not approve them: it may not change the aliases of a version.
   * @throws Error where this identity may approve
   */
  grantRegister(identity: Identity): ProjectIamMember {
    return this.grant(identity, "register", this.register, this.registering, this.approving);
  }

  /**
   * Lets an identity read versions and approve them by an alias.
   * @throws Error where this identity registers
   */
  grantApprove(identity: Identity): ProjectIamMember {
    return this.grant(identity, "approve", this.approve, this.approving, this.registering);
  }

  private grant(
    identity: Identity,
    verb: string,
    role: ProjectIamCustomRole,
    may: string[],
    mayNot: string[],
  ): ProjectIamMember {
    if (mayNot.includes(identity.name)) {
      throw new Error(
        `${this.node.path}: "${identity.name}" would register and approve; give one of them to another identity`,
      );
    }
    may.push(identity.name);
    const policy = new ProjectIamMember(this, `${identity.name}-${verb}`, {
      project: this.project,
      role: `projects/${this.project}/roles/${role.roleId}`,
      member: identity.member,
    });
    identity.policies.push(policy);
    return policy;
  }
}
