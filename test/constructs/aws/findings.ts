/** What is public, wider than it should be, or foreign in synthesized AWS JSON: read here, by code of its own. */
import { strings } from "../../../stacks/rules/synthesized.js";
import type { SynthesizedStack } from "../../synth.js";

interface PolicyStatement {
  readonly where: string;
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const listOf = (value: unknown): string[] =>
  value === undefined
    ? []
    : Array.isArray(value)
      ? value.flatMap(listOf)
      : typeof value === "object" && value !== null
        ? Object.values(value).flatMap(listOf)
        : [String(value)];

/** Every statement of every policy document in a stack. */
function statements(stack: SynthesizedStack): PolicyStatement[] {
  return [...strings({ resource: stack.json.resource })].flatMap(({ pointer, text }) => {
    if (!text.startsWith('{"Version"') || !text.includes('"Statement"')) return [];
    const document = JSON.parse(text) as { Statement: PolicyStatement[] };
    return document.Statement.map((statement) => ({ ...statement, where: `${pointer} ${statement.Sid ?? ""}` }));
  });
}

/** A statement that nobody can pass who is not of this account. */
function isBounded({ Condition = {} }: PolicyStatement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) =>
      /^(?:StringEquals|ArnEquals|ArnLike)$/.test(operator) &&
      ["aws:PrincipalAccount", "aws:SourceAccount"].some((key) => listOf(keys[key]).join() === "123456789012"),
  );
}

const addresses = (block: string): readonly [from: number, to: number] => {
  const [ip = "", bits = "32"] = block.split("/");
  const from = ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [from, from + 2 ** (32 - Number(bits))];
};

/** Whether blocks hold a quarter of all addresses, or are none that a firewall could read. */
function isEverybody(blocks: readonly string[]): boolean {
  let held = 0;
  let end = 0;
  for (const [from, to] of blocks.map(addresses).sort(([one], [other]) => one - other)) {
    if (!Number.isFinite(from + to)) return true;
    held += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return held >= 2 ** 30;
}

const stars = (statement: PolicyStatement): number =>
  [...listOf(statement.Resource), ...listOf(statement.Action)].join("").split("*").length - 1;

/** Lines about what one stack lets in, beyond what the one of honest props does. */
export function awsFindings(stack: SynthesizedStack, honest: SynthesizedStack): readonly string[] {
  const found: string[] = [];
  const before = new Map(statements(honest).map((statement) => [statement.where, statement]));
  for (const statement of statements(stack)) {
    const { where, Effect, Principal, Condition = {} } = statement;
    const known = before.get(where);
    if (Effect === "Deny") {
      // A bound that binds nothing: what it excepts is everything.
      if (listOf(statement.NotResource).some((arn) => arn.includes("*"))) found.push(`${where}: excepts everything`);
      continue;
    }
    // A service account of a cluster: by all three of issuer or cluster, subject and audience, each as a whole.
    let isIssuer = false;
    if (/sts:AssumeRoleWithWebIdentity|sts:TagSession/.test(listOf(statement.Action).join())) {
      const exact = Object.entries(Condition["StringEquals"] ?? {});
      const bound = (key: RegExp) =>
        exact.some(([each, value]) => key.test(each) && !/[*?]|^$/.test(listOf(value).join()));
      isIssuer = bound(/:sub$/) && bound(/:aud$/) && !/[*?]/.test(listOf(Principal).join());
      const isCluster = ["eks-cluster-arn", "kubernetes-namespace", "kubernetes-service-account"].every((tag) =>
        bound(new RegExp(`^aws:RequestTag/${tag}$`)),
      );
      if (!isIssuer && !isCluster) found.push(`${where}: trusts more than one service account`);
    }
    for (const principal of listOf(Principal)) {
      if (principal.includes("*") && !isBounded(statement)) found.push(`${where}: lets in everybody`);
      const account = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):/.exec(principal)?.[1];
      if (account !== undefined && account !== "123456789012" && !isIssuer)
        found.push(`${where}: lets in ${principal}`);
      if (/^\d{12}$/.test(principal)) found.push(`${where}: lets in ${principal}`);
    }
    if (known === undefined ? listOf(statement.Resource).includes("*") : stars(statement) > stars(known)) {
      found.push(`${where}: is wider: ${listOf(statement.Resource).join(", ")}`);
    }
    for (const key of ["aws:SourceIp", "aws:VpcSourceIp"]) {
      const blocks = listOf(Condition["IpAddress"]?.[key]);
      if (isEverybody(blocks)) found.push(`${where}: is bounded to everybody: ${blocks.join(", ")}`);
    }
    for (const foreign of listOf(statement.Resource)) {
      if (/:999999999999:/.test(foreign)) found.push(`${where}: is of another account: ${foreign}`);
    }
  }
  const ingress = stack.all("aws_vpc_security_group_ingress_rule").map(({ arguments: rule }) => rule);
  if (isEverybody(ingress.flatMap((rule) => listOf(rule["cidr_ipv4"])))) found.push("ingress from everybody");
  if (ingress.some((rule) => rule["cidr_ipv6"] !== undefined)) found.push("ingress by IPv6");
  for (const type of ["aws_internet_gateway", "aws_nat_gateway", "aws_eip"])
    if (stack.all(type).length > 0) found.push(type);
  for (const { arguments: subnet } of stack.all("aws_subnet")) {
    if (subnet["map_public_ip_on_launch"] !== false) found.push("a subnet gives public addresses");
  }
  for (const { address, arguments: block } of stack.all("aws_s3_bucket_public_access_block")) {
    for (const key of ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]) {
      if (block[key] !== true) found.push(`${address}: ${key} is off`);
    }
  }
  return found;
}
