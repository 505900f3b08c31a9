/** ARM ids as a pilot has them: constructs refuse anything less. */
export const subscription = "22222222-3333-4444-8555-666666666666";
export const groupId = `/subscriptions/${subscription}/resourceGroups/penguins`;

const of = (provider: string) => `${groupId}/providers/Microsoft.${provider}`;

export const workspaceId = of("MachineLearningServices/workspaces/penguins");
export const logWorkspaceId = of("OperationalInsights/workspaces/penguins-logs");
export const accountId = of("Storage/storageAccounts/penguinsdata");
export const jobIdentityId = of("ManagedIdentity/userAssignedIdentities/penguins-jobs");
export const actionGroupId = of("Insights/actionGroups/penguins-told");
export const networkId = of("Network/virtualNetworks/hub");
export const subnetId = `${networkId}/subnets/private-endpoints`;
export const zoneId = (zone: string): string => of(`Network/privateDnsZones/${zone}`);
