/** What a data bucket refuses: names that S3 would not take, and everybody who must not come in. */
import { clientProblems } from "../checks/clients.js";
import {
  formProblems,
  gather,
  numberProblems,
  type Problem,
  principalProblems,
  tagProblems,
  wordProblems,
} from "../checks/values.js";
import type { DataBucketProps } from "../data-bucket.js";
import { keyServices } from "./key.js";

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function dataBucketProblems(props: Partial<DataBucketProps>): Array<Problem<keyof DataBucketProps>> {
  const { bucketName, accessLogBucketName } = props;
  return [
    ...formProblems<keyof DataBucketProps>([
      ["bucketName", bucketName, "bucket"],
      ["accessLogBucketName", accessLogBucketName, "bucket"],
      ["keyAlias", props.keyAlias, "keyAlias"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["keptPrefixes", props.keptPrefixes, "folder"],
    ]),
    ...(bucketName !== undefined && bucketName === accessLogBucketName
      ? [
          {
            prop: "accessLogBucketName" as const,
            message: `must differ from bucketName, got ${JSON.stringify(bucketName)} for both; rename one`,
          },
        ]
      : []),
    ...gather(Object.entries(props.retentionDays ?? {}), ([what, days]) =>
      // docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html (2026-10): whole days; every store expires
      numberProblems([["retentionDays" as const, days, 1, 36_500]]).map(({ prop, message }) => ({
        prop,
        message: `${what}: ${message}`,
      })),
    ),
    ...principalProblems("operators" as const, props.operators, props.account),
    ...clientProblems(props),
    ...wordProblems<keyof DataBucketProps>([
      ...(props.keyServices ?? []).map((service) => ["keyServices", service, keyServices] as const),
      ["onDestroy", props.onDestroy, ["keep", "delete"]],
    ]),
    ...tagProblems("tags" as const, props.tags),
  ];
}
