/**
 * Makes: network, subnets for clients and jobs, network attachment, Google's APIs by private address, flow logs, firewall; or stands in one.
 * Needs: compute, dns, logging and servicedirectory enabled; for service controls the organization's access policy.
 * Never: an external address, a NAT gateway, a route to the internet, egress other than to the API address and the network itself.
 * Idle cost: the API endpoint's hours, DNS zones, stored flow logs.
 * Survives destroy: the flow logs' bucket for 7 days; the custom role's id for 37; an hour long what a job was attached to.
 * Verified by: unit tests, plan with the real provider, apply and destroy against a fake of its API; never in a real project.
 */
import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall/index.js";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network/index.js";
import { ComputeNetworkAttachment } from "@cdktf/provider-google/lib/compute-network-attachment/index.js";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork/index.js";
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { dotted, ipv4Block } from "../pilot/ipv4.js";
import { record } from "../pilot/record.js";
import { refuse } from "./checks/values.js";
import { ApiEndpoint } from "./private-network/api-endpoint.js";
import { FlowLogs } from "./private-network/flow-logs.js";
import { isUnroutable, privateNetworkProblems } from "./private-network/problems.js";
import { ServiceControls } from "./private-network/service-controls.js";

export { privateNetworkProblems };

/** A network that somebody else runs, by names in the pilot's project and region. It must reach Google's APIs. */
export interface ExistingNetwork {
  readonly network: string;
  /** Where clients and the model endpoint's address stand. */
  readonly subnetwork: string;
  /** For the jobs' network attachment and nothing else. */
  readonly jobSubnetwork: string;
}

export interface PrivateNetworkProps {
  /** Names the network and everything in it. */
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  /** The project's number: Google's service agents are called by it. */
  readonly projectNumber: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /** Who is told about the network and owns its limits. */
  readonly owner: string;
  /**
   * IPv4 block: half for clients, a quarter for jobs, a quarter for single addresses. /16 to /22.
   * @default - the existing network's own
   */
  readonly cidr?: string;
  /**
   * 1 to 20 lower-case letters and digits: the rule that leads to Google's APIs.
   * @default - in an existing network that way is somebody else's
   */
  readonly apiForwardingRuleName?: string;
  /** Days that flow logs are kept, 1 to 3650. @default 30 */
  readonly flowLogRetentionDays?: number;
  /**
   * Networks of clients. Only `serviceControls` enforces them: a firewall does not stand before Google's APIs.
   * @default none
   */
  readonly allowedClients?: readonly string[];
  /** A perimeter around the project: it alone blocks the internet egress of managed jobs. @default false */
  readonly serviceControls?: boolean;
  /** Number of the organization's access policy; needed for `serviceControls`. @default none */
  readonly accessPolicy?: string;
  /**
   * Numbers what Google holds back after a destroy: the id of the custom role for up to 37 days, the name of the flow
   * logs' bucket for 7. 0 is the names without a number. @default 0
   */
  readonly generation?: number;
  /** Leave out the way to Google's APIs, which bills by the hour. @default false */
  readonly paused?: boolean;
  /** Stand in this network instead of making one. @default - a new network */
  readonly existing?: ExistingNetwork;
  /** Labels of every resource here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** A network without a way to the internet: what stands in it reaches Google's APIs and itself. */
export class PrivateNetwork extends Construct {
  /** `projects/…/global/networks/…`, with the name as a reference. */
  readonly networkId: string;
  /** Where clients and the model endpoint's address stand: `projects/…/subnetworks/…`. */
  readonly subnetworkId: string;
  /** Through this jobs reach the network: `projects/…/networkAttachments/…`. */
  readonly networkAttachmentId: string;
  /** Rights of Vertex AI on the attachment: what starts jobs waits for them. */
  readonly policies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    refuse(this, privateNetworkProblems(props));
    const { name, project, projectNumber, region, existing, generation = 0 } = props;
    const found: ExistingNetwork & { readonly jobs?: ComputeSubnetwork } = existing ?? this.ownNetwork(props);
    const { jobs } = found;
    const subnetworks = `projects/${project}/regions/${region}/subnetworks`;
    this.networkId = `projects/${project}/global/networks/${found.network}`;
    this.subnetworkId = `${subnetworks}/${found.subnetwork}`;

    const attachment = new ComputeNetworkAttachment(this, "jobs", {
      project,
      region,
      name: `${name}-jobs`,
      // By hand, so that no other project's machine joins; Vertex AI's agent adds the project in which its jobs run.
      connectionPreference: "ACCEPT_MANUAL",
      subnetworks: [`${subnetworks}/${found.jobSubnetwork}`],
      lifecycle: {
        ignoreChanges: ["producer_accept_lists"],
        // A subnet that moves keeps its name, so that nothing else says that what stands in it must go before it.
        ...(jobs && { replaceTriggeredBy: [`${jobs.terraformResourceType}.${jobs.friendlyUniqueId}.ip_cidr_range`] }),
      },
    });
    // By the number: docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/PscInterfaceConfig (2026-10)
    this.networkAttachmentId = `projects/${projectNumber}/regions/${region}/networkAttachments/${attachment.name}`;
    // docs.cloud.google.com/vertex-ai/docs/general/vpc-psc-i-setup (2026-10) names compute.networkAdmin, or these three
    const role = new ProjectIamCustomRole(this, "join", {
      project,
      roleId: `${name.replace(/-/g, "_")}_network_join${generation === 0 ? "" : `_${generation}`}`,
      title: "let jobs join the network attachment",
      permissions: [
        "compute.networkAttachments.get",
        "compute.networkAttachments.update",
        "compute.regionOperations.get",
      ],
    });
    const agent = new ProjectIamMember(this, "agent-joins", {
      project,
      role: `projects/${project}/roles/${role.roleId}`,
      member: `serviceAccount:service-${projectNumber}@gcp-sa-aiplatform.iam.gserviceaccount.com`,
    });
    this.policies.push(agent);
    if (props.serviceControls && props.accessPolicy !== undefined) {
      new ServiceControls(this, "service-controls", {
        name: name.replace(/-/g, "_"),
        projectNumber,
        accessPolicy: props.accessPolicy,
        allowedClients: (props.allowedClients ?? []).filter((client) => !isUnroutable(client)),
        dependsOn: [attachment, agent],
      });
    }
    record(this, {
      box: "private network",
      owner: props.owner,
      ...(existing ? { identity: [agent, "/member"] as const } : {}),
      survives: [
        {
          // github.com/hashicorp/terraform-provider-google/issues/24145 (2025-08)
          what: `network attachment ${name}-jobs, its subnet and the network, for an hour or more after the last job`,
          costs: "nothing",
          remove: "a destroy that fails at the attachment has left only these: run it again an hour later",
        },
        {
          what: `custom role ${role.roleIdInput}, for 7 days, and its id for up to 30 days more`,
          costs: "nothing",
          remove: "it goes by itself; until then Google refuses a role of that id: raise the generation",
        },
      ],
    });
  }

