/** Stores that keep things for ever: those of the known kinds without a rule that expires what is in them. */
import { References } from "../read/references.js";
import { list, type Stack } from "../read/stack.js";

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

/** Whether a type is a store that this review looks for an expiry in, or what expires in one. */
export const hasExpiry = (type: string): boolean =>
  Object.hasOwn(stores, type) || Object.values(stores).some(({ by }) => by?.[0] === type);

/** A store without expiry. */
export interface Endless {
  readonly name: string;
  readonly address: string;
}

/** The stores of a stack in which nothing expires. */
export function endlessStores(stack: Stack): readonly Endless[] {
  const references = new References(stack);
  const expiring = [...(stack.ledger?.boxes ?? []), ...(stack.ledger?.grounds ?? [])].flatMap(({ expiry }) =>
    expiry.flatMap(({ at }) => (at === null ? [] : [JSON.stringify(stack.byAddress.get(at.address)?.arguments ?? {})])),
  );
  return Object.entries(stores).flatMap(([type, { own, by }]) =>
    (stack.byType.get(type) ?? [])
      .filter((resource) => {
        if (own.flatMap((key) => list(resource.arguments[key])).some((value) => value !== 0)) return false;
        const name = references.name(resource);
        const named = () =>
          (stack.byType.get(by?.[0] ?? "") ?? []).some((other) =>
            references.text(other.arguments[by?.[1] ?? ""]).includes(name),
          );
        if (by !== undefined && (references.pointingAt(resource, ...by) !== undefined || named())) return false;
        // where what expires in it is another resource's argument, the ledger says so
        return !expiring.some((given) => given.includes(name) || given.includes(resource.address));
      })
      .map((resource) => ({ name: references.name(resource), address: resource.address })),
  );
}
