/** Who serves which share, and the request that takes all shares away before anything goes. */
import { type ITerraformDependable, TerraformDataSource } from "cdktf";
import { Construct } from "constructs";
import type { AzapiResource } from "../azapi/resource.js";
import { AzapiResourceAction } from "../azapi/resource-action.js";
import { AzapiUpdateResource } from "../azapi/update-resource.js";
import type { DrainBody, OnlineDeploymentBody, TrafficBody } from "./bodies.js";

/**
 * Shares of traffic by release: the live one has all but what a canary gets. Every release is named, zeros included.
 */
export function shares(
  releases: readonly string[],
  live: string,
  canary: string | null,
  canaryPercent: number,
): Record<string, number> {
  const share: Record<string, number> = {};
  for (const release of releases) {
    const isCanary = release === canary;
    share[release] = isCanary ? canaryPercent : release === live ? 100 - (canary === null ? 0 : canaryPercent) : 0;
  }
  return share;
}

export interface TrafficProps {
  readonly endpointId: string;
  readonly endpoint: ITerraformDependable;
  /** Shares by deployment. */
  readonly shares: Readonly<Record<string, number>>;
  readonly drain: DrainBody;
  readonly deployments: ReadonlyArray<AzapiResource<OnlineDeploymentBody>>;
}

const type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01";

/** The endpoint's traffic. It is merged into what is there, so a deployment that is not named would keep its share. */
export class Traffic extends Construct {
  readonly traffic: AzapiUpdateResource<TrafficBody>;
  /** Sent when it goes: before the deployments, which go before the endpoint. */
  readonly drain: AzapiResourceAction<DrainBody>;

  constructor(scope: Construct, id: string, props: TrafficProps) {
    super(scope, id);
    // What serves, read from Azure at each plan: the endpoint's own output shows what we sent, because its traffic is
    // left alone. In a first plan there is no endpoint, so the dependency puts the reading off.
    const serving = new TerraformDataSource(this, "serving", {
      terraformResourceType: "azapi_resource",
      terraformGeneratorMetadata: { providerName: "azapi" },
      dependsOn: [props.endpoint],
    });
    serving.addOverride("type", type);
    serving.addOverride("resource_id", props.endpointId);
    serving.addOverride("response_export_values", { traffic: "properties.traffic" });
    const now = `try(data.azapi_resource.${serving.friendlyUniqueId}.output.traffic, {})`;
    const named = props.deployments.map(({ friendlyUniqueId }) => `azapi_resource.${friendlyUniqueId}.name`);
    this.traffic = new AzapiUpdateResource<TrafficBody>(this, "Default", {
      type,
      resourceId: props.endpointId,
      body: { properties: { traffic: props.shares } },
      lifecycle: {
        precondition: [
          {
            condition: `\${alltrue([for name, share in ${now} : share == 0 || contains([${named.join(", ")}], name)])}`,
            errorMessage:
              "a release that still serves is no longer listed. Switching and dropping are two deploys: list it, set live, " +
              "deploy; then drop it and deploy again.",
          },
        ],
      },
      dependsOn: [...props.deployments],
    });
    this.drain = new AzapiResourceAction<DrainBody>(this, "drain", {
      type,
      resourceId: props.endpointId,
      method: "PUT",
      when: "destroy",
      body: props.drain,
      dependsOn: [this.traffic],
    });
  }
}
