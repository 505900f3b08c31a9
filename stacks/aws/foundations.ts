/** What the halves of a pilot on SageMaker stand on: provider, state, operators, bucket, budget, quotas, network. */
import { Lazy, type TerraformStack } from "cdktf";
import { Budget } from "../../constructs/aws/budget.js";
import { DataBucket } from "../../constructs/aws/data-bucket.js";
import { PrivateNetwork } from "../../constructs/aws/private-network.js";
import { Quotas } from "../../constructs/aws/quotas.js";
import type { Foundations, Half } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { addProvider } from "./deployer.js";
import { awsNames } from "./names.js";
import { Operator } from "./operator.js";
import { quotaNeeds } from "./quotas.js";

/** A spec with this platform's block. */
export type AwsSpec = PilotSpec & Required<Pick<PilotSpec, "aws">>;

/** What both halves take from here. */
export interface AwsFoundations extends Foundations {
  readonly platform: "aws";
  readonly names: ReturnType<typeof awsNames>;
  readonly place: { readonly account: string; readonly region: string; readonly tags: Record<string, string> };
  /** From where operators and clients may come. */
  readonly clients: { readonly allowedClients: readonly string[]; readonly clientVpcIds: readonly string[] };
  /** The role that operators assume. @default - the spec names no operator */
  readonly operator?: Operator;
  readonly dataBucket: DataBucket;
  readonly budget: Budget;
  readonly privateNetwork: PrivateNetwork;
}

/** Adds them. The budget's alarms are under the bucket's key, so here the bucket comes first. */
export function addFoundations(stack: TerraformStack, spec: AwsSpec, half?: Half): AwsFoundations {
  const { name, owners, operators, onDestroy, network, aws } = spec;
  const { account, region } = aws;
  const names = awsNames(name, account);
  const tags = { ...spec.labels, pilot: name };
  const place = { account, region, tags };

  addProvider(stack, aws);
  addState(stack, spec.state, `${name}-aws`);

  const operator =
    operators.aws.length === 0
      ? undefined
      : new Operator(stack, "operator", { roleName: names.operatorRole, operators: operators.aws, tags });

  // The network is made after the bucket: its VPC is read at synth.
  const clients = {
    allowedClients: network.allowedClients,
    clientVpcIds: [Lazy.stringValue({ produce: () => privateNetwork.vpcId }), ...aws.clientVpcIds],
  };
  const dataBucket = new DataBucket(stack, "data-bucket", {
    ...place,
    ...clients,
    bucketName: names.dataBucket,
    accessLogBucketName: names.accessLogBucket,
    keyAlias: names.keyAlias,
    owner: owners.data,
    retentionDays: { ...spec.data.retentionDays, capture: spec.endpoint.captureRetentionDays },
    operators: operators.aws,
    keyServices: ["log groups", "alarms"],
    onDestroy,
  });
  const budget = new Budget(stack, "budget", {
    ...place,
    ...spec.budget,
    name: names.budget,
    owner: owners.budget,
    costTag: aws.budgetScope === "pilot" ? { key: "pilot", value: name } : undefined,
    bucket: dataBucket,
  });
  if (spec.quotas.check) new Quotas(stack, "quotas", { owner: owners.budget, needs: quotaNeeds(spec, half) });

  const privateNetwork: PrivateNetwork = new PrivateNetwork(stack, "private-network", {
    ...place,
    name,
    owner: owners.network,
    cidr: network.cidr,
    zones: aws.zones,
    zoneBlocks: aws.zoneBlocks,
    flowLogRetentionDays: network.flowLogRetentionDays,
    interfaceEndpoints: spec.paused ? {} : aws.interfaceEndpoints,
    allowedClients: network.allowedClients,
    existing: aws.existingNetwork,
    guards: budget.guards,
  });
  privateNetwork.allowBucket(dataBucket);

  return {
    platform: "aws",
    names,
    place,
    clients,
    dataBucket,
    budget,
    privateNetwork,
    ...(operator === undefined ? {} : { operator }),
  };
}
