/**
 * The roles of whoever deploys and destroys a pilot on Azure.
 * learn.microsoft.com/azure/role-based-access-control/built-in-roles (2026-11); no subscription was there to try them.
 */
import type { PilotSpec } from "../pilot-spec/schema.js";

/**
 * Built-in roles on the subscription: Contributor may neither assign a role nor define one nor lock, and the other
 * may.
 */
export const roles = ["Contributor", "User Access Administrator"] as const;

/** What `deployer` prints: commands to paste. */
export function deployerRights({ azure }: PilotSpec): readonly string[] {
  if (azure === undefined) return [];
  return [
    "# DEPLOYER is the object id of a user, group or service principal; roles of its own are made in the subscription",
    ...roles.map(
      (role) =>
        `az role assignment create --assignee-object-id "$DEPLOYER" --role "${role}" --scope /subscriptions/${azure.subscription}`,
    ),
  ];
}
