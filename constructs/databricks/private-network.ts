/**
 * Makes: an enforced egress policy, put on the workspace; a connectivity configuration with private endpoints.
 * Needs: a provider of the account (`https://accounts.…`) and an account admin; on AWS the Enterprise tier.
 * Never: full access, a policy that only counts, a destination that is everything; a second configuration.
 * Idle cost: private endpoints by the hour, on Databricks's bill.
 * Survives destroy: what is on the workspace: destroy sends nothing for it. Set `detached`, apply, then destroy.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { AccountNetworkPolicy } from "@cdktf/provider-databricks/lib/account-network-policy/index.js";
import { MwsNccBinding } from "@cdktf/provider-databricks/lib/mws-ncc-binding/index.js";
import { MwsNccPrivateEndpointRule } from "@cdktf/provider-databricks/lib/mws-ncc-private-endpoint-rule/index.js";
import { MwsNetworkConnectivityConfig } from "@cdktf/provider-databricks/lib/mws-network-connectivity-config/index.js";
import { WorkspaceNetworkOption } from "@cdktf/provider-databricks/lib/workspace-network-option/index.js";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, refuse } from "./checks/values.js";

/** A private way to one service of the cloud. */
export type PrivateEndpoint =
  /** On AWS: a service in a VPC, or S3 by its service name and the buckets. */
  | { readonly endpointService: string; readonly resourceNames: readonly string[] }
  /** On Azure: a resource, and the part of it that is reached, such as `blob`. */
  | { readonly resourceId: string; readonly groupId: string };

export interface PrivateNetworkProps {
  /** Of the policy and of the configuration: 1 to 30 letters, digits, _, . and -. */
  readonly name: string;
  /** The id of the Databricks account. Each resource holds it, because provider 1.99.0 reads it back. */
  readonly accountId: string;
  /** The id of the workspace. */
  readonly workspaceId: string;
  /** Who answers for what may be reached. */
  readonly owner: string;
  /**
   * Names that serverless compute may reach on the internet, such as `pypi.org`: at most 100. Locations of Unity
   * Catalog may always be reached. @default none
   */
  readonly allowedDomains?: readonly string[];
  /** Private endpoints in one region. A workspace has one configuration. @default - no configuration is made */
  readonly connectivity?: { readonly region: string; readonly endpoints: Readonly<Record<string, PrivateEndpoint>> };
  /**
   * The workspace goes back to the account's default policy. Apply it before destroy: destroy sends nothing, and leaves
   * a workspace on a policy that cannot be deleted. @default false
   */
  readonly detached?: boolean;
}

/** What a workspace has without a policy of its own. */
const defaultPolicy = "default-policy";

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function privateNetworkProblems(props: Partial<PrivateNetworkProps>): Array<Problem<keyof PrivateNetworkProps>> {
  const { allowedDomains = [], connectivity } = props;
  const endpoints = connectivity?.endpoints ?? {};
  return [
    ...formProblems<keyof PrivateNetworkProps>([
      ["name", props.name, "networkPolicy"],
      ["accountId", props.accountId, "accountId"],
      ["workspaceId", props.workspaceId, "workspaceId"],
      ["owner", props.owner, "address"],
      ["allowedDomains", allowedDomains, "domain"],
      ["connectivity", connectivity?.region, "region"],
      ["connectivity", Object.keys(endpoints), "identityName"],
    ]),
    ...gather(Object.values(endpoints), (endpoint) => {
      const all: {
        endpointService?: string;
        resourceNames?: readonly string[];
        resourceId?: string;
        groupId?: string;
      } = endpoint;
      return formProblems<keyof PrivateNetworkProps>([
        ["connectivity", all.endpointService, "endpointService"],
        ["connectivity", all.resourceNames, "bucketName"],
        ["connectivity", all.resourceId, "azureResource"],
        ["connectivity", all.groupId, "word"],
      ]);
    }),
    ...numberProblems<keyof PrivateNetworkProps>([
      ["allowedDomains", allowedDomains.length, 0, 100, "a whole number", "write fewer destinations"],
    ]),
  ];
}

