/**
 * A delete lock that comes when Terraform begins to destroy, and not before: Azure deletes a storage account with all
 * that is in it, and a lock that stood all the time would also refuse to take a role away. Lifting it is a command that
 * somebody types.
 */
import type { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account/index.js";
import { type ITerraformDependable, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { Survivor } from "../../pilot/record.js";
import { AzapiResourceAction } from "../azapi/resource-action.js";

/** The ARM body of a management lock. */
export interface LockBody {
  readonly properties: { readonly level: "CanNotDelete"; readonly notes: string };
}

export interface LockOnDestroyProps {
  readonly account: StorageAccount;
  /** The account's ARM id. */
  readonly accountId: string;
  /** What must not be deleted before the lock is there: the account's children. */
  readonly children: ITerraformDependable[];
  /** Where false, a lock that an earlier deploy prepared is forgotten without being put. */
  readonly enabled: boolean;
}

/** Locks a storage account as the first act of its destruction. */
export class LockOnDestroy extends Construct {
  /** Grants depend on it: a destroy takes them away before the lock forbids that. Empty where there is no lock. */
  readonly before: ITerraformDependable[];
  /** What stays after destroy. */
  readonly survives: Survivor[];

  constructor(scope: Construct, id: string, props: LockOnDestroyProps) {
    super(scope, id);
    const { account, accountId, children, enabled } = props;
    const lock = new AzapiResourceAction<LockBody>(this, "Default", {
      type: "Microsoft.Authorization/locks@2020-05-01",
      resourceId: `${accountId}/providers/Microsoft.Authorization/locks/keep`,
      method: "PUT",
      when: "destroy",
      body: { properties: { level: "CanNotDelete", notes: "the pilot's data outlives the pilot" } },
      // a replaced account is destroyed too; only its id is named, or every new tag would put the lock
      lifecycle: {
        ignoreChanges: "all",
        replaceTriggeredBy: [`${account.terraformResourceType}.${account.friendlyUniqueId}.id`],
      },
      dependsOn: children,
    });
    const accountName = account.nameInput ?? "";
    const resource = `--resource ${accountName} --resource-type Microsoft.Storage/storageAccounts`;
    this.before = [lock];
    this.survives = [
      {
        what: `storage account ${accountName} under the lock "keep", its key and its access logs`,
        costs: "stored GiB and one key a month",
        remove: `az lock delete --name keep --resource-group <its group> ${resource}, then destroy again`,
      },
    ];
    if (enabled) return;
    const from = `${lock.terraformResourceType}.${lock.friendlyUniqueId}`;
    this.node.tryRemoveChild("Default");
    this.before = [];
    this.survives = [];
    TerraformStack.of(this).addOverride("removed", [{ from, lifecycle: { destroy: false } }]);
  }
}
