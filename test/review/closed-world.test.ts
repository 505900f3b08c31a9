/** What a review did not read is said: no type, module, program or wide way of a foreign stack is silently absent. */
import { type Analysis, analysisOf } from "../../review/analysis/analysis.js";
import { plain } from "../../review/document.js";
import { worstMonth } from "../../review/pages/glance.js";
import { page } from "../../review/pages/page.js";
import { readPrices } from "../../review/read/prices.js";
import { stackOf } from "../../review/read/stack.js";
import { html } from "../../review/write/html.js";
import { markdown } from "../../review/write/markdown.js";
import { follow } from "../../stacks/pointer.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { examplePlatforms, synthesizePilot, variants } from "../synth.js";

type Json = Readonly<Record<string, unknown>>;
const stack = (json: Json): Stack => stackOf("s", "s.json", json);
const made = (type: string, given: object): Json => ({ resource: { [type]: { it: given } } });
const findings = (json: Json, kind: string) => analysisOf(stack(json)).findings.filter((each) => each.kind === kind);

/** One resource of each way in or out that a review by a list of types missed. */
const foreign: ReadonlyArray<readonly [type: string, given: object, expected: string]> = [
  ["aws_instance", { associate_public_ip_address: true }, "the internet → it by public address"],
  ["aws_db_instance", { publicly_accessible: true }, "the internet → it by public address"],
  ["aws_redshift_cluster", {}, "the internet → it by public address"],
  ["aws_eks_cluster", { name: "k", vpc_config: [{}] }, "the internet → k by public API endpoint"],
  [
    "aws_eks_cluster",
    { name: "k", vpc_config: [{ public_access_cidrs: ["0.0.0.0/1", "128.0.0.0/1"] }] },
    "the internet → k by public API endpoint",
  ],
  ["aws_api_gateway_rest_api", { name: "a" }, "the internet → a by API gateway"],
  ["aws_apigatewayv2_api", { name: "a" }, "the internet → a by API gateway"],
  ["aws_cloudfront_distribution", {}, "the internet → it by CloudFront"],
  [
    "aws_ecs_service",
    { name: "e", network_configuration: [{ assign_public_ip: true }] },
    "the internet → e by public address",
  ],
  ["aws_transfer_server", {}, "the internet → it by Transfer Family"],
  ["aws_ec2_client_vpn_endpoint", {}, "the internet → it by client VPN"],
  [
    "aws_security_group",
    {
      name: "g",
      ingress: [{ cidr_blocks: ["0.0.0.0/1", "128.0.0.0/1"], from_port: 22, to_port: 22, protocol: "tcp" }],
    },
    "the internet → g by tcp 22",
  ],
  ["google_container_cluster", { name: "k" }, "the internet → k by public control plane"],
  ["google_cloud_run_v2_service", { name: "r" }, "the internet → r by Cloud Run, ingress all"],
  ["google_cloudfunctions2_function", { name: "f" }, "the internet → f by function, ingress all"],
  [
    "google_sql_database_instance",
    { name: "d", settings: [{ ip_configuration: [{ authorized_networks: [{ value: "0.0.0.0/0" }] }] }] },
    "the internet → d by public address, for every network",
  ],
  [
    "google_compute_instance",
    { name: "i", network_interface: [{ access_config: [{}] }] },
    "the internet → i by public address",
  ],
  [
    "google_alloydb_instance",
    {
      instance_id: "a",
      network_config: [{ enable_public_ip: true, authorized_external_networks: [{ cidr_range: "0.0.0.0/0" }] }],
    },
    "the internet → it by public address, for every network",
  ],
  [
    "google_alloydb_instance",
    { instance_id: "a", network_config: [{ enable_outbound_public_ip: true }] },
    "it → the internet by outbound public address",
  ],
  [
    "google_dataproc_cluster",
    { name: "d", cluster_config: [{ gce_cluster_config: [{ internal_ip_only: false }] }] },
    "the internet → d by public addresses of nodes, which this stack does not switch off",
  ],
  [
    "google_compute_forwarding_rule",
    { name: "f", backend_service: "b", load_balancing_scheme: "EXTERNAL" },
    "the internet → b by load balancer",
  ],
  ["azurerm_linux_web_app", { name: "w" }, "the internet → w by public network access on"],
  ["azurerm_kubernetes_cluster", { name: "k" }, "the internet → k by public API endpoint"],
  [
    "azurerm_mssql_firewall_rule",
    { name: "r", server_id: "db", start_ip_address: "0.0.0.0", end_ip_address: "255.255.255.255" },
    "the internet → db by firewall rule",
  ],
  [
    "azurerm_mssql_firewall_rule",
    { name: "r", server_id: "db", start_ip_address: "0.0.0.0", end_ip_address: "0.0.0.0" },
    "all of Azure, of any customer → db by firewall rule",
  ],
  ["azurerm_cosmosdb_account", { name: "c" }, "the internet → c by public network access on"],
  [
    "azurerm_application_gateway",
    { name: "g", frontend_ip_configuration: [{ public_ip_address_id: "ip" }] },
    "the internet → g by public frontend",
  ],
  ["azurerm_bastion_host", { name: "b" }, "the internet → b by bastion"],
  [
    "azurerm_storage_account_network_rules",
    { storage_account_id: "a", default_action: "Allow" },
    "the internet → a by network rules let everything in by default",
  ],
  ["azurerm_storage_container", { name: "c", container_access_type: "blob" }, "the internet → c by anonymous access"],
  [
    "azurerm_storage_account",
    { name: "a", network_rules: [{ default_action: "Deny", ip_rules: ["0.0.0.0/1", "128.0.0.0/1"] }] },
    "the internet → a by public network access, for ranges that are the internet",
  ],
];

