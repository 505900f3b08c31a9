import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Token } from "cdktf";
import {
  PrivateNetwork,
  type PrivateNetworkProps,
  privateNetworkProblems,
} from "../../../constructs/aws/private-network.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const props: PrivateNetworkProps = {
  name: "penguins",
  account: "123456789012",
  region: "eu-west-1",
  owner: "network@example.com",
  cidr: "10.20.0.0/20",
  zones: ["a", "b"],
  allowedClients: ["192.168.10.0/24"],
};
const existing = {
  vpcId: "vpc-0a1b2c3d",
  subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
  s3EndpointId: "vpce-0a1b2c3d",
  s3PrefixListId: "pl-0a1b2c3d",
};

const made = (more: Partial<PrivateNetworkProps> = {}, then?: (network: PrivateNetwork) => void) =>
  synthesizeScope((stack) => {
    const network = new PrivateNetwork(stack, "private-network", { ...props, ...more });
    then?.(network);
  });

const recordOf = (more: Partial<PrivateNetworkProps>): Record<string, unknown> => {
  let entries: unknown[] = [];
  made(more, (network) => {
    entries = network.node.metadata.filter(({ type }) => type === "ml-pilot:record").map(({ data }) => data);
  });
  expect(entries).toHaveLength(1);
  return entries[0] as Record<string, unknown>;
};

