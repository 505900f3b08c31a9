/** How each change of the Azure table is tried, on the example that serves. */
import { overlaid } from "../terraform/workspace.js";
import type { Trial } from "./walk.js";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
/** The image that the example serves with. */
const deployed = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const releases = (more: object) => ({
  azure: { releases: { r1: { version: "1", ...more }, r2: { version: "2", ...more } } },
});
const hub =
  "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub";
const existingNetwork = { virtualNetworkId: hub, privateEndpointSubnetId: `${hub}/subnets/private-endpoints` };

/** One trial for each row of `stacks/azure/changes.ts`. */
export const trials: readonly Trial[] = [
  { key: "azure.live", to: { azure: { live: "r1" } } },
  { key: "azure.canary", to: { azure: { canary: "r1" } } },
  { key: "azure.releases", change: "one is added", to: { azure: { releases: { r3: "3" } } } },
  { key: "azure.releases", change: "one without traffic is removed", to: { azure: { releases: { r1: undefined } } } },
  {
    key: "azure.releases",
    change: "one that serves is removed",
    to: { azure: { live: "r1", releases: { r2: undefined } } },
  },
  { key: "azure.releases", change: "another version under the same name", to: { azure: { releases: { r2: "3" } } } },
  {
    key: "image.digest",
    change: "with releases that name their image",
    from: releases({ image: deployed }),
    to: { ...releases({ image: deployed }), image: { digest } },
  },
  { key: "image.digest", change: "with a release that names no image", to: { image: { digest } } },
  { key: "image.predictRoute", to: { image: { predictRoute: "/score" } } },
  {
    key: "endpoint.hardware",
    change: "with releases that name their hardware",
    from: releases({ hardware: "cpu-small" }),
    to: overlaid(releases({ hardware: "cpu-small" }), {
      endpoint: { hardware: "cpu-large" },
      azure: { releases: { r3: "3" } },
    }),
  },
  {
    key: "endpoint.hardware",
    change: "with a release that names no hardware",
    to: { endpoint: { hardware: "cpu-large" } },
  },
  { key: "endpoint.minReplicas", to: { endpoint: { minReplicas: 2 } } },
  { key: "endpoint.maxReplicas", to: { endpoint: { maxReplicas: 3 } } },
  { key: "endpoint.mode", change: "realtime to batch", to: { endpoint: { mode: "batch", schedule: "0 3 * * *" } } },
  { key: "training.hardware", to: { training: { hardware: "cpu-large" } } },
  { key: "training.interruptible", to: { training: { interruptible: true } } },
  { key: "network.allowedClients", to: { network: { allowedClients: ["192.168.20.0/24"] } } },
  { key: "network.cidr", to: { network: { cidr: "10.30.0.0/20" } } },
  { key: "azure.existingNetwork", to: { azure: { existingNetwork } } },
  {
    key: "azure.isolationMode",
    change: "tightened",
    from: { azure: { isolationMode: "AllowInternetOutbound" } },
    to: { azure: { isolationMode: "AllowOnlyApprovedOutbound" } },
  },
  { key: "azure.isolationMode", change: "loosened", to: { azure: { isolationMode: "AllowInternetOutbound" } } },
  { key: "azure.location", to: { azure: { location: "northeurope" } } },
  { key: "azure.replication", to: { azure: { replication: "LRS" } } },
  { key: "azure.generation", to: { azure: { generation: 1 } } },
  { key: "operators.azure", to: { operators: { azure: ["22222222-2222-4333-8444-555555555555"] } } },
  { key: "labels", to: { labels: { team: "birds" } } },
  { key: "budget.recipients", to: { budget: { recipients: ["money@example.com"] } } },
  { key: "data.retentionDays", to: { data: { retentionDays: { artifacts: 60 } } } },
  { key: "onDestroy", to: { onDestroy: "delete" } },
  { key: "paused", change: "false to true", to: { paused: true } },
];
