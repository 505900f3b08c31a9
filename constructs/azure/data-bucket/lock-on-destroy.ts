/**
 * A delete lock that Terraform puts when it begins to destroy the account, and not before: Azure deletes a storage
 * account with all that is in it, and a lock that is always there also refuses to remove a role assignment. Somebody
 * lifts it with a command.
 */

import { Sleep } from "@cdktf/provider-time/lib/sleep/index.js";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Survivor } from "../../pilot/record.js";
import { Forgotten } from "../azapi/forgotten.js";
import { AzapiResourceAction } from "../azapi/resource-action.js";

/**
 * How long a destroy waits between the lock and the first delete below it. A new lock is not in force in every region
 * of Resource Manager at once: azurerm polls one for about two minutes (hashicorp/terraform-provider-azurerm pull
 * request 23345, 2023-09-21; management_lock_resource.go of 4.55: 12 reads in a row, 10 seconds apart).
 */
export const lockWait = "180s";

/** The ARM body of a management lock. */
export interface LockBody {
  readonly properties: { readonly level: "CanNotDelete"; readonly notes: string };
}

export interface LockOnDestroyProps {
  readonly account: TerraformResource;
  /** Its name as plain text, for the commands. */
  readonly accountName: string;
  /** The account's ARM id. */
  readonly accountId: string;
  /** What must not be deleted before the lock is in force: the account's children. */
  readonly children: ITerraformDependable[];
  /** Where false, a lock that an earlier deploy prepared is forgotten, and none is put. */
  readonly enabled: boolean;
}

/**
 * Locks a storage account before Terraform deletes anything in it. A destroy goes through these in turn: what points at
 * the account goes, the lock is put, the wait passes, a read finds the lock, and only then Azure is asked to delete.
 */
export class LockOnDestroy extends Construct {
  /**
   * Whatever points at the account depends on these, because a lock also refuses to remove it: role assignments,
   * private endpoints, outbound rules of a managed network. Empty where there is no lock.
   */
  readonly before: ITerraformDependable[];
  /** The lock that a destroy puts; undefined where none is put. */
  readonly lock: AzapiResourceAction<LockBody> | undefined;
  /** What stays after destroy. */
  readonly survives: Survivor[];

  constructor(scope: Construct, id: string, props: LockOnDestroyProps) {
    super(scope, id);
    const { account, accountName, accountId, children, enabled } = props;
    // a replaced account is destroyed too; only its id is named, or every new tag would put the lock
    const replaceTriggeredBy = [`${account.terraformResourceType}.${account.friendlyUniqueId}.id`];
    const lock = {
      type: "Microsoft.Authorization/locks@2020-05-01",
      resourceId: `${accountId}/providers/Microsoft.Authorization/locks/keep`,
      when: "destroy",
      lifecycle: { ignoreChanges: "all", replaceTriggeredBy },
    } as const;
    const found = new AzapiResourceAction(this, "found", { ...lock, method: "GET", dependsOn: children });
    const wait = new Sleep(this, "wait", {
      destroyDuration: lockWait,
      lifecycle: { replaceTriggeredBy },
      dependsOn: [found],
    });
    const put = new AzapiResourceAction<LockBody>(this, "Default", {
      ...lock,
      method: "PUT",
      body: { properties: { level: "CanNotDelete", notes: "the pilot's data outlives the pilot" } },
      dependsOn: [wait],
    });
    const resource = `--resource ${accountName} --resource-type Microsoft.Storage/storageAccounts`;
    this.before = [put];
    this.lock = enabled ? put : undefined;
    this.survives = [
      {
        what:
          `storage account ${accountName} under the lock "keep", its key and its access logs; ` +
          "destroy ends at it with exit code 1 and ScopeLocked, by design",
        costs: "stored GiB and one key a month",
        remove: `az lock delete --name keep --resource-group <its group> ${resource}, then destroy again`,
      },
    ];
    if (enabled) return;
    this.before = [];
    this.survives = [];
    this.forget(put, found, wait);
  }

  /** Destroying the lock's resources would put the lock, so they only leave the state. */
  private forget(...prepared: readonly TerraformResource[]): void {
    for (const [index, resource] of prepared.entries()) {
      const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
      this.node.tryRemoveChild(resource.node.id);
      new Forgotten(this, `forgotten-${index}`, address);
    }
  }
}
