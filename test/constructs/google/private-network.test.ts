import {
  PrivateNetwork,
  type PrivateNetworkProps,
  privateNetworkProblems,
} from "../../../constructs/google/private-network.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const props: PrivateNetworkProps = {
  name: "penguins",
  project: "penguins-pilot",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "network@example.com",
  cidr: "10.20.0.0/20",
  apiForwardingRuleName: "apis1a2b3c4d",
};
const made = (more: Partial<PrivateNetworkProps> = {}): SynthesizedStack =>
  synthesizeScope((stack) => {
    new PrivateNetwork(stack, "private-network", { ...props, ...more });
  });
const network = "projects/penguins-pilot/global/networks/${google_compute_network.private-network.name}";

describe("makes", () => {
  const stack = made();

  test("a network without default routes, and two subnets that lie in its block and log every flow", () => {
    expect(stack.one("google_compute_network")).toMatchObject({
      auto_create_subnetworks: false,
      delete_default_routes_on_create: true,
    });
    const subnets = stack.all("google_compute_subnetwork").map(({ arguments: given }) => given);
    expect(subnets.map(({ ip_cidr_range }) => ip_cidr_range)).toEqual(["10.20.0.0/21", "10.20.8.0/22"]);
    for (const subnet of subnets) {
      expect(subnet).toMatchObject({ network, private_ip_google_access: true });
      expect(subnet["log_config"]).toMatchObject({ flow_sampling: 1 });
    }
  });

  test("Google's APIs at an address that is in no subnet, by private names", () => {
    expect(stack.one("google_compute_global_address")).toMatchObject({
      address: "10.20.12.2",
      address_type: "INTERNAL",
      purpose: "PRIVATE_SERVICE_CONNECT",
    });
    expect(stack.one("google_compute_global_forwarding_rule")).toMatchObject({
      target: "all-apis",
      load_balancing_scheme: "",
      network,
    });
    const zones = stack.all("google_dns_managed_zone").map(({ arguments: given }) => given);
    expect(zones.map(({ dns_name, visibility }) => [dns_name, visibility])).toEqual([
      ["googleapis.com.", "private"],
      ["pkg.dev.", "private"],
    ]);
    const records = stack.all("google_dns_record_set").map(({ arguments: given }) => given["type"]);
    expect(records).toEqual(["A", "CNAME", "A", "CNAME"]);
  });

  test("an attachment for jobs that takes nobody by itself, and the three rights with which Vertex AI joins", () => {
    expect(stack.one("google_compute_network_attachment")).toMatchObject({
      connection_preference: "ACCEPT_MANUAL",
      lifecycle: { ignore_changes: ["producer_accept_lists"] },
    });
    expect(stack.one("google_project_iam_custom_role").permissions).toEqual([
      "compute.networkAttachments.get",
      "compute.networkAttachments.update",
      "compute.regionOperations.get",
    ]);
    expect(stack.one("google_project_iam_member")).toMatchObject({
      role: `projects/penguins-pilot/roles/\${${stack.all("google_project_iam_custom_role")[0]?.address}.role_id}`,
      member: "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com",
    });
  });

  test("logs of its own, kept for so many days and not twice", () => {
    const { address } = stack.all("google_logging_project_bucket_config")[0] ?? {};
    expect(stack.one("google_logging_project_bucket_config").retention_days).toBe(30);
    expect(stack.one("google_logging_project_sink").destination).toContain(`\${${address}.bucket_id}`);
    expect(stack.one("google_logging_project_exclusion").filter).toBe(stack.one("google_logging_project_sink").filter);
  });
});

describe("never", () => {
  const stack = made();

  test("egress other than to the API address and the network's own clients", () => {
    const rules = stack.all("google_compute_firewall").map(({ arguments: given }) => given);
    const out = rules.filter(({ direction, allow }) => direction === "EGRESS" && allow !== undefined);
    const api = stack.all("google_compute_global_address")[0]?.address;
    const clients = stack.all("google_compute_subnetwork")[0]?.address;
    expect(out.map(({ destination_ranges, allow }) => [destination_ranges, allow])).toEqual([
      [[`\${${api}.address}/32`], [{ ports: ["443"], protocol: "tcp" }]],
      [[`\${${clients}.ip_cidr_range}`], [{ ports: ["443"], protocol: "tcp" }]],
    ]);
    const denied = rules.filter(({ deny }) => deny !== undefined);
    expect(denied.map(({ direction, priority }) => [direction, priority])).toEqual([
      ["EGRESS", 65000],
      ["INGRESS", 65000],
    ]);
    expect(rules.filter(({ direction, allow }) => direction === "INGRESS" && allow !== undefined)).toEqual([]);
  });

  test("a way to the internet, or a description that would replace the network", () => {
    const types = stack.resources.map(({ type }) => type);
    expect(types.filter((type) => /router|nat|route$|_address$/.test(type))).toEqual(["google_compute_global_address"]);
    expect(JSON.stringify(stack.json)).not.toContain('"description"');
  });
});

