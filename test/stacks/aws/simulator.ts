/**
 * Whether AWS would let a call through, by the policies of a synthesized stack: identity policies, the policy of what
 * is called, the policy of the VPC endpoint on the way, and every denial in them. What it knows of policies is IAM's
 * documentation: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
 * reference_policies_elements_condition_operators.html (2026-10).
 */
import type { SynthesizedStack } from "../../synth.js";

type Values = string | readonly string[];

interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: string | { readonly AWS?: Values; readonly Service?: Values };
  readonly Action: Values;
  readonly Resource?: Values;
  readonly NotResource?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

/** A call: who makes it, what it does on what, and the keys that AWS fills for it. */
export interface Call {
  /** The ARN of the caller. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys; one that is not here is absent. */
  readonly context?: Readonly<Record<string, Values>>;
}

/** What decides: the statement, or nothing that allows. */
export interface Decision {
  readonly allowed: boolean;
  readonly because: string;
}

const listOf = (value: Values | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

const like = (pattern: string, text: string, flags = "s"): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
    flags,
  ).test(text);

const address = (ip: string): number => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
function within(block: string, ip: string): boolean {
  const [base = "", bits = "32"] = block.split("/");
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address(base) / size) === Math.floor(address(ip) / size);
}

const compare: Readonly<Record<string, (wanted: string, given: string) => boolean>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: (wanted, given) => like(wanted, given),
  ArnEquals: (wanted, given) => like(wanted, given),
  ArnLike: (wanted, given) => like(wanted, given),
  IpAddress: within,
  Bool: (wanted, given) => wanted === given,
  NumericGreaterThan: (wanted, given) => Number(given) > Number(wanted),
};
const negated: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NotIpAddress: "IpAddress",
};

/** One condition of one key. A negated operator holds where the key is absent, any other does not. */
function holds(operator: string, key: string, wanted: Values, context: NonNullable<Call["context"]>): boolean {
  const given = context[key];
  if (operator === "Null") return (given === undefined) === (listOf(wanted)[0] === "true");
  const ifExists = operator.endsWith("IfExists");
  const anyValue = operator.startsWith("ForAnyValue:");
  const plain = operator.replace(/IfExists$/, "").replace(/^ForAnyValue:/, "");
  const positive = negated[plain] ?? plain;
  const test = compare[positive];
  if (test === undefined) throw new Error(`the simulator does not know the operator ${operator}`);
  const isNegated = plain in negated;
  if (given === undefined) return ifExists || (isNegated && !anyValue);
  const one = (value: string) => listOf(wanted).some((each) => test(each, value)) !== isNegated;
  return anyValue ? listOf(given).some(one) : one(listOf(given)[0] ?? "");
}

const matches = (statement: Statement, { action, resource, context = {} }: Call): boolean =>
  listOf(statement.Action).some((each) => like(each, action, "si")) &&
  (statement.NotResource === undefined
    ? statement.Resource === undefined || listOf(statement.Resource).some((each) => like(each, resource))
    : !listOf(statement.NotResource).some((each) => like(each, resource))) &&
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, wanted, context)),
  );

const isFor = ({ Principal }: Statement, principal: string): boolean =>
  Principal === "*" ||
  (typeof Principal === "object" && listOf(Principal.AWS).some((each) => each === "*" || each === principal));

/** A synthesized AWS stack, its references filled in as Terraform would. */
export class Account {
  readonly #stack: SynthesizedStack;

  constructor(stack: SynthesizedStack) {
    this.#stack = stack;
  }

