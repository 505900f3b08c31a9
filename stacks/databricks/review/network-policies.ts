/**
 * What serverless compute reaches: policies of the account, which workspaces are put on.
 * docs.databricks.com/security/network/serverless-network-security/network-policies (2026-11)
 */
import { isInternet } from "../../readers/networks.js";
import { internet, type Reach, type Seen } from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, list, type Stack } from "../../readers/stack.js";

const serverless = (policy: string): string => `serverless compute of workspaces on network policy ${policy}`;

/** Whether a name of a destination is every name: `*`, `*.com`. A name below one of somebody's is not. */
const isEveryName = (name: string): boolean => isInternet([name]) || /^\*(\.[a-z]+)?$/i.test(name);

function destinations(
  access: Arguments,
  from: string,
  by: string,
  seen: Seen,
  references: References,
): readonly Reach[] {
  const names = blocks(access["allowed_internet_destinations"]).map((each) => references.text(each["destination"]));
  const stores = blocks(access["allowed_storage_destinations"]).map(
    (each) => references.text(each["bucket_name"]) || references.text(each["azure_storage_account"]),
  );
  return [
    ...names.map((name) => (isEveryName(name) ? seen.public(from, internet, by) : seen.open(from, name, by))),
    ...stores.map((name) => seen.open(from, `storage ${name || "that is not understood"}`, by)),
  ];
}

/** What goes out under a policy. */
function egress(access: Arguments | undefined, from: string, seen: Seen, references: References): readonly Reach[] {
  if (access === undefined) return [seen.public(from, internet, "no restriction of what goes out")];
  const mode = references.text(access["restriction_mode"]);
  if (mode === "FULL_ACCESS") return [seen.public(from, internet, "full access")];
  if (mode !== "RESTRICTED_ACCESS") return [seen.open(from, internet, `${mode || "a mode"}, which is not understood`)];
  const [enforcement] = blocks(access["policy_enforcement"]);
  const text = references.text(enforcement?.["enforcement_mode"]);
  const products = list(enforcement?.["dry_run_mode_product_filter"]).map((each) => references.text(each));
  const allowed = destinations(access, from, "restricted access", seen, references);
  // a dry run logs what it would refuse, and refuses nothing: of the named products, or of all
  if (text === "DRY_RUN") {
    const of = products.length === 0 ? "" : ` for ${products.join(", ")}`;
    return [seen.public(from, internet, `restricted access that is only logged${of}`), ...allowed];
  }
  const by = text === "ENFORCED" ? "restricted access" : "restricted access, whose enforcement is not written";
  return [seen.closed(from, internet, `${by}, but for what is named and locations of Unity Catalog`), ...allowed];
}

/** What of the internet comes in under a policy: an argument that newer providers have. */
function ingress(given: Arguments, policy: string, seen: Seen, references: References): readonly Reach[] {
  return blocks(given["ingress"]).flatMap((each) =>
    blocks(each["public_access"]).flatMap((access): readonly Reach[] => {
      const to = `workspaces on network policy ${policy}`;
      const mode = references.text(access["restriction_mode"]);
      if (mode === "FULL_ACCESS") return [seen.public(internet, to, "full public access")];
      const rules = blocks(access["allow_rules"]).flatMap((rule) => blocks(rule["origin"]));
      const rows = rules.flatMap((origin): readonly Reach[] => {
        const ranges = blocks(origin["included_ip_ranges"]).flatMap((one) => references.texts(one["ip_ranges"]));
        if (ranges.length === 0 || isInternet(ranges)) return [seen.public(internet, to, "rule of public access")];
        return ranges.map((range) => seen.open(range, to, "rule of public access"));
      });
      return mode === "RESTRICTED_ACCESS"
        ? [seen.closed(internet, to, "restricted public access, but for what rules let in"), ...rows]
        : [seen.open(internet, to, `public access ${mode}, which is not understood`), ...rows];
    }),
  );
}

/** Rows of one policy. */
export function policyRows(seen: Seen, references: References): readonly Reach[] {
  const { given, text, resource } = seen;
  const policy = text("network_policy_id") || resource.path;
  const [access] = blocks(given["egress"]).flatMap((each) => blocks(each["network_access"]));
  return [...egress(access, serverless(policy), seen, references), ...ingress(given, policy, seen, references)];
}

/** A workspace that is put on a policy: of the stack, whose rows say what that lets, or of somebody else. */
export function optionRows(seen: Seen, references: References, stack: Stack): readonly Reach[] {
  const { given, text, open } = seen;
  const target = references.target(given["network_policy_id"]);
  const policy = text("network_policy_id") || "default-policy";
  const isOwn =
    target?.type === "databricks_account_network_policy" ||
    (stack.byType.get("databricks_account_network_policy") ?? []).some(
      (each) => references.text(each.arguments["network_policy_id"]) === policy,
    );
  const from = `serverless compute of workspace ${text("workspace_id")}`;
  return [
    open(from, isOwn ? serverless(policy) : `what network policy ${policy} lets`, "network policy of the workspace"),
  ];
}

/** What serverless compute of a resource reaches, where no policy stands in its own stack. */
export const unheld = (seen: Seen, what: string, stack: Stack): readonly Reach[] =>
  stack.byType.has("databricks_workspace_network_option")
    ? []
    : [
        seen.open(
          what,
          "what the network policy of the workspace lets",
          "serverless compute, whose policy another stack makes",
        ),
      ];
