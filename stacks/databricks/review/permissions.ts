/** Rights on Databricks as rows of the review: grants, permissions, roles, memberships, tokens of other issuers. */
import { type Grant, type GrantReader, notUnderstood } from "../../readers/permissions.js";
import type { References } from "../../readers/references.js";
import type { Resource, Stack } from "../../readers/stack.js";
import { machineRights } from "./cluster-blocks.js";
import { clusterRights } from "./cluster-rights.js";
import { identityRights } from "./identity-rights.js";
import type { Right } from "./rights.js";
import { unityRights } from "./unity-rights.js";
import { workspaceRights } from "./workspace-rights.js";

const readersByType = { ...unityRights, ...workspaceRights, ...identityRights, ...clusterRights };

/** Types that grant nothing, whatever their names sound like; other readers read what they open or cost. */
const grantNothing = new Set([
  "databricks_account_network_policy",
  "databricks_budget_policy",
  "databricks_ip_access_list",
  "databricks_mws_private_access_settings",
]);

/**
 * Returns the rights that a resource gives; `unread` where its type is known and what stands in it is not, undefined
 * for
 * other types.
 */
export function rightsOf(
  resource: Resource,
  references: References,
  stack: Stack,
): readonly Right[] | "unread" | undefined {
  const { type, isData } = resource;
  if (isData) return undefined;
  if (grantNothing.has(type)) return [];
  const read = Object.hasOwn(readersByType, type) ? readersByType[type] : undefined;
  if (read === undefined) return undefined;
  const found = read(resource, references, stack);
  return found === undefined ? "unread" : [...found, ...machineRights(resource, references)];
}

function row({
  who,
  isEverybody,
  effect = "may",
  verbs,
  actions,
  on,
  when = [],
  note,
  foreign,
  wildcards = [],
  address,
}: Right): Grant {
  return {
    who,
    effect,
    verbs: verbs ?? ["not understood"],
    actions,
    on: [on],
    when,
    ...(note === undefined ? {} : { note }),
    address,
    // everybody of an account is not everybody: whoever signs in is one of its users
    isPublic: false,
    ...(foreign === undefined ? {} : { foreign }),
    wildcards: [
      ...(isEverybody && effect === "may" && !wildcards.includes("principal") ? (["principal"] as const) : []),
      ...wildcards,
    ],
  };
}

/** Rows of one resource of Databricks. */
export const permissions: GrantReader = (resource, references, stack) => {
  const found = rightsOf(resource, references, stack);
  if (found === undefined) return undefined;
  return found === "unread" ? [notUnderstood(resource, resource.type)] : found.map(row);
};
