/**
 * What somebody has deployed: the stacks of commit a1e16a8 for the example that serves, as they were synthesized, and
 * of commit 20002a7 for what was first released after it. A later stack must neither delete nor replace what holds
 * data, a key, or a name that a cloud holds back after it is gone.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isMap } from "../../stacks/is-map.js";
import type { Plan } from "../terraform/plan.js";

type Arguments = Readonly<Record<string, unknown>>;

/** A synthesized stack, as far as it is read here. */
export interface Stack {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
  readonly moved?: ReadonlyArray<{ readonly from: string; readonly to: string }>;
  readonly removed?: ReadonlyArray<{ readonly from: string; readonly lifecycle: { readonly destroy: boolean } }>;
}

/** The stack of a platform that is deployed. */
export const deployedStack = (platform: string): Stack =>
  JSON.parse(gunzipSync(readFileSync(join(__dirname, `${platform}.json.gz`))).toString()) as Stack;

/**
 * Resource types that hold data or a key, or whose name cannot be taken again for days or weeks; with what in their
 * arguments would replace them, by the names of maps on the way. `azapi_resource` is told apart by its own `type`.
 */
const holding: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_log_group: ["name"],
  aws_ecr_repository: ["name", "encryption_configuration"],
  aws_kms_alias: ["name"],
  aws_kms_key: ["key_usage"],
  aws_s3_bucket: ["bucket"],
  aws_sagemaker_model_package_group: ["model_package_group_name"],
  google_artifact_registry_repository: ["repository_id", "location", "kms_key_name"],
  google_bigquery_dataset: ["dataset_id", "location"],
  google_kms_crypto_key: ["name", "purpose"],
  google_kms_key_ring: ["name", "location"],
  google_project_iam_custom_role: ["role_id"],
  google_service_account: ["account_id"],
  google_storage_bucket: ["name", "location"],
  google_vertex_ai_endpoint: ["name", "location"],
  azurerm_container_registry: ["name", "location"],
  azurerm_key_vault: ["name", "location"],
  azurerm_log_analytics_workspace: ["name", "location"],
  azurerm_resource_group: ["name", "location"],
  azurerm_role_definition: ["role_definition_id"],
  azurerm_storage_account: ["name", "location", "account_kind"],
  azurerm_storage_container: ["name"],
  azurerm_user_assigned_identity: ["name", "location"],
  // a namespace goes with all that stands in it, a claim with its disk
  kubernetes_namespace_v1: ["metadata.name"],
  kubernetes_persistent_volume_claim_v1: ["metadata.name", "metadata.namespace"],
  // the cloud trusts a service account by its name, and clients know a Service by its name and address
  kubernetes_service_account_v1: ["metadata.name", "metadata.namespace"],
  kubernetes_service_v1: ["metadata.name", "metadata.namespace"],
};
const holdingByApi: readonly RegExp[] = [
  /^Microsoft\.KeyVault\//,
  /^Microsoft\.Storage\//,
  /^Microsoft\.MachineLearningServices\/workspaces@/,
];

const isHolding = (type: string, given: Arguments): boolean =>
  type in holding || (type === "azapi_resource" && holdingByApi.some((pattern) => pattern.test(String(given["type"]))));

/** The value of an argument, such as `metadata.name`. */
const valueAt = (given: Arguments, argument: string): unknown =>
  argument.split(".").reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), given);

/** What of a deployed stack a later one would delete or replace, by what is synthesized; one line each. */
export function lost(before: Stack, after: Stack): readonly string[] {
  const moved = new Map((after.moved ?? []).map(({ from, to }) => [from, to]));
  const forgotten = (after.removed ?? []).filter(({ lifecycle }) => !lifecycle.destroy).map(({ from }) => from);
  return Object.entries(before.resource).flatMap(([type, all]) =>
    Object.entries(all).flatMap(([id, given]) => {
      const address = `${type}.${id}`;
      if (!isHolding(type, given) || forgotten.includes(address)) return [];
      const [nowType = type, nowId = id] = (moved.get(address) ?? address).split(".");
      const now = after.resource[nowType]?.[nowId];
      if (now === undefined) return [`${address} would be deleted`];
      const replaced = (holding[type] ?? ["name", "parent_id"]).filter(
        (argument) => JSON.stringify(valueAt(now, argument)) !== JSON.stringify(valueAt(given, argument)),
      );
      return replaced.map(
        (argument) =>
          `${address} would be replaced: ${argument} ${JSON.stringify(valueAt(given, argument))} → ${JSON.stringify(valueAt(now, argument))}`,
      );
    }),
  );
}

/** What of these a plan deletes or replaces, by Terraform's own word; one line each. */
export const lostInPlan = (plan: Plan): readonly string[] =>
  (plan.resource_changes ?? [])
    .filter(({ type, change }) => isHolding(type, change.before ?? {}) && change.actions.includes("delete"))
    .map(({ address, change }) => `${address}: ${change.actions.join(" and ")}`);
