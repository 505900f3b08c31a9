/**
 * Makes: an endpoint without keys or a public address, deployments of releases, traffic, autoscale, alerts, a role.
 * Needs: a workspace in a managed network, an image digest, a version of the model that the pipeline registered.
 * Never: a key, public access, a release that serves and is not listed, a deployment that goes before its traffic.
 * Idle cost: minReplicas machines for each listed release, and its alerts; an endpoint without a deployment is free.
 * Survives destroy: nothing; traffic goes first, then deployments, then the endpoint.
 * Verified by: unit tests, plan, apply, release, destroy by the real providers on a fake of ARM; never in Azure.
 */
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { AzapiResource, untilRolesHaveSpread } from "./azapi/resource.js";
import { identityProblems, principalOf, refuse } from "./checks/values.js";
import { Alerts } from "./endpoint/alerts.js";
import type { OnlineEndpointBody } from "./endpoint/bodies.js";
import { Deployment } from "./endpoint/deployment.js";
import { ledgerEntries } from "./endpoint/ledger-entries.js";
import { endpointProblems } from "./endpoint/problems.js";
import { type Serving, ServingEnvironment } from "./endpoint/serving-environment.js";
import { shares, Traffic } from "./endpoint/traffic.js";

export { endpointProblems };

/** What runs as a managed identity, or somebody of the spec. */
export interface Identity {
  /** Plain text for ids, such as `endpoint`. */
  readonly name: string;
  /** Its object id. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

/** A version of the model, with what serves it. */
export interface Release {
  /** The number of a registered version. */
  readonly version: string;
  /** The image by digest. @default - the endpoint's */
  readonly digest?: string | null;
  /** The machines. @default - the endpoint's */
  readonly vmSize?: string;
}

export interface EndpointProps {
  /** 3 to 32 letters, digits and -, a letter first; unique in the location. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who owns what serves. */
  readonly owner: string;
  /** What may serve, by the name of the release. Each listed one has machines, and keeps what it was deployed with. */
  readonly releases: Readonly<Record<string, string | Release>>;
  /** The release that serves; set it back to roll back. null makes the identity only. */
  readonly live: string | null;
  /** A release that gets `canaryPercent` while it is watched. @default - none */
  readonly canary?: string | null;
  /** The image by digest, null until it is there. */
  readonly image: { readonly digest: string | null };
  /** Where the server in the image listens. @default - the pilot image's contract: 5001, /live, /ready, /score */
  readonly serving?: Serving;
  /** The workspace that it stands in, and the environment that it serves with: a `TrainingJob`. */
  readonly trainingJob: {
    readonly workspaceId: string;
    readonly logWorkspaceId: string;
    readonly ready: ITerraformDependable[];
    imageUri(digest: string): string;
  };
  /** What gives the id of a model's version: a `ModelRegistry`. */
  readonly modelRegistry: { versionId(version: string): string };
  /** The machine of one replica, such as `Standard_DS2_v2`. */
  readonly vmSize: string;
  /** Replicas that always stand, and bill while nobody calls. */
  readonly minReplicas: number;
  /** Replicas that there are at most. */
  readonly maxReplicas: number;
  /** An alert above it. */
  readonly p95Milliseconds: number;
  /** An alert above it. */
  readonly errorPercent: number;
  /** Percent of requests that a new release gets first. */
  readonly canaryPercent: number;
  /** Told after so long without a request; a day is the longest that Azure watches. */
  readonly idleHours: number;
  /** A UUID for the role that calls the endpoint: unique in the tenant. */
  readonly invokeRoleId: string;
  /** Who is told. @default - alerts that tell nobody */
  readonly actionGroupId?: string;
  /** Nothing that bills stays: no deployment, no endpoint. @default false */
  readonly paused?: boolean;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** A private endpoint whose releases are switched by one line. */
export class Endpoint extends Construct {
  /** What the model runs as: other boxes grant it what it may. */
  readonly identity: Identity;
  /** A reference; undefined until a release is live. */
  readonly endpointName?: string;
  private readonly props: EndpointProps;
  private readonly group: string;

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    this.props = props;
    refuse(this.node.path, endpointProblems(props));
    const { name, location, resourceGroupName, tags, live, canary = null, canaryPercent, trainingJob } = props;
    const { digest } = props.image;
    this.group = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}`;
    const runsAs = new UserAssignedIdentity(this, "identity", {
      name: `${name}-endpoint`,
      location,
      resourceGroupName,
      ...given({ tags }),
    });
    const identityId = `${this.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${runsAs.name}`;
    this.identity = { name: "endpoint", principalId: runsAs.principalId, policies: [] };
    if (live !== null && digest !== null && props.paused !== true) {
      const properties: OnlineEndpointBody["properties"] = {
        authMode: "AADToken",
        publicNetworkAccess: "Disabled",
        traffic: {},
        description: "the pilot's model",
      };
      const endpoint = new AzapiResource<OnlineEndpointBody>(this, "Default", {
        type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01",
        parentId: trainingJob.workspaceId,
        name,
        location,
        identityIds: [identityId],
        body: { properties },
        // an update reads what is live and sends it along; the traffic itself is written below
        ignoreBodyChanges: ["properties.traffic"],
        retry: untilRolesHaveSpread,
        timeout: "60m",
        ...given({ tags }),
      });
      // Filled at synth: what the endpoint runs as may pull its image and read its model before it starts.
      const produce = () => [...this.identity.policies, ...trainingJob.ready].map(dependable);
      endpoint.dependsOn = Lazy.listValue({ produce });
      this.endpointName = endpoint.name;
      const endpointId = `${trainingJob.workspaceId}/onlineEndpoints/${endpoint.name}`;
      const serving = props.serving ?? {
        port: 5001,
        livenessRoute: "/live",
        readinessRoute: "/ready",
        scoringRoute: "/score",
      };
      const environments = new ServingEnvironment(this, "environment", {
        workspaceId: trainingJob.workspaceId,
        imageUri: (each) => trainingJob.imageUri(each),
        serving,
        dependsOn: trainingJob.ready,
      });
      const deployments: Record<string, Deployment> = {};
      for (const [release, listed] of Object.entries(props.releases)) {
        const own = typeof listed === "string" ? { version: listed } : listed;
        const image = own.digest ?? digest;
        deployments[release] = new Deployment(this, `rel-${release}`, {
          deploymentName: `rel-${release}`,
          location,
          resourceGroupName,
          endpointId,
          release: { name: release, version: own.version, digest: image },
          modelId: props.modelRegistry.versionId(own.version),
          environmentId: environments.idOf(image),
          serving,
          vmSize: own.vmSize ?? props.vmSize,
          minReplicas: props.minReplicas,
          maxReplicas: props.maxReplicas,
          requestTimeoutSeconds: 60,
          ...given({ tags }),
        });
      }
      const byRelease = shares(Object.keys(deployments), live, canary, canaryPercent);
      const byDeployment: Record<string, number> = {};
      for (const [release, share] of Object.entries(byRelease)) byDeployment[`rel-${release}`] = share;
      const { traffic, drain } = new Traffic(this, "traffic", {
        endpointId,
        endpoint,
        shares: byDeployment,
        drain: {
          location,
          identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
          properties,
        },
        deployments: Object.values(deployments).map(({ deployment }) => deployment),
      });
      const untilDrained = () => [traffic, ...this.identity.policies].map(dependable);
      drain.dependsOn = Lazy.listValue({ produce: untilDrained });
      new Alerts(this, "alerts", {
        name,
        location,
        resourceGroupName,
        endpointId,
        endpointName: endpoint.name,
        logWorkspaceId: trainingJob.logWorkspaceId,
        p95Milliseconds: props.p95Milliseconds,
        errorPercent: props.errorPercent,
        idleHours: props.idleHours,
        ...given({ actionGroupId: props.actionGroupId, tags }),
      });
      new MonitorDiagnosticSetting(this, "logs", {
        name: "endpoint-logs",
        targetResourceId: endpointId,
        logAnalyticsWorkspaceId: trainingJob.logWorkspaceId,
        enabledLog: ["Traffic", "Console", "Event"].map((kind) => ({ category: `AmlOnlineEndpoint${kind}Log` })),
        enabledMetric: [{ category: "AllMetrics" }],
      });
      record(this, () => {
        const alerts = this.node.findChild("alerts") as Alerts;
        const serves = deployments[live] as Deployment;
        return ledgerEntries(props, runsAs, { endpoint, live, serves, traffic, alerts });
      });
      return;
    }
    record(this, ledgerEntries(props, runsAs));
  }

  /** Lets somebody call the endpoint, by the single action that scoring is. Returns the role assignment. */
  grantInvoke(identity: Identity): RoleAssignment {
    refuse(this.node.path, identityProblems(identity));
    const { trainingJob, name, invokeRoleId } = this.props;
    if (this.endpointName === undefined) {
      throw new Error(
        `${this.node.path}: live: names no release that serves, so nobody can call it; grant it once one does`,
      );
    }
    const role =
      (this.node.tryFindChild("invoke-role") as RoleDefinition | undefined) ??
      new RoleDefinition(this, "invoke-role", {
        name: `${name}: call the endpoint`,
        roleDefinitionId: invokeRoleId,
        scope: this.group,
        assignableScopes: [this.group],
        description: "scores, and nothing else",
        permissions: [{ actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"] }],
      });
    const policy = new RoleAssignment(this, `${identity.name}-invoke`, {
      scope: `${trainingJob.workspaceId}/onlineEndpoints/${this.endpointName}`,
      roleDefinitionId: `${this.group}/providers/Microsoft.Authorization/roleDefinitions/${role.roleDefinitionId}`,
      ...principalOf(identity),
    });
    identity.policies.push(policy);
    return policy;
  }
}
