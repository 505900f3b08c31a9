/** Every store says what expires and when. */
import type { Rule } from "./rule.js";
import { resourcesOf, type SynthesizedResource } from "./synthesized.js";

const holds = (value: unknown, pattern: RegExp): boolean => pattern.test(JSON.stringify(value) ?? "");
const isDays = (value: unknown): boolean => typeof value === "number" && value > 0;

/** What makes the things in a store expire: an argument of its own, or another resource that names it. */
interface Store {
  /** Whether its own arguments say so. @default - they cannot */
  readonly own?: (given: Readonly<Record<string, unknown>>) => boolean;
  /** Types of resources that say so for it. @default - there are none */
  readonly by?: readonly string[];
  readonly fix: string;
}

const stores: Readonly<Record<string, Store>> = {
  aws_cloudwatch_log_group: { own: (given) => isDays(given["retention_in_days"]), fix: "set retention_in_days" },
  aws_ecr_repository: { by: ["aws_ecr_lifecycle_policy"], fix: "add an aws_ecr_lifecycle_policy" },
  aws_s3_bucket: {
    by: ["aws_s3_bucket_lifecycle_configuration"],
    fix: "add an aws_s3_bucket_lifecycle_configuration with an enabled rule that expires",
  },
  azurerm_log_analytics_workspace: { own: (given) => isDays(given["retention_in_days"]), fix: "set retention_in_days" },
  azurerm_storage_account: {
    // a flow log expires what it writes itself
    by: ["azurerm_storage_management_policy", "azurerm_network_watcher_flow_log", "azapi_resource"],
    fix: "add an azurerm_storage_management_policy that deletes",
  },
  google_artifact_registry_repository: {
    own: (given) => holds(given["cleanup_policies"], /"action":"DELETE"/),
    fix: "add cleanup_policies with the action DELETE",
  },
  google_bigquery_dataset: {
    own: (given) => isDays(given["default_table_expiration_ms"]) || isDays(given["default_partition_expiration_ms"]),
    fix: "set default_table_expiration_ms or default_partition_expiration_ms",
  },
  google_logging_project_bucket_config: { own: (given) => isDays(given["retention_days"]), fix: "set retention_days" },
  google_storage_bucket: {
    own: (given) => holds(given["lifecycle_rule"], /"type":"Delete"/),
    fix: "add a lifecycle_rule with the action Delete",
  },
};

/** What must stand in the resource that expires a store's things: otherwise it only moves them, or is switched off. */
const expires: Readonly<Record<string, (given: Readonly<Record<string, unknown>>) => boolean>> = {
  azapi_resource: (given) => holds(given["body"], /"retentionPolicy":\{"enabled":true/),
  azurerm_network_watcher_flow_log: (given) => holds(given["retention_policy"], /"enabled":true/),
  aws_ecr_lifecycle_policy: (given) => holds(given["policy"], /expire/),
  aws_s3_bucket_lifecycle_configuration: (given) =>
    holds(given["rule"], /"expiration":/) && holds(given["rule"], /"status":"Enabled"/),
  azurerm_storage_management_policy: (given) => holds(given["rule"], /delete/),
};

function isExpired(resource: SynthesizedResource, store: Store, all: readonly SynthesizedResource[]): boolean {
  if (store.own?.(resource.arguments)) return true;
  const reference = new RegExp(`(?<![\\w.-])${resource.address.replace(".", "\\.")}\\.`);
  return all.some(
    ({ type, arguments: given }) =>
      store.by?.includes(type) === true && expires[type]?.(given) === true && holds(given, reference),
  );
}

/** Names every store in which nothing expires. */
export const storeWithoutExpiry: Rule = {
  id: "store-without-expiry",
  why: "what never expires is kept, and billed, for as long as nobody looks",
  fix: "say what expires and when",
  check: ({ json }) => {
    const all = resourcesOf(json);
    return all.flatMap((resource) => {
      const store = stores[resource.type];
      if (store === undefined || isExpired(resource, store, all)) return [];
      return [{ address: resource.address, what: `nothing in this ${resource.type} expires`, fix: store.fix }];
    });
  },
};
