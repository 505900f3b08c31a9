/** This vendor's rules: what a spec can break on AWS, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/aws/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/aws/private-network.js";
import type { PlainName, StackRules } from "../rules/index.js";
import { awsNameAttributes } from "../rules/name-attributes/aws.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { awsNames } from "../spec/names.js";
import type { PilotSpec } from "../spec/schema.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults({ name, network, data, endpoint, aws }: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  if (network && aws) {
    const paths: Record<string, readonly string[]> = { zones: ["aws", "zones"] };
    const props = { ...network, zones: aws.zones, existing: aws.existingNetwork };
    for (const { prop, message } of privateNetworkFaults(props)) {
      faults.push({ path: paths[prop] ?? ["network", prop], message });
    }
  }
  if (name && data && endpoint && aws) {
    const names = awsNames(name, aws.account);
    const props = { bucketName: names.dataBucket, accessLogBucketName: names.accessLogBucket };
    for (const { prop, message } of dataBucketFaults({
      ...props,
      retentionDays: { ...data.retentionDays, capture: endpoint.captureRetentionDays },
    })) {
      if (prop === "retentionDays") faults.push({ path: ["data", "retentionDays"], message });
    }
  }
  return faults;
}

/**
 * The rules of a pilot's stack. Name attributes stand in `rules/name-attributes/aws.ts`; here: which names must be plain
 * strings in the stack that this spec makes.
 */
export function stackRules(
  spec: Pick<PilotSpec, "image" | "endpoint" | "paused"> & { readonly aws: NonNullable<PilotSpec["aws"]> },
): StackRules {
  const { image, endpoint, paused, aws } = spec;
  const isBatch = endpoint.mode === "batch";
  const hasRelease = image.digest !== null && aws.live !== null;
  const trust = {
    argument: "/assume_role_policy",
    reason: "the pipeline runs as this role: a reference to its name would be a cycle",
  };
  const watched = "the endpoint waits for the alarms that roll it back: a reference to its name would be a cycle";
  const plainNames: ReadonlyArray<readonly [isThere: boolean, name: PlainName]> = [
    [image.digest !== null, { address: "aws_iam_role.pipeline_role_344DF3A8", ...trust }],
    [hasRelease && isBatch, { address: "aws_iam_role.batch_role_284F43C7", ...trust }],
    ...(
      [
        ["endpoint_alarms_p95_B347C064", "/metric_query"],
        ["endpoint_alarms_errors_A35C68A2", "/metric_query"],
        ["endpoint_alarms_idle_651D29F5", "/dimensions"],
      ] as const
    ).map(
      ([id, argument]) =>
        [
          hasRelease && !isBatch && !paused,
          { address: `aws_cloudwatch_metric_alarm.${id}`, argument, reason: watched },
        ] as const,
    ),
  ];
  return {
    nameAttributes: awsNameAttributes,
    plainNames: plainNames.filter(([isThere]) => isThere).map(([, name]) => name),
  };
}
