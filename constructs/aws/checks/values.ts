/**
 * The forms that AWS gives to accounts, names, ids and ARNs. Constructs and the spec hold their values to the same
 * ones. A reference (a token) passes: its value is known to Terraform only.
 */
import { Token } from "cdktf";
import { type FormRule, gather, type Problem, valueChecks, wordProblems } from "../../pilot/problems.js";

const checks = valueChecks((value) => Token.isUnresolved(value));
export const { numberProblems } = checks;
export { gather, type Problem, wordProblems };

const partition = "aws(?:-[a-z]+)*";

const forms = {
  // docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html (2026-10)
  account: { pattern: /^\d{12}$/, must: "be an account of 12 digits", example: "123456789012" },
  // docs.aws.amazon.com/general/latest/gr/rande.html (2026-10)
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, must: "be a region", example: "eu-west-1" },
  zone: { pattern: /^[a-z]$/, must: "be the letter of an availability zone", example: "a" },
  // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (2026-10); no dots, because they break TLS
  bucket: {
    pattern: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3|--x-s3)$/,
    must: "have 3 to 63 lower-case letters, digits and -",
    example: "penguins-data-123456789012",
  },
  // docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html (2026-10)
  keyAlias: {
    pattern: /^alias\/(?!aws\/)[\w/-]{1,250}$/,
    must: "begin with alias/ and must not be one of AWS's own",
    example: "alias/penguins-data",
  },
  // docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN (2026-10)
  keyArn: {
    pattern: new RegExp(`^arn:${partition}:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$`),
    must: "be the ARN of a KMS key",
    example: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555",
  },
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (2026-10)
  roleName: {
    pattern: /^[\w+=,.@-]{1,64}$/,
    must: "have 1 to 64 letters, digits and _+=,.@-",
    example: "penguins-training-role",
  },
  principal: {
    pattern: new RegExp(`^arn:${partition}:iam::\\d{12}:(?:role|user)/(?:[\\w+=,.@-]+/){0,8}[\\w+=,.@-]{1,64}$`),
    must: "be the ARN of one IAM role or user",
    example: "arn:aws:iam::123456789012:role/ml-operator",
  },
  roleArn: {
    pattern: new RegExp(`^arn:${partition}:iam::\\d{12}:role/[\\w+=,.@/-]+$`),
    must: "be the ARN of an IAM role",
    example: "arn:aws:iam::123456789012:role/penguins-training-role",
  },
  // docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html (2026-12)
  externalId: {
    pattern: /^[\w+=,.@:/-]{2,1224}$/,
    must: "be an external id: 2 to 1224 letters, digits and _+=,.@:/-",
    example: "11111111-2222-4333-8444-555555555555",
  },
  folder: {
    pattern: /^[a-z][a-z0-9_-]{0,61}$/,
    must: "be a folder of the bucket without a slash: lower-case letters, digits, _ and -, a letter first",
    example: "packages",
  },
  topicArn: {
    pattern: new RegExp(`^arn:${partition}:sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}$`),
    must: "be the ARN of an SNS topic",
    example: "arn:aws:sns:eu-west-1:123456789012:penguins-budget-alarms",
  },
  // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html and its neighbours (2026-10)
  sageMakerName: {
    pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
    must: "have 1 to 63 letters, digits and -",
    example: "penguins-endpoint",
  },
  // docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10)
  instanceType: {
    pattern: /^ml\.[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|(?:\d+)?xlarge|metal(?:-\d+xl)?)$/,
    must: "be an instance type of SageMaker, with ml. in front",
    example: "ml.m5.large",
  },
  // docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html (2026-10)
  repository: {
    pattern: /^(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
    must: "have 2 to 256 lower-case letters, digits and single ._-/",
    example: "penguins/image",
  },
  digest: {
    pattern: /^sha256:[0-9a-f]{64}$/,
    must: "be sha256: and 64 hex digits",
    example: `sha256:${"0".repeat(64)}`,
  },
  // docs.aws.amazon.com/vpc/latest/userguide (2026-10): an id is its kind, - and an opaque word
  vpcId: { pattern: /^vpc-[\w-]+$/, must: "be the id of a VPC", example: "vpc-0a1b2c3d4e5f60718" },
  subnetId: { pattern: /^subnet-[\w-]+$/, must: "be the id of a subnet", example: "subnet-0a1b2c3d4e5f60718" },
  securityGroupId: { pattern: /^sg-[\w-]+$/, must: "be the id of a security group", example: "sg-0a1b2c3d4e5f60718" },
  vpcEndpointId: { pattern: /^vpce-[\w-]+$/, must: "be the id of a VPC endpoint", example: "vpce-0a1b2c3d4e5f60718" },
  prefixListId: { pattern: /^pl-[\w-]+$/, must: "be the id of a prefix list", example: "pl-0a1b2c3d4e5f60718" },
  // What names roles, log groups, topics and dashboards by adding a word of its own.
  prefix: {
    pattern: /^[a-zA-Z][\w-]{0,46}$/,
    must: "have 1 to 47 letters, digits, - and _, a letter first",
    example: "penguins",
  },
  dashboard: {
    pattern: /^[\w-]{1,255}$/,
    must: "have 1 to 255 letters, digits, - and _",
    example: "penguins-dashboard",
  },
  address: { pattern: /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/, must: "be an e-mail address", example: "ml@example.com" },
  // What Terraform would read as a template, and what a terminal would obey.
  plainText: {
    pattern: /^(?:(?![$%]\{|\p{Cc}|\p{Bidi_Control})[\s\S])+$/u,
    must: "be plain text without ${, %{ and control characters",
    example: "clients call the model",
  },
  // docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (2026-10): the narrowest of the services that are tagged here
  tagKey: {
    pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
    must: "be a tag's key: letters, digits, spaces and _.:/=+-@, not beginning with aws:",
    example: "team",
  },
  tagValue: {
    pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
    must: "be a tag's value: at most 256 letters, digits, spaces and _.:/=+-@",
    example: "ml",
  },
} satisfies Record<string, FormRule>;

/** The name of a form. */
export type Form = keyof typeof forms;

/** What is wrong with one value; a reference and a value that is not there are right. */
export function formMessage(value: unknown, form: Form): string | undefined {
  return checks.formMessage(value, forms[form]);
}

/** What is wrong with some values, each with its prop and its form; a list is held to it entry by entry. */
export function formProblems<Prop>(
  values: ReadonlyArray<readonly [prop: Prop, value: unknown, form: Form]>,
): Array<Problem<Prop>> {
  return checks.formProblems(values, formMessage);
}

/** Keys that constructs add to the tags of some resources: they would take the place of the same key in the props. */
const ownTags = ["Name", "reason"];

/** docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html (2026-11): 50; a name and a reason come to some. */
export const mostTags = 48;

/** What is wrong with the tags that go onto everything. */
export function tagProblems<Prop>(
  prop: Prop,
  tags: Readonly<Record<string, unknown>> | undefined,
): Array<Problem<Prop>> {
  const { length } = Object.keys(tags ?? {});
  const tooMany = `must be at most ${mostTags}, because AWS takes 50 and two are added, got ${length}; take some out`;
  return [
    ...(length > mostTags ? [{ prop, message: tooMany }] : []),
    ...gather(Object.entries(tags ?? {}), ([key, value]) => [
      ...formProblems<Prop>([
        [prop, key, "tagKey"],
        [prop, value, "tagValue"],
      ]),
      ...(ownTags.indexOf(key) < 0
        ? []
        : [{ prop, message: `must not hold ${JSON.stringify(key)}, which some resources set themselves; rename it` }]),
    ]),
  ];
}

/** The account of an ARN. */
const accountOf = (arn: string): string | undefined => arn.split(":")[4];

/**
 * What is wrong with the principals that are let in: each must be one role or user of this account. An account as a
 * whole, everybody, and other accounts are not let in: make a role here and let them assume it.
 */
export function principalProblems<Prop>(
  prop: Prop,
  arns: readonly string[] | undefined,
  account: string | undefined,
): Array<Problem<Prop>> {
  const problems = formProblems([[prop, arns, "principal"]]);
  if (problems.length > 0 || account === undefined || Token.isUnresolved(account)) return problems;
  return gather(arns ?? [], (arn) =>
    Token.isUnresolved(arn) || accountOf(arn) === account
      ? []
      : [
          {
            prop,
            message: `must be of the account ${account}, got ${JSON.stringify(arn)}; make a role in it for whoever that is`,
          },
        ],
  );
}

/**
 * Days that CloudWatch Logs keeps.
 * docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (2026-10)
 */
export const logRetentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** What is wrong with the days that a log group keeps. */
export function logRetentionProblems<Prop>(prop: Prop, days: number | undefined): Array<Problem<Prop>> {
  if (days === undefined || Token.isUnresolved(days) || logRetentionDays.includes(days)) return [];
  return [{ prop, message: `${days} is not kept by CloudWatch; allowed: ${logRetentionDays.join(", ")}` }];
}
