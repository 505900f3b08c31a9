/**
 * Makes: a Deployment per listed release, a Service that selects the live one, an autoscaler and a disruption budget each.
 * Needs: the image by digest with its storage client, a folder and the hash of its manifest per release, a metrics server.
 * Never: a public address, a tag, root, a token of the API, a model whose hash is another one, a switch before the rollout.
 * Idle cost: the least replicas of every listed release: the one before stays warm, so that a rollback takes seconds.
 * Survives destroy: nothing; models are in the bucket.
 * Verified by: unit tests and synthesized JSON.
 */
import type { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { identityProblems, type Machine, refuse } from "./checks/values.js";
import { ledgerEntry } from "./endpoint/ledger-entries.js";
import { endpointProblems } from "./endpoint/problems.js";
import { Release, selectorOf } from "./endpoint/release.js";
import { bindRole, tunnelTo } from "./workloads/bindings.js";

export { endpointProblems };

/** Who gets a right in the namespace. A grant adds its binding to the list. */
export interface Identity {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** What it is to the cluster. */
  readonly kind: "User" | "Group" | "ServiceAccount";
  /** As the cluster knows it, such as `ml-operators@example.com`. */
  readonly subject: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

/** A model that may serve, from wherever it was trained. */
export interface ListedRelease {
  /** The model's folder, such as `s3://penguins-data-123456789012/models/penguins-x7k2p/approved`. */
  readonly uri: string;
  /** SHA-256 of its `manifest.json`, which holds those of all other files. */
  readonly sha256: string;
  /** The image that it was released with. @default - the image of the endpoint */
  readonly digest?: string;
}

/** How clients reach the endpoint. */
export type Expose =
  /** By the name of the Service, from inside of the cluster or through a gateway that exists. */
  | { readonly as: "cluster" }
  | {
      readonly as: "internal load balancer";
      /** The cloud's own words for an internal address, such as `networking.gke.io/load-balancer-type: Internal`. */
      readonly annotations: Readonly<Record<string, string>>;
      readonly allowedClients: readonly string[];
    };

export interface EndpointProps extends Machine {
  /** Names the endpoint and what belongs to it. */
  readonly name: string;
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Who owns the endpoint and its limits. */
  readonly owner: string;
  /** The service account that its pods run as. */
  readonly serviceAccountName: string;
  /** What the cloud's `WorkloadIdentity` wants on the service account. @default none */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /** What it wants on the pods. @default none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** A repository without a tag. */
  readonly imageRepository: string;
  /** Secrets with which the nodes pull the image. @default - they may pull it as they are */
  readonly imagePullSecrets?: readonly string[];
  /** The image by digest, null until it is pushed: the command that serves in it, its port and its routes. */
  readonly image: {
    readonly digest: string | null;
    readonly command: readonly string[];
    readonly port: number;
    readonly healthRoute: string;
    readonly predictRoute: string;
  };
  /** By name. Keep the one before until the next has proved itself: it costs its least replicas. */
  readonly releases: Readonly<Record<string, ListedRelease>>;
  /** The release that serves; set it back to roll back. null: none yet. */
  readonly live: string | null;
  /** Replicas that always stand. */
  readonly minReplicas: number;
  /** Replicas that there are at most. */
  readonly maxReplicas: number;
  /** Use of the requested vCPUs above which a replica is added. @default 60 */
  readonly cpuPercent?: number;
  /** Seconds within which a release must be ready, or the apply fails and what serves stays. @default 600 */
  readonly rolloutSeconds?: number;
  /** GiB that a model may take in a pod. @default 2 */
  readonly diskGiB?: number;
  /** Agreed; only a `Dashboard` alerts above it. */
  readonly p95Milliseconds: number;
  /** Agreed; only a `Dashboard` alerts above it. */
  readonly errorPercent: number;
  /** Agreed; only a `Dashboard` alerts after so long without a request. */
  readonly idleHours: number;
  /** A `Dashboard` alerts, and records these limits. @default false */
  readonly isWatched?: boolean;
  /** How clients reach it. @default - inside of the cluster only */
  readonly expose?: Expose;
  /** Variables of the bucket's cloud for the container that copies the model, such as `AWS_REGION`. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** What pods wait for: policies of the network, the quota. @default none */
  readonly after?: readonly ITerraformDependable[];
  /** No pods, whatever is live. @default false */
  readonly paused?: boolean;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What serves. */
export class Endpoint extends Construct {
  /** The Service's name as a reference; undefined while nothing is live. */
  readonly endpointName: string | undefined;
  /** The service account that its pods run as. */
  readonly serviceAccountName: string;
  private readonly props: EndpointProps;

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    refuse(this, endpointProblems(props));
    this.props = props;
    const { namespace, releases, live, labels = {} } = props;
    const account = new ServiceAccountV1(this, "account", {
      metadata: {
        ...{ name: props.serviceAccountName, namespace, labels },
        annotations: { ...props.serviceAccountAnnotations },
      },
      automountServiceAccountToken: false,
      imagePullSecret: (props.imagePullSecrets ?? []).map((name) => ({ name })),
    });
    this.serviceAccountName = account.metadata.name;
    const made = props.paused === true ? new Map<string, Release>() : this.releases();
    const service =
      live === null || Object.keys(releases).length === 0 ? undefined : this.service(live, [...made.values()]);
    this.endpointName = service?.metadata.name;
    record(this, ledgerEntry(props, account, service, live === null ? undefined : made.get(live)));
  }

  private releases(): Map<string, Release> {
    const { props } = this;
    const { image } = props;
    const made = new Map<string, Release>();
    for (const [release, { uri, sha256, digest }] of Object.entries(props.releases)) {
      const { name, namespace, cpus, memoryGiB, minReplicas, maxReplicas } = props;
      const child = new Release(this, `release-${release}`, {
        ...{ name, namespace, cpus, memoryGiB, minReplicas, maxReplicas, release, uri, sha256 },
        ...(props.gpus === undefined ? {} : { gpus: props.gpus }),
        ...(props.nodeSelector === undefined ? {} : { nodeSelector: props.nodeSelector }),
        image: `${props.imageRepository}@${digest ?? image.digest}`,
        command: image.command,
        port: image.port,
        healthRoute: image.healthRoute,
        predictRoute: image.predictRoute,
        serviceAccountName: this.serviceAccountName,
        podLabels: props.podLabels ?? {},
        cpuPercent: props.cpuPercent ?? 60,
        rolloutSeconds: props.rolloutSeconds ?? 600,
        diskGiB: props.diskGiB ?? 2,
        environment: props.environment ?? {},
        labels: props.labels ?? {},
        after: props.after ?? [],
      });
      made.set(release, child);
    }
    return made;
  }

  /** The one name that clients know. It changes over when every listed release is ready, and back in seconds. */
  private service(live: string, made: readonly Release[]): ServiceV1 {
    const { name, namespace, image, labels = {}, expose = { as: "cluster" } } = this.props;
    const selector = selectorOf(name, live);
    const port = [{ name: "http", port: 80, targetPort: String(image.port) }];
    const annotations = {
      "ml-pilot/p95-milliseconds": String(this.props.p95Milliseconds),
      "ml-pilot/error-percent": String(this.props.errorPercent),
      "ml-pilot/idle-hours": String(this.props.idleHours),
    };
    return new ServiceV1(this, "Default", {
      metadata: {
        ...{ name, namespace, labels },
        annotations: expose.as === "cluster" ? annotations : { ...annotations, ...expose.annotations },
      },
      spec:
        expose.as === "cluster"
          ? { type: "ClusterIP", selector, port }
          : {
              type: "LoadBalancer",
              selector,
              port,
              loadBalancerSourceRanges: [...expose.allowedClients],
              // a policy sees the client's own address, and no port of a node is opened
              externalTrafficPolicy: "Local",
              allocateLoadBalancerNodePorts: false,
            },
      dependsOn: made.map(({ deployment }) => deployment),
    });
  }

  /** Lets somebody call the endpoint through a tunnel, where no client's network reaches it. Returns the binding. */
  grantInvoke(identity: Identity): RoleBindingV1 {
    refuse(this, identityProblems(identity));
    const { name, namespace, labels = {} } = this.props;
    const binding = bindRole(this, "invoke", identity, { name, namespace, labels, rule: tunnelTo(name) });
    identity.policies.push(binding);
    return binding;
  }
}
