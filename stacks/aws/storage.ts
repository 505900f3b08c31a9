/** A bucket of S3 for a pilot whose platform has none, and the roles of the pods or of the service that use it. */
import type { TerraformStack } from "cdktf";
import { DataBucket, dataBucketProblems } from "../../constructs/aws/data-bucket.js";
import type { BucketUsers, MadeBucket, PodUsers } from "../halves.js";
import { problemsAt } from "../pilot-spec/check.js";
import type { PlatformStacks } from "../platform-contract.js";
import { addState } from "../state.js";
import { addProvider, boundRoles } from "./deployer.js";
import type { AwsSpec } from "./foundations.js";
import { awsNames } from "./names.js";
import { admitPods } from "./pods.js";

/** Where the bucket lies. */
const placeOf = ({ name, aws }: Pick<AwsSpec, "name" | "aws">) => ({
  bucketUri: `s3://${awsNames(name, aws.account).dataBucket}`,
  region: aws.region,
});

/** The VPCs through which private clients come. */
const vpcsOf = ({ clientVpcIds }: AwsSpec["aws"]) => (clientVpcIds.length === 0 ? {} : { clientVpcIds });

/** Adds provider, state, bucket and roles. */
function add(stack: TerraformStack, spec: AwsSpec, users: BucketUsers): MadeBucket {
  const { name, owners, operators, onDestroy, network, aws } = spec;
  const { account, region } = aws;
  const names = awsNames(name, account);
  const place = { account, region, tags: { ...spec.labels, pilot: name } };
  addProvider(stack, aws);
  addState(stack, spec.state, stack.node.id);
  const dataBucket = new DataBucket(stack, "data-bucket", {
    ...place,
    bucketName: names.dataBucket,
    accessLogBucketName: names.accessLogBucket,
    keyAlias: names.keyAlias,
    owner: owners.data,
    retentionDays: { ...spec.data.retentionDays, capture: spec.endpoint.captureRetentionDays },
    operators: operators.aws,
    allowedClients: network.allowedClients,
    ...vpcsOf(aws),
    ...("service" in users ? { keptPrefixes: ["managed", "packages"] } : {}),
    onDestroy,
  });
  const accounts = "pods" in users ? { accounts: accountsOf(stack, spec, dataBucket, users.pods) } : {};
  if ("service" in users) {
    const { principal, register } = users.service;
    const roleName = names.catalogRole;
    // The service comes first: the id that it shows is its own, and it takes the role's name before there is a role.
    const externalId = register(stack, `arn:aws:iam::${account}:role/${roleName}`);
    dataBucket.admitService({ roleName, principal, externalId });
  }
  boundRoles(stack, aws.permissionsBoundary);
  return { ...placeOf(spec), ...accounts };
}

/** Lets the service accounts of a cluster in. Returns what each must carry. */
function accountsOf(
  stack: TerraformStack,
  { name, owners, labels, aws }: AwsSpec,
  dataBucket: DataBucket,
  users: PodUsers,
): NonNullable<MadeBucket["accounts"]> {
  const { issuer, namespace } = users;
  if (issuer === undefined)
    throw new Error("aws: a bucket for pods needs the issuer of their tokens, got none; add it");
  const { account, region } = aws;
  const names = awsNames(name, account);
  const pods = { account, region, tags: { ...labels, pilot: name }, namespace, issuer };
  return {
    training: admitPods(stack, dataBucket, pods, {
      ...{ use: "training", id: "trainer", roleName: names.trainingRole, owner: owners.training },
      serviceAccount: users.training,
    }),
    serving: admitPods(stack, dataBucket, pods, {
      ...{ use: "serving", id: "reader", roleName: names.readerRole, owner: owners.serving },
      serviceAccount: users.serving,
    }),
    exporter: admitPods(stack, dataBucket, pods, {
      ...{ use: "exporter", id: "exporter", roleName: names.exporterRole, owner: owners.data },
      serviceAccount: users.exporter,
    }),
  };
}

/** What SageMaker's cloud makes for others. */
export const storage: NonNullable<PlatformStacks["storage"]> = {
  admits: ["pods", "service"],
  place: (spec) => placeOf(spec as AwsSpec),
  // the pilot's own network is not there, so private clients come through VPCs that the block names
  problems: ({ network, aws }) =>
    network === undefined || aws === undefined
      ? []
      : problemsAt(
          { clientVpcIds: ["aws", "clientVpcIds"] },
          dataBucketProblems({ allowedClients: network.allowedClients, ...vpcsOf(aws) }),
        ),
  add: (stack, spec, users) => add(stack, spec as AwsSpec, users),
};
