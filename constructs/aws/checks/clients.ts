/** From where a call may come: client networks, and the VPCs through whose endpoints the private ones reach AWS. */
import { Token } from "cdktf";
import { clientNetworkProblems } from "../../pilot/ipv4.js";
import { formProblems, type Problem } from "./values.js";

/** 10/8, 172.16/12 and 192.168/16 reach AWS through a VPC endpoint, all else over its public address. */
export const isPrivate = (cidr: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(cidr);

/** Who may come in, and by which VPCs. */
export interface Clients {
  /** Networks, public or private. None: from anywhere, with an identity. */
  readonly allowedClients?: readonly string[];
  /** VPCs through whose endpoints the private ones come. */
  readonly clientVpcIds?: readonly string[];
}

/**
 * What is wrong with clients. A private network needs a VPC beside it: anybody can make a VPC with the same addresses,
 * in any account. docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, aws:VpcSourceIp: use
 * it with aws:SourceVpc or aws:SourceVpce (2026-10)
 */
export function clientProblems({ allowedClients = [], clientVpcIds }: Clients): Array<Problem<keyof Clients>> {
  const plain = allowedClients.filter((client) => !Token.isUnresolved(client));
  const problems: Array<Problem<keyof Clients>> = [
    ...clientNetworkProblems(plain).map((message) => ({ prop: "allowedClients" as const, message })),
    ...formProblems([["clientVpcIds" as const, clientVpcIds, "vpcId"]]),
  ];
  const inside = plain.filter(isPrivate);
  if (clientVpcIds?.length === 0 || (clientVpcIds === undefined && inside.length > 0)) {
    const message =
      `must name the VPCs through whose endpoints the private clients come (${inside.join(", ")}), got none; ` +
      "add the id of the pilot's own VPC, because another VPC may have the same addresses";
    if (inside.length > 0) problems.push({ prop: "clientVpcIds", message });
  }
  return problems;
}

/** A name and a condition for each way in, by addresses alone; without clients one way, from anywhere. */
export function sourceAddresses(clients: readonly string[]): Array<readonly [from: string, condition?: object]> {
  if (clients.length === 0) return [["Anywhere"]];
  const inside = clients.filter(isPrivate);
  const outside = clients.filter((cidr) => !isPrivate(cidr));
  const ways: Array<readonly [string, object]> = [];
  if (inside.length > 0) ways.push(["PrivateNetworks", { IpAddress: { "aws:VpcSourceIp": inside } }]);
  if (outside.length > 0) ways.push(["PublicNetworks", { IpAddress: { "aws:SourceIp": outside } }]);
  return ways;
}

/** The same with the VPCs in it, for a policy that is one document. */
export const sourceConditions = ({ allowedClients = [], clientVpcIds = [] }: Clients) =>
  sourceAddresses(allowedClients).map(([from, condition]) =>
    from === "PrivateNetworks"
      ? ([from, { ...condition, StringEquals: { "aws:SourceVpc": clientVpcIds } }] as const)
      : ([from, condition] as const),
  );

/**
 * Conditions under which a call comes from somewhere else, each for a statement that denies. A negated condition also
 * holds where its key is absent: a call over a public address has no aws:VpcSourceIp, one through an endpoint no
 * aws:SourceIp.
 */
export function outsideConditions({
  allowedClients = [],
  clientVpcIds = [],
}: Clients): Array<readonly [sid: string, condition: object]> {
  if (allowedClients.length === 0) return [];
  const inside = allowedClients.filter(isPrivate);
  const outside = allowedClients.filter((cidr) => !isPrivate(cidr));
  const ways: Array<readonly [string, object]> = [
    [
      "NoOtherNetworks",
      {
        NotIpAddress: {
          ...(inside.length > 0 ? { "aws:VpcSourceIp": inside } : {}),
          ...(outside.length > 0 ? { "aws:SourceIp": outside } : {}),
        },
      },
    ],
  ];
  if (inside.length > 0) ways.push(otherVpcs(clientVpcIds));
  return ways;
}

/** The condition of a call that came through an endpoint of another VPC, where the same addresses mean nothing. */
export const otherVpcs = (clientVpcIds: readonly string[]): readonly [sid: string, condition: object] => [
  "NoOtherVpcs",
  { Null: { "aws:VpcSourceIp": "false" }, StringNotEquals: { "aws:SourceVpc": clientVpcIds } },
];