test.each(foreign)("%s %j is public", (type, given, expected) => {
  const { reach } = analysisOf(stack(made(type, given)));
  expect(reach.filter(({ isPublic }) => isPublic).map(({ from, to, by }) => `${from} → ${to} by ${by}`)).toEqual([
    expected,
  ]);
});

test.each([
  "aws_network_acl",
  "aws_network_acl_rule",
  "google_compute_firewall_policy_rule",
  "google_compute_network_firewall_policy_rule",
])("%s is a rule of a network, and no permission that is missed", (type) => {
  expect(findings(made(type, {}), "not-understood")).toEqual([]);
});

test.each<[string, object]>([
  ["google_alloydb_instance", { instance_id: "a" }],
  ["google_dataproc_cluster", { name: "d", cluster_config: { gce_cluster_config: { internal_ip_only: true } } }],
])("%s that is closed is said to be", (type, given) => {
  expect(analysisOf(stack(made(type, given))).reach.map(({ isOpen, isPublic }) => [isOpen, isPublic])).toEqual([
    [false, false],
  ]);
});

test.each<[string, object, string]>([
  ["aws_vpn_connection", {}, "another network → it by VPN"],
  ["aws_dx_connection", { name: "d" }, "another network → d by Direct Connect"],
  ["google_compute_vpn_tunnel", { name: "t" }, "another network → t by VPN tunnel"],
  ["azurerm_virtual_network_gateway", { name: "g" }, "another network → g by VPN gateway"],
])("%s is a way into another network", (type, given, expected) => {
  expect(analysisOf(stack(made(type, given))).reach.map(({ from, to, by }) => `${from} → ${to} by ${by}`)).toEqual([
    expected,
  ]);
});

describe("rules that are asked in order", () => {
  const rule = (priority: number, access: string, source: string) => ({
    ...{ network_security_group_name: "g", direction: "Inbound", access, priority, protocol: "*" },
    ...{ source_address_prefix: source, destination_address_prefix: "*", destination_port_range: "*" },
  });
  const publicOf = (rules: Readonly<Record<string, object>>, type = "azurerm_network_security_rule") =>
    analysisOf(stack({ resource: { [type]: rules } })).reach.filter(({ isPublic }) => isPublic).length;

  test("a deny of everything before it makes an allow void, one after it does not", () => {
    expect(publicOf({ deny: rule(100, "Deny", "*"), allow: rule(200, "Allow", "Internet") })).toBe(0);
    expect(publicOf({ allow: rule(100, "Allow", "Internet"), deny: rule(200, "Deny", "*") })).toBe(1);
  });

  const firewall = (more: object) => ({ name: "f", network: "n", source_ranges: ["0.0.0.0/0"], ...more });
  test("a rule that is switched off neither opens nor denies", () => {
    const allow = firewall({ allow: [{ protocol: "tcp", ports: ["22"] }] });
    const deny = firewall({ deny: [{ protocol: "all" }], priority: 1 });
    expect(publicOf({ allow }, "google_compute_firewall")).toBe(1);
    expect(publicOf({ allow: { ...allow, disabled: true } }, "google_compute_firewall")).toBe(0);
    expect(publicOf({ allow, deny }, "google_compute_firewall")).toBe(0);
    expect(publicOf({ allow, deny: { ...deny, disabled: true } }, "google_compute_firewall")).toBe(1);
  });

  test("rules of one group that only together let everybody in are public", () => {
    const one = (cidr: string) => ({
      security_group_id: "sg",
      cidr_ipv4: cidr,
      from_port: 22,
      to_port: 22,
      ip_protocol: "tcp",
    });
    const type = "aws_vpc_security_group_ingress_rule";
    const quarters = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"].map((cidr, index) => [
      `q${index}`,
      one(cidr),
    ]);
    expect(publicOf(Object.fromEntries(quarters), type)).toBe(4);
    expect(publicOf({ a: one("10.0.0.0/8"), b: one("192.168.0.0/16") }, type)).toBe(0);
  });
});

