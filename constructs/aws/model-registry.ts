/**
 * Makes: a model package group, its policy, and grants to register and to approve that no identity can hold together.
 * Needs: nothing of the network; who registers and who approves come by grants.
 * Never: a version that is born approved, a pipeline that approves its own model, a principal of another account.
 * Idle cost: none; the models that it points to lie in the bucket.
 * Survives destroy: nothing; a group that holds versions refuses to go, and the command that removes them is in the ledger.
 * Verified by: unit tests, plan with the real provider, apply and destroy against an emulator; never in a real account.
 */
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { SagemakerModelPackageGroup } from "@cdktf/provider-aws/lib/sagemaker-model-package-group/index.js";
import { SagemakerModelPackageGroupPolicy } from "@cdktf/provider-aws/lib/sagemaker-model-package-group-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { formProblems, type Problem, tagProblems } from "./checks/values.js";

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `pipeline`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ModelRegistryProps {
  /** Of the model package group. */
  readonly name: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who answers for what is registered. */
  readonly owner: string;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function modelRegistryProblems(props: Partial<ModelRegistryProps>): Array<Problem<keyof ModelRegistryProps>> {
  return [
    ...formProblems<keyof ModelRegistryProps>([
      ["name", props.name, "sageMakerName"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
    ]),
    ...tagProblems("tags" as const, props.tags),
  ];
}

/** Where versions of the model wait for a person's approval. */
export class ModelRegistry extends Construct {
  /** The name as plain text. */
  readonly groupName: string;
  /** A reference, so that whoever names the group by it depends on it. */
  readonly modelPackageGroup: string;
  private readonly registering: string[] = [];
  private readonly approving: string[] = [];
  private readonly arn: (kind: "model-package-group" | "model-package") => string;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    const problems = modelRegistryProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { account, region } = props;
    const group = new SagemakerModelPackageGroup(this, "Default", {
      modelPackageGroupName: props.name,
      modelPackageGroupDescription: "versions of the pilot's model; each waits for a person's approval",
      ...given({ tags: props.tags }),
    });
    this.modelPackageGroup = group.modelPackageGroupName;
    this.groupName = props.name;
    this.arn = (kind) => `arn:aws:sagemaker:${region}:${account}:${kind}/${this.modelPackageGroup}`;
    new SagemakerModelPackageGroupPolicy(this, "policy", {
      modelPackageGroupName: this.modelPackageGroup,
      resourcePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            // Everybody, because it denies: a model package group can be shared with other accounts; this one is not.
            Sid: "OnlyThisAccount",
            Effect: "Deny",
            Principal: "*",
            Action: [
              "sagemaker:DescribeModelPackage",
              "sagemaker:ListModelPackages",
              "sagemaker:UpdateModelPackage",
              "sagemaker:CreateModel",
            ],
            Resource: [this.arn("model-package-group"), `${this.arn("model-package")}/*`],
            Condition: { StringNotEquals: { "aws:PrincipalAccount": account } },
          },
        ],
      }),
    });
    record(this, () => {
      const list = `aws sagemaker list-model-packages --model-package-group-name ${props.name}`;
      const arns = (which: string) =>
        `${list} --query 'ModelPackageSummaryList[${which}].ModelPackageArn' --output text`;
      return {
        box: "model registry",
        owner: props.owner,
        meter: { what: "nothing; the models that it points to are stored in the data bucket", whileIdle: false },
        survives: [
          {
            what: `model package group ${props.name} while it holds versions`,
            costs: "nothing",
            remove: `${arns("")} | xargs -n 1 aws sagemaker delete-model-package --model-package-name`,
          },
        ],
        debug: list,
        lineage: `aws sagemaker query-lineage --start-arns "$(${arns("0")})" --direction Ascendants --include-edges`,
        export: [`${list} --output json > model-versions.json`],
      };
    });
  }

  /**
   * Lets an identity register versions that wait for approval, and refuses it the approval.
   * @throws Error where this identity may approve
   */
  grantRegister(identity: Identity): IamRolePolicy {
    return this.grant(identity, "register", this.registering, this.approving, [
      {
        Sid: "Register",
        Effect: "Allow",
        Action: [
          "sagemaker:CreateModelPackage",
          "sagemaker:DescribeModelPackage",
          "sagemaker:DescribeModelPackageGroup",
        ],
        Resource: [this.arn("model-package-group"), `${this.arn("model-package")}/*`],
      },
      // SageMaker Pipelines tags what it makes. github.com/aws/aws-cdk/issues/32294 (2024-11)
      { Sid: "TagVersions", Effect: "Allow", Action: "sagemaker:AddTags", Resource: `${this.arn("model-package")}/*` },
      // Any version of any group: whoever registers approves nothing at all.
      { Sid: "NeverApprove", Effect: "Deny", Action: "sagemaker:UpdateModelPackage", Resource: "*" },
      {
        Sid: "NeverBornApproved",
        Effect: "Deny",
        Action: "sagemaker:CreateModelPackage",
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" } },
      },
    ]);
  }

  /**
   * Lets an identity read versions and approve or reject them.
   * @throws Error where this identity registers
   */
  grantApprove(identity: Identity): IamRolePolicy {
    return this.grant(identity, "approve", this.approving, this.registering, [
      {
        Sid: "Approve",
        Effect: "Allow",
        Action: ["sagemaker:UpdateModelPackage", "sagemaker:DescribeModelPackage"],
        Resource: `${this.arn("model-package")}/*`,
      },
      {
        // The service reference knows model-package alone; the group stands beside it, as in AWS's own samples.
        // docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (2026-09)
        Sid: "List",
        Effect: "Allow",
        Action: "sagemaker:ListModelPackages",
        Resource: [`${this.arn("model-package")}/*`, this.arn("model-package-group")],
      },
      {
        Sid: "DescribeGroup",
        Effect: "Allow",
        Action: "sagemaker:DescribeModelPackageGroup",
        Resource: this.arn("model-package-group"),
      },
    ]);
  }

  private grant(identity: Identity, verb: string, may: string[], mayNot: string[], statement: object[]): IamRolePolicy {
    if (mayNot.includes(identity.name)) {
      throw new Error(
        `${this.node.path}: "${identity.name}" would register and approve; give one of them to another identity`,
      );
    }
    may.push(identity.name);
    const policy = new IamRolePolicy(this, `${identity.name}-${verb}`, {
      name: `${verb}-models`,
      role: identity.roleName,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    });
    identity.policies.push(policy);
    return policy;
  }
}
