/** Stores that keep things for ever: those of the known kinds without a rule that expires what is in them. */
import { References } from "./references.js";
import { list, type Stack } from "./stack.js";

/** A store type, the argument of its own that expires, and the type of resource that can do it from outside. */
const stores: Readonly<
  Record<string, { readonly own: readonly string[]; readonly by?: readonly [type: string, argument: string] }>
> = {
  aws_s3_bucket: { own: ["lifecycle_rule"], by: ["aws_s3_bucket_lifecycle_configuration", "bucket"] },
  aws_cloudwatch_log_group: { own: ["retention_in_days"] },
  aws_ecr_repository: { own: [], by: ["aws_ecr_lifecycle_policy", "repository"] },
  google_storage_bucket: { own: ["lifecycle_rule"] },
  google_artifact_registry_repository: { own: ["cleanup_policies"] },
  google_logging_project_bucket_config: { own: ["retention_days"] },
  google_bigquery_dataset: { own: ["default_table_expiration_ms"] },
  azurerm_storage_account: { own: [], by: ["azurerm_storage_management_policy", "storage_account_id"] },
};

/** A store without expiry. */
export interface Endless {
  readonly name: string;
  readonly address: string;
}

/** The stores of a stack in which nothing expires. */
export function endlessStores(stack: Stack): readonly Endless[] {
  const references = new References(stack);
  return stack.resources
    .filter(({ type, isData }) => !isData && type in stores)
    .filter((resource) => {
      const { own, by } = stores[resource.type] as (typeof stores)[string];
      const given = own.flatMap((key) => list(resource.arguments[key])).filter((value) => value !== 0);
      if (given.length > 0) return false;
      return !stack.resources.some(
        (other) => other.type === by?.[0] && references.target(other.arguments[by[1]]) === resource,
      );
    })
    .map((resource) => ({ name: references.name(resource), address: resource.address }));
}
