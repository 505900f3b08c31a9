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

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function trainingJobProblems(props: Partial<TrainingJobProps>): Array<Problem<keyof TrainingJobProps>> {
  const { image } = props;
  return [
    ...formProblems<keyof TrainingJobProps>([
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["roleName", props.roleName, "roleName"],
      ["imageRepositoryName", props.imageRepositoryName, "repository"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
    ]),
    ...networkProblems(props.network, "a job runs"),
    ...bucketProblems(props.bucket),
    ...numberProblems<keyof TrainingJobProps>([["imagesKept", props.imagesKept, 1, 10_000]]),
    ...wordProblems<keyof TrainingJobProps>([
      ["logGroups", props.logGroups, ["make", "existing"]],
      ["onDestroy", props.onDestroy, ["keep", "delete"]],
    ]),
    ...logRetentionProblems("logRetentionDays" as const, props.logRetentionDays),
    ...tagProblems("tags" as const, props.tags),
  ];
}
