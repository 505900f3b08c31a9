/** What is public, wider than it should be, or foreign in synthesized Google JSON: read here, by code of its own. */
import { strings } from "../../../stacks/rules/synthesized.js";
import type { SynthesizedStack } from "../../synth.js";

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap(texts) : value === undefined || value === null ? [] : [String(value)];

/** A person, a group or a service account: nobody else may be named. */
const isSomebody = (member: string): boolean =>
  /^(?:user|group|serviceAccount):(?:[\w.+'-]+@[\w.-]+\.[a-z]{2,}|\$\{google_service_account\.[\w-]+\.email\})$/i.test(
    member,
  ) && !/googlegroups\.com$/.test(member);

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

interface Given {
  readonly [key: string]: unknown;
}

/** What is let in by a grant, as one line: who may do what, under which condition. */
const grantOf = (given: Given): string =>
  JSON.stringify([given["role"], given["member"], (given["condition"] as Given | undefined)?.["expression"]]);

/** Lines about what one stack lets in, beyond what the one of honest props does. */
export function googleFindings(stack: SynthesizedStack, honest: SynthesizedStack): readonly string[] {
  const found: string[] = [];
  const rolesBefore = new Set(honest.resources.flatMap(({ arguments: given }) => texts((given as Given)["role"])));
  const unconditional = new Set(
    honest.resources
      .filter(
        ({ type, arguments: given }) => type.endsWith("_iam_member") && (given as Given)["condition"] === undefined,
      )
      .map(({ address }) => address),
  );
  const permissions = (from: SynthesizedStack) =>
    new Set(from.all("google_project_iam_custom_role").flatMap(({ arguments: given }) => texts(given["permissions"])));
  for (const permission of permissions(stack)) {
    if (!permissions(honest).has(permission)) found.push(`a custom role has ${permission}`);
  }
  for (const { address, type, arguments: given } of stack.resources) {
    if (/_iam_(?:policy|binding)$/.test(type)) found.push(`${address}: takes rights from others`);
    if (type.endsWith("_iam_member")) {
      for (const member of texts(given["member"])) {
        if (!isSomebody(member)) found.push(`${address}: lets in ${member}`);
      }
      const role = String(given["role"]);
      // Of a custom role the project is a reference or a prop: below.
      if (role.startsWith("roles/") && !rolesBefore.has(role)) found.push(`${address}: has another role: ${role}`);
      const condition = (given["condition"] as Given | undefined)?.["expression"];
      if (condition === undefined && !unconditional.has(address))
        found.push(`${address}: holds without a condition: ${grantOf(given)}`);
      if (condition !== undefined && /startsWith\("(?:[^"]*\/objects\/)?"\)|^true$/.test(String(condition))) {
        found.push(`${address}: its condition holds for everything: ${condition}`);
      }
    }
  }
  // The project that a construct was given is its own, and so is what honest props name.
  const projectsOf = (from: SynthesizedStack): string[] => [
    ...from.resources.flatMap(({ arguments: given }) => texts((given as Given)["project"])),
    ...[...strings({ resource: from.json.resource })].flatMap(({ text }) =>
      from === honest ? [...text.matchAll(/projects\/([a-z0-9-]+)\//g)].map(([, project = ""]) => project) : [],
    ),
  ];
  const own = new Set([...projectsOf(honest), ...projectsOf(stack)]);
  for (const { pointer, text } of strings({ resource: stack.json.resource })) {
    // The image of a launcher and what Google makes are in projects of Google's.
    for (const [, project = ""] of text.matchAll(/projects\/([a-z0-9*?-]+)\//g)) {
      if (!own.has(project) && !/serviceAttachments/.test(text))
        found.push(`${pointer}: is of another project: ${text.slice(0, 120)}`);
    }
  }
  const rules = stack.all("google_compute_firewall").map(({ address, arguments: rule }) => ({ address, rule }));
  for (const { address, rule } of rules) {
    const allows = rule["allow"] !== undefined;
    const ranges = texts(rule[rule["direction"] === "INGRESS" ? "source_ranges" : "destination_ranges"]);
    if (allows && rule["direction"] === "INGRESS") found.push(`${address}: lets in ${ranges.join(", ")}`);
    if (allows && ranges.some((range) => !range.startsWith("${") && isEverybody([range])))
      found.push(`${address}: lets out everywhere`);
  }
  for (const type of ["google_compute_router", "google_compute_router_nat", "google_compute_route"]) {
    if (stack.all(type).length > 0) found.push(type);
  }
  for (const { address, arguments: given } of stack.all("google_iam_workload_identity_pool_provider")) {
    const oidc = given["oidc"] as { issuer_uri: string; allowed_audiences?: string[] };
    if (!/^assertion\.sub == "system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+"$/.test(String(given["attribute_condition"])))
      found.push(`${address}: trusts everybody of its issuer: ${given["attribute_condition"]}`);
    if (!/^https:\/\/[a-z0-9.-]+\.[a-z]+(?:\/|$)/.test(oidc.issuer_uri))
      found.push(`${address}: trusts ${oidc.issuer_uri}`);
    if (oidc.allowed_audiences?.length !== 1) found.push(`${address}: takes tokens for others`);
  }
  for (const { address, arguments: given } of stack.all("google_compute_address")) {
    if (given["address_type"] !== "INTERNAL") found.push(`${address}: is public`);
  }
  for (const { address, arguments: given } of [
    ...stack.all("google_compute_forwarding_rule"),
    ...stack.all("google_compute_global_forwarding_rule"),
  ]) {
    if (given["load_balancing_scheme"] !== "") found.push(`${address}: is a load balancer`);
  }
  for (const { address, arguments: bucket } of stack.all("google_storage_bucket")) {
    if (bucket["public_access_prevention"] !== "enforced") found.push(`${address}: may be public`);
    if (bucket["uniform_bucket_level_access"] !== true) found.push(`${address}: has ACLs`);
    for (const rule of (bucket["lifecycle_rule"] ?? []) as Array<{ action: Given; condition: Given }>) {
      const { age, days_since_noncurrent_time: days, num_newer_versions: newer } = rule.condition;
      const least = Math.min(...[age, days, newer].filter((each) => each !== undefined).map(Number));
      if (rule.action["type"] === "Delete" && !(least >= 1)) found.push(`${address}: deletes everything at once`);
    }
  }
  for (const { address, arguments: given } of stack.all("google_access_context_manager_access_level")) {
    const conditions = (given["basic"] as { conditions: Array<{ ip_subnetworks?: string[] }> }).conditions;
    const blocks = conditions.flatMap(({ ip_subnetworks: blocks = [] }) => blocks);
    if (blocks.length === 0 || isEverybody(blocks)) found.push(`${address}: lets in everybody: ${blocks.join(", ")}`);
  }
  for (const { address, arguments: given } of stack.all("google_vertex_ai_endpoint")) {
    if ((given["private_service_connect_config"] as Given | undefined)?.["enable_private_service_connect"] !== true) {
      found.push(`${address}: is public`);
    }
  }
  for (const { address, arguments: given } of stack.all("google_bigquery_dataset")) {
    // Without a list BigQuery lets readers and writers of the project in.
    const list = given["access"] as readonly Given[] | undefined;
    if (list === undefined) found.push(`${address}: lets in projectReaders and projectWriters`);
    for (const { special_group: group, user_by_email: user, ...rest } of list ?? []) {
      const isAgent = /^service-\d+@gcp-sa-aiplatform\.iam\.gserviceaccount\.com$/.test(String(user));
      if (group !== "projectOwners" && !isAgent)
        found.push(`${address}: lets in ${JSON.stringify({ group, user, ...rest })}`);
    }
  }
  for (const { address, arguments: given } of stack.all("google_billing_budget")) {
    const { units } = ((given["amount"] as Given)["specified_amount"] ?? {}) as Given;
    if (!(Number(units) > 0)) found.push(`${address}: is a budget of ${units}`);
  }
  return found;
}
