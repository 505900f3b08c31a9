/** Names on AWS, composed in one place from the pilot's name. Globally unique names end in the account id. */
import type { ComposedName, NameRule } from "../pilot-spec/names.js";
import type { PilotSpec } from "../pilot-spec/schema.js";

const rules = {
  // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (2026-10)
  s3Bucket: {
    kind: "S3 bucket name",
    pattern: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3)$/,
    allowed: "3 to 63 lower-case letters, digits and -",
  },
  // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html (2026-11)
  securityGroup: {
    kind: "security group name",
    pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/i,
    allowed: "1 to 255 characters, not beginning with sg-",
  },
  // docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (2026-10)
  iamRole: { kind: "IAM role name", pattern: /^[\w+=,.@-]{1,64}$/, allowed: "1 to 64 characters" },
  // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html (2026-10)
  sageMaker: {
    kind: "SageMaker name",
    pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
    allowed: "1 to 63 letters, digits and -",
  },
} satisfies Record<string, NameRule>;

/** Names on AWS. */
export function awsNames(pilot: string, account: string) {
  return {
    prefix: pilot,
    dataBucket: `${pilot}-data-${account}`,
    accessLogBucket: `${pilot}-access-logs-${account}`,
    keyAlias: `alias/${pilot}-data`,
    trainingRole: `${pilot}-training-role`,
    pipelineRole: `${pilot}-pipeline-role`,
    endpointRole: `${pilot}-endpoint-role`,
    readerRole: `${pilot}-reader-role`,
    exporterRole: `${pilot}-exporter-role`,
    operatorRole: `${pilot}-operator-role`,
    catalogRole: `${pilot}-catalog-role`,
    imageRepository: `${pilot}/image`,
    pipeline: `${pilot}-pipeline`,
    batchPipelineRole: `${pilot}-batch-role`,
    batchPipeline: `${pilot}-batch`,
    modelPackageGroup: `${pilot}-models`,
    endpoint: `${pilot}-endpoint`,
    budget: `${pilot}-budget`,
    dashboard: `${pilot}-dashboard`,
  } as const;
}

/** The names of a pilot that AWS has a rule for. */
export function composedNames(
  spec: Pick<PilotSpec, "name"> & { readonly aws?: PilotSpec["aws"] },
): readonly ComposedName[] {
  const names = awsNames(spec.name, spec.aws?.account ?? "");
  return [
    { rule: rules.s3Bucket, name: names.dataBucket },
    { rule: rules.s3Bucket, name: names.accessLogBucket },
    { rule: rules.securityGroup, name: names.prefix },
    { rule: rules.iamRole, name: names.trainingRole },
    { rule: rules.sageMaker, name: names.batchPipeline },
  ];
}