/** What serverless compute of the workspace may reach. It outlives the pilot, with other rights: a stack of its own. */
export class PrivateNetwork extends Construct {
  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    refuse(this, privateNetworkProblems(props));
    const { accountId, allowedDomains = [], detached = false, connectivity } = props;
    const policy = new AccountNetworkPolicy(this, "Default", {
      // without it 1.99.0 ends with an inconsistent result, and the resource is tainted
      accountId,
      networkPolicyId: props.name,
      egress: {
        networkAccess: {
          restrictionMode: "RESTRICTED_ACCESS",
          ...(allowedDomains.length === 0
            ? {}
            : {
                allowedInternetDestinations: [...allowedDomains]
                  .sort()
                  .map((destination) => ({ destination, internetDestinationType: "DNS_NAME" })),
              }),
          policyEnforcement: { enforcementMode: "ENFORCED" },
        },
      },
    });
    const workspaceId = Number(props.workspaceId);
    new WorkspaceNetworkOption(this, "workspace", {
      workspaceId,
      networkPolicyId: detached ? defaultPolicy : policy.networkPolicyId,
      // also while it names the default policy: the policy goes after the workspace has left it
      dependsOn: [policy],
    });
    if (connectivity) this.connect(props, workspaceId, connectivity);
    record(this, () => {
      const workspace = this.node.findChild("workspace") as WorkspaceNetworkOption;
      return {
        box: "private network",
        owner: props.owner,
        meter: {
          what: connectivity ? "hours of private endpoints, and GiB through them" : "nothing",
          whileIdle: connectivity !== undefined,
        },
        safeguards: [
          {
            kind: "network-isolation",
            subject: "what serverless compute reaches",
            at: [policy, "/egress/network_access/restriction_mode"],
          },
          {
            kind: "network-isolation",
            subject: "that it is enforced",
            at: [policy, "/egress/network_access/policy_enforcement/enforcement_mode"],
          },
          { kind: "network-isolation", subject: "the policy of the workspace", at: [workspace, "/network_policy_id"] },
        ],
        survives: [
          ...(detached
            ? []
            : [
                {
                  what: `policy ${props.name} on workspace ${props.workspaceId}: destroy sends nothing for it`,
                  costs: "nothing",
                  remove: "set detached: true and apply before destroy",
                },
              ]),
          ...(connectivity
            ? [
                {
                  what: `configuration ${props.name} on workspace ${props.workspaceId}: destroy sends nothing for it`,
                  costs: "hours of private endpoints",
                  remove: "bind the workspace to another configuration in the account console, then destroy again",
                },
              ]
            : []),
        ],
        debug: `databricks account workspace-network-configuration get-workspace-network-option-rpc ${props.workspaceId}`,
      };
    });
  }

  private connect(
    { accountId, name }: PrivateNetworkProps,
    workspaceId: number,
    { region, endpoints }: NonNullable<PrivateNetworkProps["connectivity"]>,
  ): void {
    const config = new MwsNetworkConnectivityConfig(this, "connectivity", { accountId, name, region });
    const networkConnectivityConfigId = config.networkConnectivityConfigId;
    const rules = Object.entries(endpoints).map(
      ([key, endpoint]) =>
        new MwsNccPrivateEndpointRule(this, `endpoint-${key}`, {
          // without it 1.99.0 differs at every plan: github.com/databricks/terraform-provider-databricks/issues/5477;
          // from 1.121 on it is refused
          accountId,
          networkConnectivityConfigId,
          ...("resourceId" in endpoint
            ? { resourceId: endpoint.resourceId, groupId: endpoint.groupId }
            : { endpointService: endpoint.endpointService, resourceNames: [...endpoint.resourceNames] }),
        }),
    );
    new MwsNccBinding(this, "binding", { networkConnectivityConfigId, workspaceId, dependsOn: rules });
  }
}
