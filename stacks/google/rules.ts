/** This vendor's rules: what a spec can break on Google, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/google/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/google/private-network.js";
import type { StackRules } from "../rules/index.js";
import { googleNameAttributes } from "../rules/name-attributes/google.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { googleNames } from "../spec/names.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults({ name, network, data, google }: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  if (network && google) {
    const paths: Record<string, readonly string[]> = { accessPolicy: ["google", "accessPolicy"] };
    const { serviceControls, accessPolicy } = google;
    for (const { prop, message } of privateNetworkFaults({ ...network, serviceControls, accessPolicy })) {
      faults.push({ path: paths[prop] ?? ["network", prop], message });
    }
  }
  if (name && data && google) {
    const names = googleNames(name, google.project);
    const props = { bucketName: names.dataBucket, accessLogBucketName: names.accessLogBucket };
    for (const { prop, message } of dataBucketFaults({ ...props, retentionDays: data.retentionDays })) {
      if (prop === "retentionDays") faults.push({ path: ["data", "retentionDays"], message });
    }
  }
  return faults;
}

/** Name attributes stand in `rules/name-attributes/google.ts`; here: which names must be plain strings. */
export const stackRules: StackRules = { nameAttributes: googleNameAttributes, plainNames: [] };