test("paused: nothing that bills by the hour", () => {
  const stack = made({ paused: true });
  expect(stack.resources.filter(({ type }) => /address|forwarding_rule|dns/.test(type))).toEqual([]);
});

test("an existing network gets the attachment and nothing else", () => {
  const stack = made({ existing: { network: "theirs", subnetwork: "clients", jobSubnetwork: "jobs" } });
  expect(stack.one("google_compute_network_attachment").subnetworks).toEqual([
    "projects/penguins-pilot/regions/europe-west4/subnetworks/jobs",
  ]);
  expect(stack.resources.map(({ type }) => type)).toEqual([
    "google_compute_network_attachment",
    "google_project_iam_custom_role",
    "google_project_iam_member",
  ]);
});

test("an existing network needs no block and no rule to Google's APIs, and a new one does", () => {
  const { cidr: _block, apiForwardingRuleName: _rule, ...neither } = props;
  const of = (more: Partial<PrivateNetworkProps>) =>
    synthesizeScope((stack) => void new PrivateNetwork(stack, "private-network", { ...neither, ...more }));
  const existing = { network: "theirs", subnetwork: "clients", jobSubnetwork: "jobs" };
  expect(of({ existing }).json).toEqual(made({ existing }).json);
  expect(() => of({ cidr: "10.20.0.0/20" })).toThrow(
    "test/private-network: cidr, apiForwardingRuleName: must be given where no existing network is named, such as " +
      "10.20.0.0/20 and penguinsapis, got 10.20.0.0/20, undefined",
  );
});

test("service controls: a perimeter that keeps the deployer in, and only APIs that it guards", () => {
  const stack = made({
    serviceControls: true,
    accessPolicy: "987654321",
    allowedClients: ["192.168.0.0/24", "198.51.100.0/24"],
  });
  expect(stack.one("google_access_context_manager_access_level").basic.conditions).toEqual([
    { ip_subnetworks: ["198.51.100.0/24"] },
  ]);
  expect(stack.one("google_access_context_manager_service_perimeter").status).toMatchObject({
    resources: ["projects/123456789012"],
    restricted_services: expect.arrayContaining(["bigquery.googleapis.com", "storage.googleapis.com"]),
    vpc_accessible_services: { allowed_services: ["RESTRICTED-SERVICES"], enable_restriction: true },
  });
  expect(stack.one("google_compute_global_forwarding_rule")).toMatchObject({
    target: "vpc-sc",
    service_directory_registrations: { service_directory_region: "europe-west4" },
  });
});

test.each([
  [{ cidr: "10.20.0.1/20" }, 'cidr: "10.20.0.1/20" has host bits set; take "10.20.0.0/20"'],
  [{ cidr: "10.20.0.0/24" }, 'cidr: "10.20.0.0/24" is a /24; allowed: /16 to /22; take a block of that size'],
  [{ cidr: "8.8.0.0/16" }, 'cidr: "8.8.0.0/16" must be a private block; allowed: inside 10.0.0.0/8'],
  [{ allowedClients: ["10.20.4.0/24"] }, '"10.20.4.0/24" overlaps the network\'s own "10.20.0.0/20"'],
  [{ allowedClients: ["0.0.0.0/0"] }, '"0.0.0.0/0" is everybody; name the networks that may come in'],
  [{ allowedClients: ["0.0.0.0/1", "128.0.0.0/1"] }, 'must be a /8 or narrower, got "0.0.0.0/1"'],
  [{ allowedClients: ["198.51.100.5/24"] }, '"198.51.100.5/24" has host bits set; take "198.51.100.0/24"'],
  [{ allowedClients: ["198.51.100.300/24"] }, 'must be an IPv4 block, got "198.51.100.300/24"'],
  [
    { serviceControls: true, accessPolicy: "987654321", allowedClients: ["100.64.0.0/10"] },
    "[100.64.0.0/10] holds no public block",
  ],
  [{ flowLogRetentionDays: 0 }, "flowLogRetentionDays: must be a whole number from 1 to 3650, got 0"],
  [
    { apiForwardingRuleName: "all-apis" },
    'must have 1 to 20 lower-case letters and digits, a letter first, got "all-apis"',
  ],
  [{ serviceControls: true, allowedClients: ["198.51.100.0/24"] }, "accessPolicy: is missing"],
  [
    { serviceControls: true, accessPolicy: "987654321" },
    "holds no public block; serviceControls needs the one from which",
  ],
])("%j is a problem", (wrong, message) => {
  expect(() => made(wrong)).toThrow(message);
});

test("all problems at once", () => {
  expect(privateNetworkProblems({ cidr: "10.0.0.0/8", flowLogRetentionDays: -1 })).toHaveLength(2);
});