describe("what was not read", () => {
  test.each<[string, Json, string]>([
    ["a type", made("aws_strange_thing", {}), "1 resource of 1 type: aws_strange_thing"],
    [
      "several types",
      { resource: { b_x: { one: {}, two: {} }, a_x: { one: {} } } },
      "3 resources of 2 types: a_x, b_x",
    ],
    [
      "a data source",
      { data: { aws_secretsmanager_secret_version: { it: {} } } },
      "1 resource of 1 type: data aws_secretsmanager_secret_version",
    ],
    [
      "a module",
      { module: { vpc: { source: "git::https://x.test/vpc.git" } } },
      "1 thing that only an apply or a plan shows: module.vpc",
    ],
    ["a count", made("aws_vpc", { count: 3 }), "1 thing that only an apply or a plan shows: count of aws_vpc.it"],
    [
      "a for_each",
      made("aws_vpc", { for_each: "${var.x}" }),
      "1 thing that only an apply or a plan shows: for_each of aws_vpc.it",
    ],
    [
      "a provisioner",
      made("aws_vpc", { provisioner: [{ "local-exec": { command: "x" } }] }),
      "1 thing that only an apply or a plan shows: provisioner local-exec",
    ],
    [
      "a program",
      { data: { external: { it: { program: ["sh"] } } } },
      "1 resource of 1 type, and 1 thing that only an apply or a plan shows: data external, data external",
    ],
    [
      "a backend",
      { terraform: { backend: { http: { address: "https://x.test" } } }, resource: {} },
      "1 thing that only an apply or a plan shows: backend http",
    ],
    [
      "an endpoint",
      { provider: { aws: [{ endpoints: [{ s3: "https://x.test" }] }] }, resource: {} },
      "1 thing that only an apply or a plan shows: provider aws",
    ],
  ])("%s is said on the first screen", (_, json, expected) => {
    const [found] = findings(json, "not-read");
    expect(plain(found?.text ?? "")).toBe(expected);
    const shown = markdown(page(analysisOf(stack(json))));
    expect(shown).toMatch(/\| What was not read\? \| (?!all of it)/);
    expect(shown).not.toMatch(/All was read|grants nothing|opens no network/);
  });

  test("where all was read, the page says so", () => {
    expect(markdown(page(analysisOf(stack(made("aws_vpc", {})))))).toContain(
      "| What was not read? | all of it was read |",
    );
  });

  const hostile: readonly Json[] = [
    {},
    { resource: null },
    { resource: { a: {} } },
    { provider: null, resource: {} },
    { provider: { aws: null }, resource: {} },
    { module: null, resource: {} },
    { module: { m: null }, resource: {} },
    { terraform: { backend: null }, resource: {} },
    ...[null, 1, "x", [], {}, [null], { "": null }, "${", "${a.b}", "__proto__"].map((value) =>
      made("aws_iam_role_policy", { role: value, policy: value }),
    ),
    ...[null, 1, "x", [], {}, [null]].map((value) =>
      made("google_storage_bucket_iam_policy", { bucket: value, policy_data: value }),
    ),
    ...[null, 1, "x", [], {}, [null]].map((value) =>
      made("azurerm_role_assignment", { scope: value, role_definition_name: value, principal_id: value }),
    ),
    made("aws_s3_bucket_policy", {
      bucket: "${aws_s3_bucket_policy.it.bucket}",
      policy: "${aws_s3_bucket_policy.it.policy}",
    }),
    made("aws_iam_role", {
      name: "${aws_iam_role.it.name}",
      assume_role_policy: '{"Statement":[{"Principal":{"AWS":[{}]},"Action":[1],"Condition":{"x":1}}]}',
    }),
    made("azapi_resource", { type: 7, parent_id: "${azapi_resource.it.id}", body: "x" }),
    made("google_kms_key_ring_iam_member", { key_ring_id: "${google_kms_key_ring_iam_member.it.id}" }),
  ];

  test.each(hostile.map((json, index) => [index, json] as const))(
    "hostile stack %i: nothing crashes, and one more type is seen",
    (_, json) => {
      const resource = typeof json["resource"] === "object" && json["resource"] !== null ? json["resource"] : {};
      const more = stack({ ...json, resource: { ...resource, zz_unknown_thing: { one: {}, two: {} } } });
      const facts = analysisOf(more);
      expect(facts.unread).toContainEqual(
        expect.objectContaining({ kind: "type", what: "zz_unknown_thing", count: 2 }),
      );
      expect(markdown(page(facts))).toContain("zz_unknown_thing");
      expect(html(page(facts))).toContain("zz_unknown_thing");
    },
  );

  test.each(foreign.map(([type, given], index) => [index, type, given] as const))(
    "foreign stack %i, %s: one more type is seen",
    (_, type, given) => {
      const { unread } = analysisOf(stack({ resource: { [type]: { it: given }, zz_unknown_thing: { one: {} } } }));
      expect(unread).toEqual([expect.objectContaining({ what: "zz_unknown_thing", count: 1 })]);
    },
  );
});

