/** Who read and wrote the data bucket, kept for so many days in a Log Analytics workspace of its own. */
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface AccessLogsProps {
  readonly workspaceName: string;
  readonly location: string;
  readonly subscription: string;
  readonly resourceGroupName: string;
  /** The storage account's ARM id. */
  readonly accountId: string;
  readonly retentionDays: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Every read, write and delete of a blob, with who asked and from where. */
export class AccessLogs extends Construct {
  readonly workspace: LogAnalyticsWorkspace;
  readonly setting: MonitorDiagnosticSetting;

  constructor(scope: Construct, id: string, props: AccessLogsProps) {
    super(scope, id);
    const { location, resourceGroupName, tags } = props;
    this.workspace = new LogAnalyticsWorkspace(this, "Default", {
      name: props.workspaceName,
      location,
      resourceGroupName,
      sku: "PerGB2018",
      retentionInDays: props.retentionDays,
      // a runaway reader must not become a bill: what comes after it on that day is not logged
      dailyQuotaGb: 1,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: false,
      // queries need an Entra login and a role; closing this too would need a private link scope to read any log
      internetQueryEnabled: true,
      ...given({ tags }),
    });
    this.setting = new MonitorDiagnosticSetting(this, "reads-and-writes", {
      name: "reads-and-writes",
      targetResourceId: `${props.accountId}/blobServices/default`,
      logAnalyticsWorkspaceId:
        `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}` +
        `/providers/Microsoft.OperationalInsights/workspaces/${this.workspace.name}`,
      enabledLog: [{ category: "StorageRead" }, { category: "StorageWrite" }, { category: "StorageDelete" }],
    });
  }
}