describe("makes", () => {
  const stack = made({ zones: ["a", "b", "c"] });

  test("a VPC, and a quarter of it in each named zone", () => {
    expect(stack.one("aws_vpc").cidr_block).toBe("10.20.0.0/20");
    expect(
      stack
        .all("aws_subnet")
        .map(({ arguments: { availability_zone, cidr_block } }) => [availability_zone, cidr_block]),
    ).toEqual([
      ["eu-west-1a", "10.20.0.0/22"],
      ["eu-west-1b", "10.20.4.0/22"],
      ["eu-west-1c", "10.20.8.0/22"],
    ]);
  });

  test("an S3 gateway endpoint that lets nothing through until a bucket is allowed", () => {
    const [nothing] = statementsOf(stack.one("aws_vpc_endpoint").policy);
    expect(nothing).toMatchObject({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
    const open = made({}, (network) => network.allowBucket({ bucketName: "penguins-data" }));
    expect(statementsOf(open.one("aws_vpc_endpoint").policy)).toEqual([
      expect.objectContaining({
        Effect: "Allow",
        Resource: ["arn:aws:s3:::penguins-data", "arn:aws:s3:::penguins-data/*"],
        Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
      }),
    ]);
  });

  test("flow logs of everything, kept for so many days, written by a role for flow logs of this account alone", () => {
    expect(stack.one("aws_flow_log")).toMatchObject({ traffic_type: "ALL", max_aggregation_interval: 60 });
    expect(stack.one("aws_cloudwatch_log_group")).toMatchObject({ name: "/penguins/flow-logs", retention_in_days: 30 });
    expect(made({ flowLogRetentionDays: 60 }).one("aws_cloudwatch_log_group").retention_in_days).toBe(60);
    const [trust] = statementsOf(stack.one("aws_iam_role").assume_role_policy);
    expect(trust).toMatchObject({
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  test("security groups for jobs and endpoint: out to S3, nothing in", () => {
    const groups = stack.all("aws_security_group").map(({ arguments: { name } }) => name);
    expect(groups).toEqual(["penguins-jobs", "penguins-endpoint"]);
    expect(stack.all("aws_vpc_security_group_ingress_rule")).toEqual([]);
    const out = stack.all("aws_vpc_security_group_egress_rule").map(({ arguments: given }) => given);
    const prefixList = `\${${stack.all("aws_vpc_endpoint")[0]?.address}.prefix_list_id}`;
    const https = { from_port: 443, to_port: 443, ip_protocol: "tcp" };
    expect(out).toEqual(Array(2).fill(expect.objectContaining({ ...https, prefix_list_id: prefixList })));
  });
});

describe("never", () => {
  const all = [made(), made({ interfaceEndpoints: { "sagemaker.runtime": "clients call it" } }), made({ existing })];

  test("a gateway, a public address, a rule to or from everybody", () => {
    for (const stack of all) {
      const types = stack.resources.map(({ type }) => type);
      for (const type of ["internet_gateway", "egress_only_internet_gateway", "nat_gateway", "eip", "route"]) {
        expect(types).not.toContain(`aws_${type}`);
      }
      for (const { arguments: given } of stack.all("aws_subnet")) expect(given["map_public_ip_on_launch"]).toBe(false);
      expect(JSON.stringify(stack.json["resource"])).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
    }
  });

  test("an interface endpoint nobody named", () => {
    expect(
      made()
        .all("aws_vpc_endpoint")
        .map(({ arguments: given }) => given["vpc_endpoint_type"]),
    ).toEqual(["Gateway"]);
  });

  test("the default security group with a rule in it", () => {
    const { ingress, egress } = made().one("aws_default_security_group");
    expect([ingress, egress]).toEqual([undefined, undefined]);
  });
});

describe("an interface endpoint", () => {
  const stack = made({ interfaceEndpoints: { "sagemaker.runtime": "clients call it" } });

  test("carries its reason, and is for this account only", () => {
    const { service_name, private_dns_enabled, tags, policy } = stack.one("aws_vpc_endpoint", "sagemaker-runtime");
    expect([service_name, private_dns_enabled, tags.reason]).toEqual([
      "com.amazonaws.eu-west-1.sagemaker.runtime",
      true,
      "clients call it",
    ]);
    expect(statementsOf(policy)).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } }),
    ]);
  });

  test("that only clients call may be entered by named clients only", () => {
    expect(stack.all("aws_vpc_security_group_ingress_rule").map(({ arguments: rule }) => rule["cidr_ipv4"])).toEqual([
      "192.168.10.0/24",
    ]);
  });

  test("lets through its own service's calls, and no others", () => {
    const [statement] = statementsOf(stack.one("aws_vpc_endpoint", "sagemaker-runtime").policy);
    expect(statement?.Action).toEqual(["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync"]);
    expect(statement?.Principal).toBe("*");
  });

  test("to S3 lets through the named buckets, and leaves the name of S3 to the gateway endpoint", () => {
    const s3 = (then?: (network: PrivateNetwork) => void) =>
      made({ interfaceEndpoints: { s3: "operators upload" } }, then).one("aws_vpc_endpoint", "interface-endpoints");
    expect(s3()).toMatchObject({ vpc_endpoint_type: "Interface", private_dns_enabled: false });
    expect(statementsOf(s3().policy)).toMatchObject([{ Effect: "Deny", Action: "s3:*" }]);
    const [statement] = statementsOf(s3((network) => network.allowBucket({ bucketName: "penguins-data" })).policy);
    expect(statement).toMatchObject({
      Effect: "Allow",
      Resource: ["arn:aws:s3:::penguins-data", "arn:aws:s3:::penguins-data/*"],
      Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
    });
    let url: string | undefined;
    made({ interfaceEndpoints: { s3: "operators upload" } }, (network) => {
      url = network.s3Url;
    });
    expect(url).toMatch(/^https:\/\//);
  });

  test("may be entered by jobs and named clients", () => {
    const stack = made({ interfaceEndpoints: { "sagemaker.runtime": "clients call it", logs: "jobs log" } });
    const jobs = `\${${stack.all("aws_security_group").find(({ address }) => address.includes("jobs"))?.address}.id}`;
    expect(
      stack
        .all("aws_vpc_security_group_ingress_rule")
        .map(({ arguments: given }) => given["referenced_security_group_id"] ?? given["cidr_ipv4"]),
    ).toEqual([jobs, "192.168.10.0/24"]);
  });

  test("bills while idle, and the record says so", () => {
    expect(recordOf({ interfaceEndpoints: { logs: "jobs log" } })).toMatchObject({ meter: { whileIdle: true } });
    expect(recordOf({})).toMatchObject({ meter: { whileIdle: false } });
  });
});

describe("an existing VPC", () => {
  test("is stood in, and nothing of a network is made", () => {
    const stack = made({ existing });
    expect([...new Set(stack.resources.map(({ type }) => type))].sort()).toEqual([
      "aws_security_group",
      "aws_vpc_security_group_egress_rule",
    ]);
    for (const { arguments: given } of stack.all("aws_security_group")) expect(given["vpc_id"]).toBe("vpc-0a1b2c3d");
    const egress = stack
      .all("aws_vpc_security_group_egress_rule")
      .map(({ arguments: given }) => given["prefix_list_id"]);
    expect(egress).toEqual(["pl-0a1b2c3d", "pl-0a1b2c3d"]);
  });

  test("needs no block and no zones, and a new one does", () => {
    const { cidr: _block, zones: _zones, ...neither } = props;
    const of = (more: Partial<PrivateNetworkProps>) =>
      synthesizeScope((stack) => void new PrivateNetwork(stack, "private-network", { ...neither, ...more }));
    expect(of({ existing }).json).toEqual(made({ existing }).json);
    expect(() => of({})).toThrow(
      "test/private-network: cidr: must be given where no existing VPC is named, got none; write an IPv4 block such as 10.20.0.0/20\n" +
        "test/private-network: zones: [] must be two to four different zones",
    );
  });

  test("is recorded too", () => {
    expect(recordOf({ existing })).toEqual({
      box: "private network",
      owner: "network@example.com",
      meter: { what: "flow log GiB, interface endpoint hours", whileIdle: false },
      survives: [
        {
          what: "security groups, while network interfaces of SageMaker hold them",
          costs: "nothing",
          remove: "destroy again after an hour",
        },
      ],
      debug: "aws ec2 describe-flow-logs --filter Name=resource-id,Values=vpc-0a1b2c3d",
    });
  });

  test("is not held to the rules of a new one", () => {
    expect(privateNetworkProblems({ cidr: "10.0.0.0/28", zones: [], flowLogRetentionDays: 2, existing })).toEqual([]);
    expect(
      privateNetworkProblems({ cidr: "10.0.0.0/28", zones: [], allowedClients: ["0.0.0.0/0"], existing }),
    ).toHaveLength(1);
  });
});

describe("a zone", () => {
  const blocks = (zones: readonly string[], more: Partial<PrivateNetworkProps> = {}) =>
    Object.fromEntries(
      made({ zones, ...more })
        .all("aws_subnet")
        .map(({ arguments: given }) => [String(given["availability_zone"]).slice(-1), given["cidr_block"]]),
    );
  const [a, b, c, d] = ["10.20.0.0/22", "10.20.4.0/22", "10.20.8.0/22", "10.20.12.0/22"];

  test("keeps its block whatever zones come, go or change places", () => {
    expect(blocks(["a", "b"])).toEqual({ a, b });
    expect(blocks(["a", "c"])).toEqual({ a, c });
    expect(blocks(["b", "a"])).toEqual({ a, b });
    expect(blocks(["d", "b"])).toEqual({ d, b });
    expect(blocks(["a", "c"], { zoneBlocks: { c: 1 } })).toEqual({ a, c: b });
  });

  test("marks the network by where its subnets lie; the first network is marked by nothing, as it was named", () => {
    const placement = (more: Partial<PrivateNetworkProps>) => {
      let found: readonly string[] = [];
      synthesizeScope((scope) => {
        found = new PrivateNetwork(scope, "private-network", { ...props, ...more }).placement;
      });
      return found;
    };
    expect(placement({ zones: ["a", "b"] })).toEqual([]);
    expect(placement({ zones: ["b", "a"] })).toEqual([]);
    expect(placement({ zones: ["a", "c"] })).toEqual([`a ${a}`, `c ${c}`]);
    expect(placement({ zones: ["a", "b"], cidr: "10.30.0.0/20" })).toEqual(["a 10.30.0.0/22", "b 10.30.4.0/22"]);
  });
});

test("interfaces that outlive what they were made for are waited for, with the role that deletes them", () => {
  const stack = synthesizeScope((scope) => {
    const network = new PrivateNetwork(scope, "private-network", props);
    const role = new IamRolePolicy(scope, "job", { role: "job", policy: "{}" });
    network.releasedBy({ policies: [role] });
  });
  const held = [...stack.all("aws_subnet"), ...stack.all("aws_security_group")];
  expect(held.map(({ type }) => type)).toEqual([
    "aws_subnet",
    "aws_subnet",
    "aws_security_group",
    "aws_security_group",
  ]);
  for (const { arguments: given } of held) {
    expect(given).toMatchObject({ depends_on: ["aws_iam_role_policy.job"], timeouts: { delete: "60m" } });
  }
});

/** Props that a spec can get wrong, and the problem of each. */
const problems: ReadonlyArray<readonly [Partial<PrivateNetworkProps>, ...string[]]> = [
  [{}],
  [{ cidr: "10.20.0.0/16" }],
  [{ cidr: "10.20.0.0/15" }, 'cidr: "10.20.0.0/15" is a /15; allowed: /16 to /22; take a block of that size'],
  [{ cidr: "10.20.0.0/23" }, 'cidr: "10.20.0.0/23" is a /23; allowed: /16 to /22; take a block of that size'],
  [{ cidr: "10.20.1.0/20" }, 'cidr: "10.20.1.0/20" has host bits set; take "10.20.0.0/20"'],
  [
    { allowedClients: ["10.20.15.0/24"] },
    'allowedClients: "10.20.15.0/24" overlaps the network\'s own "10.20.0.0/20"; take another block',
  ],
  [
    { allowedClients: ["10.0.0.0/8"] },
    'allowedClients: "10.0.0.0/8" overlaps the network\'s own "10.20.0.0/20"; take another block',
  ],
  [{ allowedClients: ["10.20.16.0/24", "10.19.255.0/24"] }],
  [{ allowedClients: ["0.0.0.0/0"] }, 'allowedClients: "0.0.0.0/0" is everybody; name the networks that may come in'],
  [{ zones: ["a"] }, "zones: [a] must be two to four different zones"],
  [{ zones: ["a", "a"] }, "zones: [a, a] must be two to four different zones"],
  [
    { zones: ["a", "b", "a\nb"] },
    'zones: must be the letter of an availability zone, got "a\\nb"; write it such as "a"',
  ],
  [
    { zones: ["a", "b", "e", "f"] },
    "zones: zones a and e both take quarter 0 of the block; add zoneBlocks: { e: 2 }",
    "zones: zones b and f both take quarter 1 of the block; add zoneBlocks: { f: 3 }",
  ],
  [{ zones: ["a", "b", "e", "f"], zoneBlocks: { e: 2, f: 3 } }],
  [
    { zones: ["a", "c"], zoneBlocks: { c: 0, b: 4 } },
    "zoneBlocks: b: 4; a block has the quarters 0, 1, 2 and 3",
    "zoneBlocks: zones a and c both take quarter 0 of the block; add zoneBlocks: { c: 1 }",
  ],
  [{ flowLogRetentionDays: 30 }],
  [
    { flowLogRetentionDays: 31 },
    "flowLogRetentionDays: 31 is not kept by CloudWatch; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, " +
      "545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
  ],
  [{ cidr: Token.asString({ resolve: () => "later" }), allowedClients: [Token.asString({ resolve: () => "later" })] }],
];

test.each(problems.map(([more, ...lines]) => ({ more, lines })))("problems of $more", ({ more, lines }) => {
  expect(privateNetworkProblems({ ...props, ...more }).map(({ prop, message }) => `${prop}: ${message}`)).toEqual(
    lines,
  );
  if (lines.length > 0) expect(() => made(more)).toThrow(`test/private-network: ${lines[0]}`);
});