  /** A text with every reference replaced: by the argument that it names, or by an id made of the address. */
  filled(text: string): string {
    return text.replace(/\$\{((?:data\.)?aws_[a-z0-9_]+)\.([\w-]+)\.([a-z_]+)\}/g, (_, type, id, attribute) => {
      const found = this.#stack.all(type).find(({ address: at }) => at === `${type}.${id}`);
      const value = found?.arguments[attribute];
      if (typeof value === "string") return this.filled(value);
      const short = { aws_vpc: "vpc", aws_vpc_endpoint: "vpce", aws_subnet: "subnet", aws_security_group: "sg" }[
        type as string
      ];
      if (attribute === "arn" && type === "aws_kms_key") return `arn:aws:kms:eu-west-1:123456789012:key/${id}`;
      if (attribute === "arn" && type === "aws_iam_role")
        return `arn:aws:iam::123456789012:role/${this.filled(String(found?.arguments["name"]))}`;
      return `${short ?? type}-${id}`;
    });
  }

  /** The id of the only resource of a type whose address holds a text. */
  idOf(type: string, part = ""): string {
    const found = this.#stack.all(type).filter(({ address: at }) => at.includes(part));
    if (found.length !== 1) throw new Error(`${found.length} of ${type} with "${part}"`);
    return this.filled(`\${${found[0]?.address}.id}`);
  }

  #statements(policy: unknown): readonly Statement[] {
    return (JSON.parse(this.filled(String(policy))) as { Statement: Statement[] }).Statement;
  }

  /** The statements of the policies of a role of this stack; a principal that is none of its roles has none. */
  #identity(principal: string): readonly Statement[] {
    const role = principal.split(":role/")[1];
    return this.#stack
      .all("aws_iam_role_policy")
      .filter(({ arguments: given }) => this.filled(String(given["role"])) === role)
      .flatMap(({ arguments: given }) => this.#statements(given["policy"]));
  }

  /** The statements of the policy of what is called that are about the caller. */
  #resource({ principal, action, resource }: Call): readonly Statement[] {
    const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
    const documents = action.startsWith("s3:")
      ? this.#stack
          .all("aws_s3_bucket_policy")
          .filter(({ arguments: given }) => this.filled(String(given["bucket"])) === bucket)
          .map(({ arguments: given }) => given["policy"])
      : action.startsWith("kms:")
        ? this.#stack.all("aws_kms_key").map(({ arguments: given }) => given["policy"])
        : action === "sts:AssumeRole"
          ? this.#stack
              .all("aws_iam_role")
              .filter(({ arguments: given }) => resource.endsWith(`:role/${this.filled(String(given["name"]))}`))
              .map(({ arguments: given }) => given["assume_role_policy"])
          : [];
    const isKey = action.startsWith("kms:");
    return documents
      .flatMap((document) => this.#statements(document))
      .filter((statement) => isFor(statement, principal))
      .map((statement) => (isKey ? { ...statement, Resource: "*" } : statement));
  }

  /** The policies of the VPC endpoints of this stack through which a call comes. */
  #endpoint({ context = {}, action }: Call): ReadonlyArray<readonly Statement[]> {
    const through = context["aws:SourceVpce"];
    if (through === undefined || action === "sts:AssumeRole") return [];
    return this.#stack
      .all("aws_vpc_endpoint")
      .filter(({ address: at }) => this.filled(`\${${at}.id}`) === through)
      .map(({ arguments: given }) => this.#statements(given["policy"]));
  }

  /** Whether a call is let through, and by what. */
  decide(call: Call): Decision {
    const identity = this.#identity(call.principal);
    const resource = this.#resource(call);
    const ways = this.#endpoint(call).map((statements) => statements.filter((each) => isFor(each, call.principal)));
    const denial = [...identity, ...resource, ...ways.flat()].find(
      (each) => each.Effect === "Deny" && matches(each, call),
    );
    if (denial !== undefined) return { allowed: false, because: `denied by ${denial.Sid}` };
    const allows = (statements: readonly Statement[]) =>
      statements.find((each) => each.Effect === "Allow" && matches(each, call));
    for (const way of ways)
      if (allows(way) === undefined) return { allowed: false, because: "the VPC endpoint lets it not through" };
    const by = allows(identity) ?? allows(resource);
    return by === undefined
      ? { allowed: false, because: "nothing allows it" }
      : { allowed: true, because: `allowed by ${by.Sid ?? "a statement"}` };
  }
}
