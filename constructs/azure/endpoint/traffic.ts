/** Who serves which share, and the request that takes all shares away before anything goes. */
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
  /** A Terraform expression of what the endpoint serves now: a map of shares by deployment. */
  readonly serving: string;
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
    const named = props.deployments.map(({ friendlyUniqueId }) => `azapi_resource.${friendlyUniqueId}.name`);
    this.traffic = new AzapiUpdateResource<TrafficBody>(this, "Default", {
      type,
      resourceId: props.endpointId,
      body: { properties: { traffic: props.shares } },
      lifecycle: {
        precondition: [
          {
            // what serves is read from Azure at each plan; in a first one there is nothing yet
            condition: `\${alltrue([for name, share in ${props.serving} : share == 0 || contains([${named.join(", ")}], name)])}`,
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
