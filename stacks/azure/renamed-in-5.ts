/**
 * What azurerm 5 takes under another name than azurerm 4, for which the bindings and the constructs are made. No JSON
 * fits both. registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide (2026-11), and the
 * schemas of 5.0.1 and 5.10.0, against which `test/stacks/newest-arguments.test.ts` holds what comes out.
 */
import { TerraformResource, type TerraformStack } from "cdktf";
import { major } from "semver";

/** Whether a stack is for azurerm 5. */
export const isAzurerm5 = (version: string): boolean => major(version) === 5;

/** Where the stack's own zones are. */
interface Place {
  readonly subscription: string;
  readonly resourceGroupName: string;
}

/** What one argument of 4 is in 5: the new name, and the value made of the old one; none where it only goes. */
type Renamed = readonly [name: string, value: unknown] | undefined;

type Rename = (old: unknown, place: Place) => Renamed;

const accessType =
  (name: string): Rename =>
  (isEnabled) => [name, isEnabled === false ? "Disabled" : "Enabled"];

/** By type and argument. Azure's own default of both access types, and of local authentication, is that they are on. */
const renames: Readonly<Record<string, Readonly<Record<string, Rename>>>> = {
  azurerm_log_analytics_workspace: {
    internet_ingestion_enabled: accessType("internet_ingestion_access_type"),
    internet_query_enabled: accessType("internet_query_access_type"),
  },
  azurerm_application_insights: {
    local_authentication_disabled: (isDisabled) => ["local_authentication_enabled", isDisabled !== true],
  },
  azurerm_private_dns_zone_virtual_network_link: {
    private_dns_zone_name: (zone, { subscription, resourceGroupName }) => [
      "private_dns_zone_id",
      `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}` +
        `/providers/Microsoft.Network/privateDnsZones/${zone}`,
    ],
    resource_group_name: () => undefined,
  },
};

/** What a resource gives as of now, with its references. */
function argumentsOf(resource: TerraformResource): Readonly<Record<string, unknown>> {
  const { resource: byType } = resource.toTerraform() as {
    readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  };
  return byType[resource.terraformResourceType]?.[resource.friendlyUniqueId] ?? {};
}

/** Writes them into every resource of a stack. Call it when all resources are there. */
export function writeNamesOf5(stack: TerraformStack, place: Place): void {
  for (const construct of stack.node.findAll()) {
    // by its type: two copies of the bindings, or of the core, are two classes
    if (!TerraformResource.isTerraformResource(construct)) continue;
    const ofType = renames[construct.terraformResourceType];
    if (ofType === undefined) continue;
    const given = argumentsOf(construct);
    for (const [old, rename] of Object.entries(ofType)) {
      if (given[old] === undefined) continue;
      const renamed = rename(given[old], place);
      construct.addOverride(old, undefined);
      if (renamed !== undefined) construct.addOverride(...renamed);
    }
  }
}
