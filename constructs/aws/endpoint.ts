/**
 * Makes: a model and a configuration per release, an endpoint for the live one, its role, alarms, autoscaling, logs.
 * Needs: approved versions, or models by URI and hash; unless serverless two zones and an S3 gateway endpoint.
 * Never: a rollout that no alarm rolls back, or that ends well then; a plain volume; another kind; a foreign model.
 * Idle cost: every replica by the hour, and three alarms; async: none; without a live release, or paused: none.
 * Survives destroy: nothing; captured requests stay in the data bucket until they expire.
 * Verified by: unit tests, plan, apply and rollback with the real provider on an emulator; never in a real account.
 */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { SagemakerEndpoint } from "@cdktf/provider-aws/lib/sagemaker-endpoint/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { childId } from "../pilot/child-id.js";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { isPrivate, otherVpcs, sourceAddresses } from "./checks/clients.js";
import type { Problem } from "./checks/values.js";
import { EndpointAlarms } from "./endpoint/alarms.js";
import { KeptKind } from "./endpoint/kept-kind.js";
import { ledgerEntries } from "./endpoint/ledger-entries.js";
import { escaped, type ListedRelease, modelOf, releaseProblems } from "./endpoint/models.js";
import { Release } from "./endpoint/release.js";
import { EndpointRole } from "./endpoint/role.js";
import { deploymentConfig, servesWhatWasAsked } from "./endpoint/rollout.js";
import { Scaling } from "./endpoint/scaling.js";
import { endpointValueProblems } from "./endpoint/values.js";

export type { ListedRelease };

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `endpoint`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

/**
 * How requests are answered: by replicas at once, from a queue by replicas that may be none, or by nobody's machine.
 * Serverless has no private network and no network isolation: its container reaches the internet.
 */
export type EndpointKind = "realtime" | "async" | "serverless";

