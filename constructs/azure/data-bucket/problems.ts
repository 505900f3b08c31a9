/** What is wrong with the props of a data bucket. */
import { formProblems, gather, numberProblems, type Problem, placeProblems, wordProblems } from "../checks/values.js";
import type { DataBucketProps } from "../data-bucket.js";

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function dataBucketProblems(props: Partial<DataBucketProps>): Array<Problem<keyof DataBucketProps>> {
  const { network } = props;
  const retentionDays: Readonly<Record<string, number>> = props.retentionDays ?? {};
  const problems: Array<Problem<keyof DataBucketProps>> = [
    ...formProblems<keyof DataBucketProps>([
      ["bucketName", props.bucketName, "storageAccount"],
      ["accessLogWorkspaceName", props.accessLogWorkspaceName, "logWorkspace"],
      ["keyVaultName", props.keyVaultName, "keyVault"],
      ["keyRoleId", props.keyRoleId, "uuid"],
      ["operators", props.operators, "uuid"],
      ["network", network?.privateEndpointSubnetId, "subnetId"],
      ["network", network?.privateDnsZoneIds.blob, "zoneId"],
    ]),
    ...placeProblems(props),
    ...wordProblems<keyof DataBucketProps>([
      ["replication", props.replication, ["ZRS", "LRS"]],
      ["onDestroy", props.onDestroy, ["keep", "delete"]],
    ]),
    // Log Analytics: learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure (2026-10)
    // deleted blobs, versions: learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview (2026-10)
    ...gather(Object.entries(retentionDays), ([what, days]) => {
      const [from, to] = what === "accessLogs" ? [30, 730] : what === "noncurrent" ? [1, 365] : [1, 3650];
      return numberProblems([["retentionDays" as const, days, from, to]]).map(({ prop, message }) => ({
        prop,
        message: `${what}: ${message}, because every store expires`,
      }));
    }),
  ];
  const operators = props.operators ?? [];
  const twice = operators.find((each, index) => operators.indexOf(each) < index);
  if (twice !== undefined) {
    const message = `must name each operator once, got ${JSON.stringify(twice)} twice; remove one of them`;
    problems.push({ prop: "operators", message });
  }
  return problems;
}
