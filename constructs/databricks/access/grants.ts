/**
 * Privileges in Unity Catalog. A `databricks_grant` is the whole truth about one securable and one principal: two of
 * them for one pair overwrite each other at every apply. So all boxes of a stack add to one resource per pair.
 */
import { Grant } from "@cdktf/provider-databricks/lib/grant/index.js";
import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import type { Grantee } from "./principal.js";

/** A thing with privileges: exactly one of the keys. */
export type Securable =
  | { readonly catalog: string }
  | { readonly schema: string }
  | { readonly volume: string }
  | { readonly model: string };

/**
 * With underscores: with a blank the provider fails at apply.
 * github.com/databricks/terraform-provider-databricks/issues/3313
 */
export type Privilege =
  | "USE_CATALOG"
  | "USE_SCHEMA"
  | "READ_VOLUME"
  | "WRITE_VOLUME"
  | "CREATE_MODEL_VERSION"
  | "EXECUTE"
  | "MANAGE";

const grantsOf = new WeakMap<TerraformStack, Map<string, Grant>>();

/**
 * Adds privileges of a principal on a securable to the one resource for the pair, which stands below the box that asked
 * first, and to the policies of the principal.
 * @throws Error where another principal of the box has the same name
 */
export function addGrant(scope: Construct, id: string, to: Grantee, on: Securable, privileges: Privilege[]): Grant {
  const stack = TerraformStack.of(scope);
  const grants = grantsOf.get(stack) ?? new Map<string, Grant>();
  grantsOf.set(stack, grants);
  const { principal, policies } = to;
  const resolver = new DefaultTokenResolver(new StringConcat());
  // by what Terraform will read: two tokens can be one reference
  const pair = JSON.stringify(Tokenization.resolve([on, principal], { scope, resolver, preparing: false }));
  if (!grants.has(pair) && scope.node.tryFindChild(id) !== undefined) {
    throw new Error(
      `${scope.node.path}: identity: "${to.name}" is the name of another principal, too; give each its own name`,
    );
  }
  const made = grants.get(pair) ?? new Grant(scope, id, { ...on, principal, privileges: [] });
  grants.set(pair, made);
  made.privileges = [...new Set([...(made.privilegesInput ?? []), ...privileges])].sort();
  if (policies.indexOf(made) < 0) policies.push(made);
  return made;
}
