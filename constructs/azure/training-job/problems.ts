/** What is wrong with the props of a training job. */
import { formProblems, numberProblems, type Problem, placeProblems, wordProblems } from "../checks/values.js";
import type { TrainingJobProps } from "../training-job.js";

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function trainingJobProblems(props: Partial<TrainingJobProps>): Array<Problem<keyof TrainingJobProps>> {
  const { bucket, network } = props;
  const names = bucket?.containerNames ?? {};
  const containers = Object.keys(names).map((prefix) => names[prefix]);
  return [
    ...formProblems<keyof TrainingJobProps>([
      ["name", props.name, "workspace"],
      ["imageRepositoryName", props.imageRepositoryName, "registry"],
      ["workspaceAccountName", props.workspaceAccountName, "storageAccount"],
      ["workspaceVaultName", props.workspaceVaultName, "keyVault"],
      ["logWorkspaceName", props.logWorkspaceName, "logWorkspace"],
      ["importRoleId", props.importRoleId, "uuid"],
      ["image", props.image?.digest ?? undefined, "digest"],
      ["image", props.image?.command, "command"],
      ["network", network?.privateEndpointSubnetId, "subnetId"],
      ["network", network?.privateDnsZoneIds.workspace, "zoneId"],
      ["network", network?.privateDnsZoneIds.blob, "zoneId"],
      ["bucket", bucket?.accountId, "storageAccountId"],
      ["bucket", bucket?.bucketName, "storageAccount"],
      ["bucket", Object.keys(names), "folder"],
      ["bucket", containers, "container"],
    ]),
    ...placeProblems(props),
    ...wordProblems<keyof TrainingJobProps>([
      ["isolationMode", props.isolationMode, ["AllowOnlyApprovedOutbound", "AllowInternetOutbound"]],
      ["onDestroy", props.onDestroy, ["keep", "delete"]],
    ]),
    ...numberProblems<keyof TrainingJobProps>([
      ["idleSeconds", props.idleSeconds, 60, 86_400],
      // learn.microsoft.com/azure/container-registry/container-registry-retention-policy (2026-10)
      ["untaggedDays", props.untaggedDays, 1, 365],
      // learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure (2026-10)
      ["logRetentionDays", props.logRetentionDays, 30, 730],
    ]),
  ];
}
