/**
 * Makes: a role that people assume to take the pilot off the platform: it reads models, prepared data, images and metadata.
 * Needs: the bucket's and the repository's own grants for what they hold; readers by ARN.
 * Never: a right to write or delete, raw data under data/, captured requests.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan and apply with the real provider against an emulator; never in a real account.
 */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";

/** What runs as a role. A grant adds its policy to the list. */
export interface Identity {
  /** Plain text for ids and policy names, such as `exporter`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  readonly policies: ITerraformDependable[];
}

export interface ExporterProps {
  readonly roleName: string;
  readonly account: string;
  readonly region: string;
  /** Who answers for what leaves. */
  readonly owner: string;
  /** ARNs of the roles and users that may assume it: at least one. */
  readonly readers: readonly string[];
  readonly modelRegistry: { readonly modelPackageGroup: string };
  /** @default - there is no pipeline yet */
  readonly pipeline?: { readonly pipelineName?: string };
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Reads what is worth keeping, and nothing else. */
export class Exporter extends Construct {
  readonly identity: Identity;

  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    const { account, region, owner, modelRegistry, pipeline } = props;
    const role = new IamRole(this, "Default", {
      name: props.roleName,
      description: "takes models, prepared data, images and metadata off the platform",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: props.readers }, Action: "sts:AssumeRole" }],
      }),
      tags: props.tags,
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
    this.identity = { name: this.node.id, roleName: role.name, policies: [metadata] };
    const become = `aws configure set profile.exporter.role_arn arn:aws:iam::${account}:role/${props.roleName}`;
    record(this, {
      box: "data bucket",
      owner,
      export: [`${become}; the commands of all boxes take --profile exporter`],
    });
  }
}
