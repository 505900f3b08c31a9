/**
 * Who may do what on what: the policies, bindings and role assignments of all platforms as rows in one vocabulary. What
 * is not understood is a row that says so, never absent.
 */

import { type Grant, notUnderstood } from "../../stacks/readers/permissions.js";
import { References } from "../../stacks/readers/references.js";
import type { Resource, Stack } from "../../stacks/readers/stack.js";
import { isHarmless } from "./harmless.js";
import { readers } from "./readers.js";

/** Callers from outside: another account's, or whoever another issuer vouches for. */
export const isForeign = ({ effect, foreign }: Grant): boolean => effect === "may" && foreign === true;

/** Ends of types whose names sound like a permission and that are none. */
const noPermission = [
  ...["public_access_block", "access_log", "access_point", "access_level", "service_perimeter", "ownership_controls"],
  ...["lifecycle_policy", "management_policy", "retention_policy", "immutability_policy", "cleanup_policy"],
  ...["appautoscaling_policy", "autoscaling_policy", "scaling_policy", "alert_policy", "cache_policy"],
  ...[
    "network_acl",
    "network_acl_rule",
    "firewall_policy_rule",
    "firewall_policy",
    "security_policy",
    "backup_policy",
    "account_password_policy",
    "policy_definition",
  ],
  ...["org_policy_policy", "organization_policy", "instance_profile", "budget_action", "user_assigned_identity"],
];
const isNoPermission = (type: string): boolean => noPermission.some((end) => type.endsWith(`_${end}`));
const soundsLikePermission =
  /_(iam|role|roles|policy|policies|permission|permissions|access|grant|grants|acl|entitlement)(_|$)/;

const { compare } = new Intl.Collator("en");

/** What the readers made of the resources of a stack: the permissions and the list of what was not read both ask. */
const readBefore = new WeakMap<Stack, Map<Resource, readonly Grant[] | undefined>>();

/** The rows of one resource by the platform's reader that knows it; undefined where none does. */
function readGrants(resource: Resource, references: References, stack: Stack): readonly Grant[] | undefined {
  const known = readBefore.get(stack) ?? new Map<Resource, readonly Grant[] | undefined>();
  readBefore.set(stack, known);
  if (known.has(resource)) return known.get(resource);
  let rows: readonly Grant[] | undefined;
  for (const { permissions } of readers()) rows ??= permissions(resource, references, stack);
  known.set(resource, rows);
  return rows;
}

/** Whether a reader knows what a resource grants, be it that it grants nothing. */
export const isGrantRead = (resource: Resource, references: References, stack: Stack): boolean =>
  readGrants(resource, references, stack) !== undefined;

/** The rows of one resource. */
export function grantsOfResource(resource: Resource, references: References, stack: Stack): readonly Grant[] {
  const rows = readGrants(resource, references, stack);
  if (rows !== undefined) return rows;
  const sounds = soundsLikePermission.test(resource.type) && !isNoPermission(resource.type);
  const isMissed = !resource.isData && sounds && !isHarmless(resource);
  return isMissed ? [notUnderstood(resource, resource.type)] : [];
}

/** All rows of a stack, ordered by who. */
export function grantsOf(stack: Stack): readonly Grant[] {
  const references = new References(stack);
  return stack.resources
    .flatMap((resource) => grantsOfResource(resource, references, stack))
    .map((grant, index) => ({ grant, index }))
    .sort((a, b) => compare(a.grant.who, b.grant.who) || a.index - b.index)
    .map(({ grant }) => grant);
}

/**
 * Rows that say the same but for one thing, as one row: on several things, under several conditions, at several places.
 */
export interface GrantGroup extends Grant {
  readonly whos: readonly string[];
  readonly addresses: readonly string[];
  readonly reasons: readonly string[];
}

/** Merges rows for reading: those that differ only in what they are on, then only in conditions, in actions, in who. */
export function grouped(grants: readonly Grant[]): readonly GrantGroup[] {
  const union = (values: readonly string[]) => [...new Set(values)];
  const merge = (rows: readonly GrantGroup[], key: (row: GrantGroup) => unknown): readonly GrantGroup[] => {
    const groups = new Map<string, GrantGroup[]>();
    for (const row of rows) {
      const id = JSON.stringify(key(row));
      const found = groups.get(id);
      if (found) found.push(row);
      else groups.set(id, [row]);
    }
    return [...groups.values()].map(([first, ...others]) => {
      if (first === undefined || others.length === 0) return first as GrantGroup;
      const same = [first, ...others];
      return {
        ...first,
        whos: union(same.flatMap(({ whos }) => whos)),
        verbs: union(same.flatMap(({ verbs }) => verbs)),
        actions: union(same.flatMap(({ actions }) => actions)),
        on: union(same.flatMap(({ on }) => on)),
        when:
          new Set(same.map(({ when }) => when.join())).size > 1
            ? [union(same.map(({ when }) => when.join(" and "))).join(" or ")]
            : first.when,
        addresses: union(same.flatMap(({ addresses }) => addresses)),
        reasons: union(same.flatMap(({ reasons }) => reasons)),
      };
    });
  };
  const single = grants.map((grant) => ({
    ...grant,
    whos: [grant.who],
    verbs: union(grant.verbs),
    actions: union(grant.actions),
    on: union(grant.on),
    addresses: [grant.address],
    reasons: union([grant.reason, grant.note].flatMap((each) => each ?? [])),
  }));
  const byOn = merge(single, ({ who, effect, actions, when }) => [who, effect, actions, when]);
  const byWhen = merge(byOn, ({ who, effect, actions, on }) => [who, effect, actions, on]);
  const byAction = merge(byWhen, ({ who, effect, on, when }) => [who, effect, on, when]);
  return merge(byAction, ({ effect, actions, on, when }) => [effect, actions, on, when]);
}