/** What the page says of rows that are not true any more. */
const untrue = ({ findings: all }: Analysis): readonly string[] =>
  all.filter(({ kind }) => kind === "ledger").map(({ text }) => plain(text));

type Stacked = Record<string, Record<string, unknown>>;

describe.each(examplePlatforms)("the %s pilot", (platform) => {
  let written = "";
  beforeAll(async () => {
    written = JSON.stringify((await synthesizePilot(platform, variants["phase 2"]))?.json);
  });
  const changed = (change: (resource: Stacked) => void = () => {}): Stack => {
    const json = JSON.parse(written) as { resource: Stacked };
    change(json.resource);
    return stackOf(platform, `${platform}.json`, json);
  };

  test("is read to the last resource, and its ledger is true", () => {
    const facts = analysisOf(changed());
    expect(facts.unread).toEqual([]);
    expect(facts.staleRows).toEqual([]);
  });

  test("without its budget the page says first that the ledger speaks of a resource that is not there", () => {
    const budget = analysisOf(changed()).stack.ledger?.boxes.find(({ box }) => box === "budget");
    const addresses = new Set(budget?.limits.map(({ at }) => at?.address));
    const facts = analysisOf(
      changed((resource) => {
        for (const [type, byId] of Object.entries(resource))
          for (const id of Object.keys(byId)) if (addresses.has(`${type}.${id}`)) delete byId[id];
      }),
      { prices: readPrices("examples/penguins/prices.yaml") },
    );
    expect(untrue(facts)).toContain(
      "budget: a month costs: the ledger speaks of a resource that this stack does not have",
    );
    expect(facts.findings[0]?.kind).toBe("ledger");
    // and nothing is held against a budget that is not there
    expect(plain(worstMonth(facts))).toMatch(/; no budget is recorded$/);
    expect(markdown(page(facts))).toContain("No budget is recorded.");
  });

  test("another amount in the stack is the budget that the worst month is held against", () => {
    const facts = analysisOf(changed(), { prices: readPrices("examples/penguins/prices.yaml") });
    const rows = facts.stack.ledger?.boxes.find(({ box }) => box === "budget")?.limits ?? [];
    const { at } = rows.find(({ kind }) => kind === "budget") ?? {};
    const edited = analysisOf(
      changed((resource) => {
        const [type = "", id = ""] = at?.address.split(".") ?? [];
        const keys = at?.pointer.split("/").slice(1) ?? [];
        const last = keys.pop() ?? "";
        const parent = follow(resource[type]?.[id], keys.map((key) => `/${key}`).join("")) as Record<string, unknown>;
        parent[last] = typeof parent[last] === "number" ? 7 : "7";
      }),
      { prices: readPrices("examples/penguins/prices.yaml") },
    );
    expect(untrue(edited).map((text) => text.replaceAll('"', ""))).toContain(
      "budget: a month costs: the ledger says 500, and the stack says 7",
    );
    expect(plain(worstMonth(edited))).toMatch(/the budget is 7\.00 \w+, and the worst case is ABOVE it$/);
  });

  test("an edited value heads the page, with what the ledger says and what the stack says", () => {
    const facts = analysisOf(changed());
    const row = facts.stack.ledger?.boxes
      .flatMap(({ limits }) => limits)
      .find(({ at, raw }) => at !== null && typeof raw === "number");
    const [type = "", id = ""] = row?.at?.address.split(".") ?? [];
    const edited = analysisOf(
      changed((resource) => {
        const [, above = "", last = ""] = /^(.*)\/([^/]+)$/.exec(row?.at?.pointer ?? "") ?? [];
        Object.assign(follow(resource[type]?.[id], above) as object, { [last]: 987654 });
      }),
    );
    expect(edited.findings[0]?.kind).toBe("ledger");
    expect(plain(edited.findings[0]?.text ?? "")).toContain("and the stack says 987654");
  });
});