  private ownNetwork(props: PrivateNetworkProps): ExistingNetwork & { readonly jobs: ComputeSubnetwork } {
    const { name, project, region, cidr, apiForwardingRuleName, labels } = props;
    const block = ipv4Block(cidr ?? "");
    if (block === undefined || apiForwardingRuleName === undefined) {
      const must = "must be given where no existing network is named, such as 10.20.0.0/20 and penguinsapis";
      throw new Error(`${this.node.path}: cidr, apiForwardingRuleName: ${must}, got ${cidr}, ${apiForwardingRuleName}`);
    }
    const network = new ComputeNetwork(this, "Default", {
      project,
      name: `${name}-network`,
      autoCreateSubnetworks: false,
      deleteDefaultRoutesOnCreate: true,
    });
    const networkId = `projects/${project}/global/networks/${network.name}`;
    // the parts of the block are computed, so it is plain text
    const { start: first, bits } = block;
    const quarter = block.size / 4;
    const logConfig = { aggregationInterval: "INTERVAL_1_MIN", flowSampling: 1, metadata: "INCLUDE_ALL_METADATA" };
    const subnetwork = (what: string, start: number, length: number) =>
      new ComputeSubnetwork(this, `subnet-${what}`, {
        project,
        region,
        name: `${name}-subnet-${what}`,
        network: networkId,
        ipCidrRange: `${dotted(first + start)}/${length}`,
        privateIpGoogleAccess: true,
        logConfig,
      });
    const clients = subnetwork("clients", 0, bits + 1);
    const jobs = subnetwork("jobs", 2 * quarter, bits + 2);
    const https = [{ protocol: "tcp", ports: ["443"] }];
    const everything = [{ protocol: "all" }];
    const rule = { project, network: networkId, logConfig: { metadata: "INCLUDE_ALL_METADATA" } };
    if (props.paused !== true) {
      const apis = new ApiEndpoint(this, "apis", {
        name,
        project,
        networkId,
        region,
        address: dotted(first + 3 * quarter + 2),
        forwardingRuleName: apiForwardingRuleName,
        target: props.serviceControls ? "vpc-sc" : "all-apis",
        ...given({ labels }),
      });
      new ComputeFirewall(this, "out-to-apis", {
        ...rule,
        name: `${name}-out-to-apis`,
        direction: "EGRESS",
        priority: 1000,
        destinationRanges: [`${apis.address}/32`],
        allow: https,
      });
    }
    new ComputeFirewall(this, "out-to-endpoints", {
      ...rule,
      name: `${name}-out-to-endpoints`,
      direction: "EGRESS",
      priority: 1000,
      destinationRanges: [clients.ipCidrRange],
      allow: https,
    });
    // Egress to everybody, because it denies.
    new ComputeFirewall(this, "out-denied", {
      ...rule,
      name: `${name}-out-denied`,
      direction: "EGRESS",
      priority: 65000,
      destinationRanges: ["0.0.0.0/0"],
      deny: everything,
    });
    // From everybody, because it denies: the same as the platform's implied rule, but logged.
    new ComputeFirewall(this, "in-denied", {
      ...rule,
      name: `${name}-in-denied`,
      direction: "INGRESS",
      priority: 65000,
      sourceRanges: ["0.0.0.0/0"],
      deny: everything,
    });
    new FlowLogs(this, "flow-logs", {
      name,
      project,
      region,
      subnetworks: [clients.name, jobs.name],
      retentionDays: props.flowLogRetentionDays ?? 30,
      generation: props.generation ?? 0,
    });
    record(this, () => {
      const { logBucket } = this.node.findChild("flow-logs") as FlowLogs;
      return {
        box: "private network",
        owner: props.owner,
        meter: { what: "hours of the API endpoint, two DNS zones, flow log GiB", whileIdle: props.paused !== true },
        metric: { name: "denied-flows", statistic: "sum" },
        expiry: { "flow logs": { unit: "days", at: [logBucket, "/retention_days"] } },
        survives: [
          {
            what: `log bucket ${logBucket.bucketIdInput}, marked as deleted`,
            costs: "nothing",
            remove:
              "it goes by itself after 7 days; until then a new one of that name is refused: raise the generation",
          },
        ],
        debug: `gcloud logging read 'log_id("compute.googleapis.com/firewall") AND jsonPayload.disposition="DENIED"' --freshness=1h`,
      };
    });
    return { network: network.name, subnetwork: clients.name, jobSubnetwork: jobs.name, jobs };
  }
}
