/** This vendor's rules: what a spec can break on Google, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/google/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/google/private-network.js";
import type { StackRules } from "../rules/index.js";
import { googleNameAttributes } from "../rules/name-attributes/google.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { googleNames } from "../spec/names.js";
import type { PilotSpec } from "../spec/schema.js";

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

/**
 * The rules of a pilot's stack. Name attributes stand in `rules/name-attributes/google.ts`; here: which names must be plain
 * strings in the stack that this spec makes.
 */
export function stackRules(
  spec: Pick<PilotSpec, "endpoint"> & { readonly google: NonNullable<PilotSpec["google"]> },
): StackRules {
  const guard = "the endpoint waits for what guards it: a reference to its id would be a cycle";
  const named: ReadonlyArray<readonly [address: string, argument: string]> = [
    ["google_workflows_workflow.endpoint_undeploy_19ADCBCD", "/source_contents"],
    ["google_monitoring_alert_policy.endpoint_alerts_slow_2071EF2D", "/conditions"],
    ["google_monitoring_alert_policy.endpoint_alerts_failing_6CCF2B96", "/conditions"],
    ["google_monitoring_alert_policy.endpoint_alerts_idle_5E3E0961", "/conditions"],
  ];
  const isServing = spec.endpoint.mode === "realtime" && Object.keys(spec.google.releases).length > 0;
  return {
    nameAttributes: googleNameAttributes,
    plainNames: isServing ? named.map(([address, argument]) => ({ address, argument, reason: guard })) : [],
  };
}
