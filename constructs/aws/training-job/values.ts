/** What a training job refuses of single values: names, ids and numbers that AWS would not take. */
import { bucketProblems, networkProblems } from "../checks/neighbours.js";
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
export function trainingJobValueProblems(props: Partial<TrainingJobProps>): Array<Problem<keyof TrainingJobProps>> {
  const { image } = props;
  return [
    ...formProblems<keyof TrainingJobProps>([
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["roleName", props.roleName, "roleName"],
      ["imageRepositoryName", props.imageRepositoryName, "repository"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["instanceType", props.instanceType, "instanceType"],
    ]),
    ...networkProblems(props.network, "a job runs"),
    ...bucketProblems(props.bucket),
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
