/** The ARM bodies of an online endpoint and of what serves behind it. */

/** An endpoint. Its traffic is written by a resource of its own. */
export interface OnlineEndpointBody {
  readonly properties: {
    readonly authMode: "AADToken";
    readonly publicNetworkAccess: "Disabled";
    readonly traffic: Readonly<Record<string, never>>;
    readonly description: string;
  };
}

/** How often and how long a probe asks. */
export interface Probe {
  readonly initialDelay: string;
  readonly period: string;
  readonly timeout: string;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** A release, on so many machines. The count is the SKU's capacity. */
export interface OnlineDeploymentBody {
  readonly sku: { readonly name: "Default"; readonly capacity: number };
  readonly properties: {
    readonly endpointComputeType: "Managed";
    readonly model: string;
    readonly environmentId: string;
    readonly instanceType: string;
    readonly appInsightsEnabled: boolean;
    readonly environmentVariables: Readonly<Record<string, string>>;
    readonly scaleSettings: { readonly scaleType: "Default" };
    readonly requestSettings: {
      readonly requestTimeout: string;
      readonly maxConcurrentRequestsPerInstance: number;
      readonly maxQueueWait: string;
    };
    readonly livenessProbe: Probe;
    readonly readinessProbe: Probe;
  };
}

/** Shares by deployment; the service wants a sum of 0 or 100. */
export interface TrafficBody {
  readonly properties: { readonly traffic: Readonly<Record<string, number>> };
}

/** What is put before the deployments go: the whole endpoint, without traffic. */
export interface DrainBody {
  readonly location: string;
  readonly identity: {
    readonly type: "UserAssigned";
    readonly userAssignedIdentities: Readonly<Record<string, object>>;
  };
  readonly properties: OnlineEndpointBody["properties"];
}

/** The image as an environment that serves: the port and the routes are the image's contract. */
export interface ServingEnvironmentBody {
  readonly properties: {
    readonly image: string;
    readonly osType: "Linux";
    readonly description: string;
    readonly inferenceConfig: Readonly<
      Record<"livenessRoute" | "readinessRoute" | "scoringRoute", { readonly path: string; readonly port: number }>
    >;
  };
}
