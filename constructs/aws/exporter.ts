/**
 * Makes: a role that people assume to take the pilot off the platform: it reads models, prepared data, images and metadata.
 * Needs: the bucket's and the repository's own grants for what they hold; readers by ARN.
 * Never: a right to write or delete, raw data under data/, captured requests, a read from outside of the allowed networks.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan and apply with the real provider against an emulator; never in a real account.
 */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { type Clients, clientProblems, outsideConditions } from "./checks/clients.js";
import { trustPolicy, trustProblems } from "./checks/trust.js";
import { formProblems, type Problem, principalProblems, tagProblems } from "./checks/values.js";

/** What runs as a role. A grant adds its policy to the list. */
export interface Identity {
  /** Plain text for ids and policy names, such as `exporter`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ExporterProps {
  /** The name of the role that readers assume. */
  readonly roleName: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who answers for what leaves. */
  readonly owner: string;
  /** ARNs of the roles and users of this account that may assume it: at least one. */
  readonly readers: readonly string[];
  /** The group of model versions that it lists and reads. */
  readonly modelRegistry: { readonly modelPackageGroup: string };
  /** Networks from which it reads the bucket, public or private. @default - from anywhere, with its identity */
  readonly allowedClients?: readonly string[];
  /** VPCs through whose endpoints the private ones of these networks come. @default - all allowed clients are public */
  readonly clientVpcIds?: readonly string[];
  /** The pipeline whose runs and lineage it reads. @default - there is no pipeline yet */
  readonly pipeline?: { readonly pipelineName?: string };
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function exporterProblems(props: Partial<ExporterProps>): Array<Problem<keyof ExporterProps>> {
  const { readers, modelRegistry, pipeline } = props;
  return [
    ...formProblems<keyof ExporterProps>([
      ["roleName", props.roleName, "roleName"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["modelRegistry", modelRegistry?.modelPackageGroup, "sageMakerName"],
      ["pipeline", pipeline?.pipelineName, "sageMakerName"],
    ]),
    ...(readers?.length === 0
      ? [{ prop: "readers" as const, message: "must name at least one role or user, got none; leave the exporter out" }]
      : []),
    ...principalProblems("readers" as const, readers, props.account),
    ...trustProblems("readers" as const, readers),
    ...clientProblems(props),
    ...tagProblems("tags" as const, props.tags),
  ];
}

/** Reads what is worth keeping, and nothing else. */
export class Exporter extends Construct {
  /** What readers act as: other boxes grant it what it may take away. */
  readonly identity: Identity;

  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    const problems = exporterProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { account, region, modelRegistry, pipeline } = props;
    const role = new IamRole(this, "Default", {
      name: props.roleName,
      description: "takes models, prepared data, images and metadata off the platform",
      assumeRolePolicy: trustPolicy(props.readers),
      ...given({ tags: props.tags }),
    });
    const arn = (resource: string) => `arn:aws:sagemaker:${region}:${account}:${resource}`;
    const group = modelRegistry.modelPackageGroup;
    const metadata = new IamRolePolicy(this, "metadata", {
      name: "read-metadata",
      role: role.name,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Versions",
            Effect: "Allow",
            Action: [
              "sagemaker:DescribeModelPackage",
              "sagemaker:DescribeModelPackageGroup",
              "sagemaker:ListModelPackages",
            ],
            Resource: [arn(`model-package-group/${group}`), arn(`model-package/${group}/*`)],
          },
          // Lineage is a graph of the whole account: these two know no narrower resource.
          {
            Sid: "Lineage",
            Effect: "Allow",
            Action: ["sagemaker:QueryLineage", "sagemaker:ListArtifacts"],
            Resource: "*",
          },
          ...(pipeline?.pipelineName === undefined
            ? []
            : [
                {
                  Sid: "Pipeline",
                  Effect: "Allow",
                  Action: [
                    "sagemaker:DescribePipeline",
                    "sagemaker:ListPipelineExecutions",
                    "sagemaker:ListPipelineExecutionSteps",
                  ],
                  Resource: [arn(`pipeline/${pipeline.pipelineName}`), arn(`pipeline/${pipeline.pipelineName}/*`)],
                },
              ]),
        ],
      }),
    });
    this.identity = { name: this.node.id, roleName: role.name, policies: [metadata, ...this.bounds(role.name, props)] };
    record(this, () => {
      const become = `aws configure set profile.exporter.role_arn arn:aws:iam::${account}:role/${props.roleName}`;
      return {
        box: "data bucket",
        owner: props.owner,
        export: [`${become}; the commands of all boxes take --profile exporter`],
      };
    });
  }

  /** Denies every object from outside of the allowed networks, whatever a grant lets it read. */
  private bounds(roleName: string, clients: Clients): IamRolePolicy[] {
    const statement = outsideConditions(clients).map(([sid, condition]) => ({
      Sid: sid,
      Effect: "Deny",
      Action: "s3:*",
      Resource: "*",
      Condition: condition,
    }));
    if (statement.length === 0) return [];
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: statement });
    return [new IamRolePolicy(this, "bounds", { name: "exporter-bounds", role: roleName, policy })];
  }
}
