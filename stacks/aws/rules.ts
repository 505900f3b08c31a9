/** This vendor's rules: what a spec can break on AWS, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/aws/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/aws/private-network.js";
import type { StackRules } from "../rules/index.js";
import { awsNameAttributes } from "../rules/name-attributes/aws.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { awsNames } from "../spec/names.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults({ name, network, data, endpoint, aws }: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  if (network && aws && !aws.existingNetwork) {
    const paths: Record<string, readonly string[]> = { zones: ["aws", "zones"] };
    for (const { prop, message } of privateNetworkFaults({ ...network, zones: aws.zones })) {
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

/** Name attributes stand in `rules/name-attributes/aws.ts`; here: which names must be plain strings. */
export const stackRules: StackRules = { nameAttributes: awsNameAttributes, plainNames: [] };
