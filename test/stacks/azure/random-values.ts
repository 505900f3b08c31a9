/** Values of Azure ML's block that a pattern alone would hardly hit: most are right, some are the longest. */
import { integer, oneOf, type Pools } from "../random/draw.js";

const group = `/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/${"g".repeat(89)})`;
const network = `${group}/providers/Microsoft.Network/virtualNetworks/hub`;

/** By path of the spec. */
export const pools: Pools = {
  "azure.existingNetwork": (random) => ({
    virtualNetworkId: network,
    privateEndpointSubnetId: `${network}/subnets/${"s".repeat(80)}`,
    ...(random() < 0.5 ? { privateDnsZonesGroupId: group } : {}),
  }),
  "azure.networkWatcherId": () => `${group}/providers/Microsoft.Network/networkWatchers/ours`,
  "azure.machines": (random) => ({
    "cpu-large": { vmSize: "Standard_F16s_v2", vCpus: 16, quota: "standardFSv2Family" },
    ...(random() < 0.5
      ? { "gpu-small": { vmSize: "Standard_NC8as_T4_v3", vCpus: 8, quota: "standard NCASv3_T4 Family" } }
      : {}),
  }),
  "azure.releases": (random) =>
    Object.fromEntries(
      Array.from({ length: integer(random, 0, 20) }, (_, at) => [
        `r${at}${"z".repeat(9)}`,
        oneOf(random, [String(at + 1), { version: "999999999", hardware: "cpu-large" }]),
      ]),
    ),
  "azure.live": (random) => oneOf(random, [null, `r0${"z".repeat(9)}`]),
  "azure.canary": (random) => oneOf(random, [null, `r1${"z".repeat(9)}`]),
  "operators.azure": (random) =>
    Array.from(
      { length: integer(random, 0, 12) },
      (_, at) => `${at.toString(16)}aaaaaaa-bBbb-4ccc-8ddd-${String(integer(random, 0, 9)).repeat(12)}`,
    ),
};
