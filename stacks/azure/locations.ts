/** Locations of Azure that lack something. */
import type { PilotSpec } from "../pilot-spec/schema.js";

/**
 * Locations without availability zones, where Azure refuses zone-redundant storage.
 * learn.microsoft.com/azure/reliability/regions-list (2026-10); what is refused there: Esri/arcgis-gitops issue 160
 * (2025-01-20), Azure/ARO-HCP pull request 1252 (2025-02-05)
 */
const withoutZones: ReadonlySet<string> = new Set([
  ...["westus", "northcentralus", "westcentralus", "canadaeast", "brazilsoutheast"],
  ...["ukwest", "francesouth", "germanynorth", "norwaywest", "switzerlandwest", "swedensouth"],
  ...["southindia", "westindia", "jioindiawest", "jioindiacentral", "koreasouth"],
  ...["australiasoutheast", "australiacentral", "australiacentral2", "southafricawest", "uaecentral"],
]);

/** Where the copies of the data are: as the spec says, else in three zones where the location has them. */
export const replicationOf = ({ location, replication }: NonNullable<PilotSpec["azure"]>): "ZRS" | "LRS" =>
  replication ?? (withoutZones.has(location) ? "LRS" : "ZRS");
