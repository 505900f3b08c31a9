/** What a training job refuses of single values: names, ids and numbers that AWS would not take. */
import {
  formProblems,
  logRetentionProblems,
  numberProblems,
  type Problem,
  tagProblems,
  wordProblems,
} from "../checks/values.js";
import type { TrainingJobProps } from "../training-job.js";
import { hyperparameterProblems } from "./hyperparameters.js";

/** What is wrong with values that are right or wrong whatever stands beside them. */
export function trainingJobValueFaults(props: Partial<TrainingJobProps>): Array<Problem<keyof TrainingJobProps>> {
  const { network, bucket, image } = props;
  return [
    ...formProblems<keyof TrainingJobProps>([
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["roleName", props.roleName, "roleName"],
      ["imageRepositoryName", props.imageRepositoryName, "repository"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["network", network?.subnetIds, "subnetId"],
      ["network", network?.jobSecurityGroupId, "securityGroupId"],
      ["network", network?.s3EndpointId, "vpcEndpointId"],
      ["bucket", bucket?.bucketName, "bucket"],
      ["bucket", bucket?.keyArn, "keyArn"],
      ["bucket", bucket?.keyAlias, "keyAlias"],
      ["instanceType", props.instanceType, "instanceType"],
    ]),
    ...(network?.subnetIds.length === 0
      ? [{ prop: "network" as const, message: "must name at least one subnet, got none; a job runs in no other place" }]
      : []),
    ...numberProblems<keyof TrainingJobProps>([
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10)
      ["nodes", props.nodes, 1, 1000],
      ["volumeGiB", props.volumeGiB, 1, 16_384],
      ["maxWaitSeconds", props.maxWaitSeconds, 1, 28 * 86_400 * 2],
      ["imagesKept", props.imagesKept, 1, 10_000],
    ]),
    ...wordProblems<keyof TrainingJobProps>([
      ["logGroups", props.logGroups, ["make", "existing"]],
      ["onDestroy", props.onDestroy, ["keep", "delete"]],
    ]),
    ...logRetentionProblems("logRetentionDays" as const, props.logRetentionDays),
    ...hyperparameterProblems(props.hyperparameters ?? {}),
    ...tagProblems("tags" as const, props.tags),
  ];
}
