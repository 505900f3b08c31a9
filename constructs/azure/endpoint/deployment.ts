/** One release behind the endpoint: its deployment, and the autoscale that moves its count. */
import { MonitorAutoscaleSetting } from "@cdktf/provider-azurerm/lib/monitor-autoscale-setting/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { Held } from "../azapi/held.js";
import { AzapiResource, untilRolesHaveSpread } from "../azapi/resource.js";
import type { OnlineDeploymentBody, Probe } from "./bodies.js";
import type { Serving } from "./serving-environment.js";

export interface DeploymentProps {
  /** 3 to 32 characters. */
  readonly deploymentName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly endpointId: string;
  /** What it serves, as a person lists it. */
  readonly release: { readonly name: string; readonly version: string; readonly digest: string };
  readonly modelId: string;
  readonly environmentId: string;
  readonly serving: Serving;
  readonly vmSize: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly requestTimeoutSeconds: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

const probe: Probe = {
  initialDelay: "PT10S",
  period: "PT10S",
  timeout: "PT2S",
  successThreshold: 1,
  failureThreshold: 30,
};

/**
 * Holds what a release was deployed with: an update would put another model, image or machine under what serves. A
 * managed deployment takes no other VM size: Azure/AML-Kubernetes issue 247.
 */
function holdRelease(scope: Construct, { release: { name, version, digest }, vmSize, serving }: DeploymentProps): void {
  const other = "or list it as another release";
  const routes = [serving.port, serving.livenessRoute, serving.readinessRoute, serving.scoringRoute].join(" ");
  new Held(scope, "held", {
    values: {
      version: {
        value: version,
        message: `release ${name} must stay version $WAS while it is listed, got ${version}: list it as another release.`,
      },
      image: {
        value: digest,
        message:
          `release ${name} must keep its image $WAS while it is listed, got ${digest}: write the old one beside its ` +
          `version ({ version: "${version}", image: "$WAS" }), ${other}.`,
      },
      vmSize: {
        value: vmSize,
        message:
          `release ${name} must keep its machines $WAS while it is listed, got ${vmSize}: write the old hardware beside ` +
          `its version ({ version: "${version}", hardware: … }), ${other}.`,
      },
      routes: {
        value: routes,
        message:
          `release ${name} must keep its port and routes $WAS while it is listed, got ${routes}: set paused: true and ` +
          "deploy, then change them.",
      },
    },
  });
}

/** A deployment of one model version. A changed name or model is made before the old one goes. */
export class Deployment extends Construct {
  readonly deployment: AzapiResource<OnlineDeploymentBody>;
  readonly autoscale?: MonitorAutoscaleSetting;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id);
    const { location, resourceGroupName, endpointId, minReplicas, maxReplicas, tags } = props;
    holdRelease(this, props);
    this.deployment = new AzapiResource<OnlineDeploymentBody>(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-06-01",
      parentId: endpointId,
      name: props.deploymentName,
      location,
      body: {
        sku: { name: "Default", capacity: minReplicas },
        properties: {
          endpointComputeType: "Managed",
          model: props.modelId,
          environmentId: props.environmentId,
          instanceType: props.vmSize,
          // logs go out by diagnostics; egressPublicNetworkAccess stays unset: the workspace's managed network decides
          appInsightsEnabled: false,
          // the environment says where Azure asks; these bring the server there
          environmentVariables: {
            PILOT_PORT: String(props.serving.port),
            PILOT_LIVENESS_ROUTE: props.serving.livenessRoute,
            PILOT_READINESS_ROUTE: props.serving.readinessRoute,
            PILOT_SCORING_ROUTE: props.serving.scoringRoute,
          },
          scaleSettings: { scaleType: "Default" },
          requestSettings: {
            requestTimeout: `PT${props.requestTimeoutSeconds}S`,
            maxConcurrentRequestsPerInstance: 64,
            maxQueueWait: "PT1S",
          },
          livenessProbe: probe,
          readinessProbe: probe,
        },
      },
      // autoscale moves the count, and a later update carries the live one; without autoscale the spec's count counts
      lifecycle: {
        createBeforeDestroy: true,
        ...(maxReplicas > minReplicas ? { ignoreChanges: ["body.sku.capacity"] } : {}),
      },
      retry: untilRolesHaveSpread,
      timeout: "60m",
      ...given({ tags }),
    });
    if (maxReplicas === minReplicas) return;
    const deploymentId = `${endpointId}/deployments/${this.deployment.name}`;
    const rule = (direction: "Increase" | "Decrease", operator: string, threshold: number, cooldown: string) => ({
      metricTrigger: {
        metricName: "CpuUtilizationPercentage",
        metricResourceId: deploymentId,
        timeGrain: "PT1M",
        statistic: "Average",
        timeWindow: "PT5M",
        timeAggregation: "Average",
        operator,
        threshold,
      },
      scaleAction: { direction, type: "ChangeCount", value: 1, cooldown },
    });
    this.autoscale = new MonitorAutoscaleSetting(this, "autoscale", {
      name: `${props.deploymentName}-autoscale`,
      location,
      resourceGroupName,
      targetResourceId: deploymentId,
      profile: [
        {
          name: "cpu",
          capacity: { minimum: minReplicas, maximum: maxReplicas, default: minReplicas },
          rule: [rule("Increase", "GreaterThan", 70, "PT5M"), rule("Decrease", "LessThan", 30, "PT15M")],
        },
      ],
      ...given({ tags }),
    });
  }
}