export interface EndpointProps {
  /** Names the endpoint, and what belongs to it. */
  readonly name: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who owns the endpoint and its limits. */
  readonly owner: string;
  /** The name of the role that models run as. */
  readonly roleName: string;
  /**
   * Releases by name: a version's number in the group, or its ARN, which must be of this group; or a model by URI and
   * hash. Keep the one before until the next has proved itself.
   */
  readonly releases: Readonly<Record<string, string | ListedRelease>>;
  /** The release that serves; set it back to roll back. null: none yet. */
  readonly live: string | null;
  /**
   * The group of the versions; `groupName` is its name as plain text, where `modelPackageGroup` is a reference.
   * @default - each release is listed by URI and hash
   */
  readonly modelRegistry?: { readonly modelPackageGroup: string; readonly groupName?: string };
  /** Whether it answers at once, without a machine of its own, or from a queue. @default "realtime" */
  readonly kind?: EndpointKind;
  /** The machine of one replica, such as `ml.m5.large`. */
  readonly instanceType: string;
  /** The instance keeps its volume on disks of its own, encrypted by its hardware: it takes no key. @default false */
  readonly localStorage?: boolean;
  /** Replicas that always stand, and bill while nobody calls. */
  readonly minReplicas: number;
  /** What the autoscaler may go up to; serverless: requests at once. */
  readonly maxReplicas: number;
  /** Requests a minute (async: waiting requests) for one replica before another is added. @default 600 (async: 5) */
  readonly requestsPerReplica?: number;
  /** An alarm above it; a rollout is rolled back. */
  readonly p95Milliseconds: number;
  /** An alarm above it; a rollout is rolled back. */
  readonly errorPercent: number;
  /** Share of the new replicas that a release starts on. It needs two replicas: one alone is replaced as a whole. */
  readonly canaryPercent: number;
  /** Told after so many hours without a request. */
  readonly idleHours: number;
  /** Seconds for which a release is watched before it goes on, and then before the old one goes. @default 300 */
  readonly watchSeconds?: number;
  /** Share of requests that are kept with their answers, under `capture/` of the bucket. @default 100 */
  readonly capturePercent?: number;
  /** Where it stands. Serverless stands in none. @default - in no network of yours */
  readonly network?: {
    readonly subnetIds: readonly string[];
    readonly endpointSecurityGroupId: string;
    readonly s3EndpointId: string;
    /** Plain text that differs wherever the subnets do. @default - those ids that are plain text */
    readonly placement?: readonly string[];
  };
  /** Where models lie and captured requests go, with its key: a `DataBucket`, or one that exists. */
  readonly bucket: { readonly bucketName: string; readonly keyArn: string; readonly keyAlias: string };
  /**
   * Deny the endpoint's role every read of S3 that does not come through the network. SageMaker tries the model with
   * this role when a model is made, by a way that AWS does not document: try it before you rely on it. @default false
   */
  readonly modelsThroughNetworkOnly?: boolean;
  /** Networks from which whoever may invoke can call. @default - from anywhere, with their identity */
  readonly allowedClients?: readonly string[];
  /** VPCs through whose endpoints the private ones of these networks come. @default - all allowed clients are public */
  readonly clientVpcIds?: readonly string[];
  /** Who is told: the ARN of a topic. @default - alarms that tell nobody */
  readonly alarmTopicArn?: string;
  /** Days that the container's log is kept; a number that CloudWatch Logs knows. @default 30 */
  readonly logRetentionDays?: number;
  /** No endpoint and no alarm, whatever is live; models and configurations stay and cost nothing. @default false */
  readonly paused?: boolean;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** Returns what is wrong with the props that a spec can break, one entry per problem. */
export function endpointProblems(
  props: Pick<EndpointProps, "releases" | "live" | "kind" | "minReplicas" | "maxReplicas" | "idleHours" | "network"> &
    Partial<EndpointProps>,
): Array<Problem<keyof EndpointProps>> {
  const problems = [...endpointValueProblems(props), ...releaseProblems(props.releases, props)];
  if (props.live !== null && !Object.keys(props.releases).includes(props.live)) {
    const listed = Object.keys(props.releases).map(escaped).join(", ") || "none is listed";
    problems.push({ prop: "live", message: `${JSON.stringify(props.live)}; allowed: a listed release: ${listed}` });
  }
  if (props.minReplicas > props.maxReplicas) {
    problems.push({
      prop: "minReplicas",
      message: `${props.minReplicas}; allowed: up to maxReplicas, ${props.maxReplicas}`,
    });
  }
  // docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (2026-10): a week of hours
  if (!(Number.isInteger(props.idleHours) && props.idleHours >= 1 && props.idleHours <= 168)) {
    problems.push({
      prop: "idleHours",
      message: `${props.idleHours}; allowed: 1 to 168: a CloudWatch alarm looks back a week`,
    });
  }
  if (props.kind === "serverless" && props.network !== undefined) {
    const fix = "take realtime or async, or give up the private network";
    problems.push({ prop: "kind", message: `"serverless" has no private network on SageMaker; ${fix}` });
  }
  return problems;
}

/** What serves the live release, privately, and goes back by itself when it should. */
export class Endpoint extends Construct {
  /** What the model runs as: other boxes grant it what it may. */
  readonly identity: Identity;
  /** A reference; undefined while nothing serves. */
  readonly endpointName?: string;
  /** Where containers write, as a reference. */
  readonly logGroup: string;
  private readonly props: EndpointProps;

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    this.props = props;
    const problems = endpointProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { name, account, region, network, bucket, kind = "realtime", tags } = props;
    // SageMaker would make the group itself, without an end: it is made before, so its name is plain text.
    const logGroup = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/sagemaker/Endpoints/${name}`,
      retentionInDays: props.logRetentionDays ?? 30,
      kmsKeyId: bucket.keyArn,
      ...given({ tags }),
    });
    this.logGroup = logGroup.name;
    const { role, policies } = new EndpointRole(this, "role", {
      roleName: props.roleName,
      endpointName: name,
      account,
      region,
      logGroup: logGroup.name,
      keyAlias: bucket.keyAlias,
      keyArn: bucket.keyArn,
      ...given({ s3EndpointId: network?.s3EndpointId, modelsThroughNetworkOnly: props.modelsThroughNetworkOnly, tags }),
    });
    this.identity = { name: this.node.id, roleName: role.name, policies };

    const variantName = "live";
    // What every model had when its name held neither is left out, so names that are deployed stay.
    const marks = [props.roleName, props.modelRegistry?.modelPackageGroup].filter(
      (mark): mark is string => mark !== undefined && !Token.isUnresolved(mark) && mark !== `${name}-role`,
    );
    const releases: Record<string, Release> = {};
    for (const [release, listed] of Object.entries(props.releases)) {
      releases[release] = new Release(this, childId(release), {
        name: `${name}-${release}`,
        ...modelOf(`${this.node.path}: modelRegistry`, listed, props),
        roleArn: role.arn,
        marks,
        policies,
        ...given({ network, tags }),
        bucket,
        variantName,
        kind,
        instanceType: props.instanceType,
        localStorage: props.localStorage ?? false,
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        capturePercent: props.capturePercent ?? 100,
      });
    }
    const live = props.live === null || props.paused === true ? undefined : releases[props.live];
    if (live === undefined) {
      record(this, ledgerEntries(props, role, logGroup));
      return;
    }
    const alarms = new EndpointAlarms(this, "alarms", {
      endpointName: name,
      variantName,
      p95Milliseconds: props.p95Milliseconds,
      errorPercent: props.errorPercent,
      idleHours: props.idleHours,
      actions: props.alarmTopicArn === undefined ? [] : [props.alarmTopicArn],
      ...given({ tags }),
    });
    const serving = live.configuration.name;
    const endpoint = new SagemakerEndpoint(this, "Default", {
      name,
      endpointConfigName: serving,
      ...(kind === "serverless" ? {} : { deploymentConfig: deploymentConfig(props, [alarms.latency, alarms.errors]) }),
      ...given({ tags }),
      // The alarms watch the endpoint as long as it is there; SageMaker must find the log group.
      dependsOn: [logGroup, alarms.latency, alarms.errors, alarms.idle],
      lifecycle: {
        precondition: [new KeptKind(this, "kept", { kind }).precondition],
        postcondition: [servesWhatWasAsked(serving, props.live)],
      },
    });
    this.endpointName = endpoint.name;
    if (kind !== "serverless") {
      new Scaling(this, "scaling", {
        endpointName: endpoint.name,
        name,
        variantName,
        kind,
        instanceType: props.instanceType,
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        requestsPerReplica: props.requestsPerReplica ?? (kind === "async" ? 5 : 600),
        ...given({ tags }),
      });
    }
    record(this, () => {
      const scaling = this.node.tryFindChild("scaling") as Scaling | undefined;
      return ledgerEntries(props, role, logGroup, { endpoint, alarms, ...live, ...given({ scaling }) });
    });
  }

  /**
   * Lets an identity call the endpoint, from the allowed networks only. Returns the policy that it made.
   * @throws Error where nothing serves
   */
  grantInvoke(identity: Identity): IamRolePolicy {
    if (this.endpointName === undefined) {
      throw new Error(`${this.node.path}: live: ${this.props.live}; nothing serves, so there is nothing to invoke`);
    }
    const { account, region, kind, allowedClients = [], clientVpcIds } = this.props;
    const what = {
      Action: kind === "async" ? "sagemaker:InvokeEndpointAsync" : "sagemaker:InvokeEndpoint",
      Resource: `arn:aws:sagemaker:${region}:${account}:endpoint/${this.endpointName}`,
    };
    const grant = (id: string, name: string, statement: readonly object[]): IamRolePolicy => {
      const policy = new IamRolePolicy(this, `${identity.name}-${id}`, {
        name,
        role: identity.roleName,
        policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
      });
      identity.policies.push(policy);
      return policy;
    };
    // The VPC's id is unknown in a first plan: it stands in a document of its own, which only denies.
    if (clientVpcIds !== undefined && allowedClients.some(isPrivate)) {
      const [sid, condition] = otherVpcs(clientVpcIds);
      grant("invoke-bounds", "invoke-bounds", [{ Sid: sid, Effect: "Deny", ...what, Condition: condition }]);
    }
    const ways = sourceAddresses(allowedClients).map(([from, condition]) => ({
      Sid: `InvokeFrom${from}`,
      Effect: "Allow",
      ...what,
      ...(condition === undefined ? {} : { Condition: condition }),
    }));
    return grant("invoke", "invoke-endpoint", ways);
  }
}
