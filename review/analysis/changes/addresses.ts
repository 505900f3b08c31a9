/** What is destroyed, replaced, moved and made. */

import { platforms } from "../../../stacks/platforms.js";
import { leaves } from "../../../stacks/readers/references.js";
import { isMap, list, type Resource, type Stack } from "../../../stacks/readers/stack.js";
import { code, type Text } from "../../document.js";
import { isThing } from "../access.js";
import { meaningOf } from "./arguments.js";
import { type Change, type Compared, type Renaming, unique } from "./change.js";

/** Whether an argument holds a resource's own name; a `bucket` is that on few types, and a reference on others. */
const isNameOf = (type: string, argument: string): boolean =>
  argument === "name" || argument === "account_id" || argument === "repository_id" || argument === "role_id"
    ? true
    : argument === "bucket"
      ? Object.values(platforms).some(({ nameAttributes }) => nameAttributes[type] === argument)
      : argument.endsWith("_name") && type.endsWith(`_${argument.slice(0, -"_name".length)}`);

/**
 * Replaces old names by new ones, each place once and the longest name first; short names are left alone, they stand in
 * too many words.
 */
export function renaming(pairs: ReadonlyArray<readonly [before: string, after: string]>): Renaming {
  const useful = new Map(pairs.filter(([before]) => before.length >= 4));
  if (useful.size === 0) return (text) => text;
  const longestFirst = [...useful.keys()].sort((a, b) => b.length - a.length);
  const names = new RegExp(longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  return (text) => text.replace(names, (name) => useful.get(name) ?? name);
}

/** Addresses that a `moved` block of the new version keeps. */
function movedAddresses({ json }: Stack): ReadonlyMap<string, string> {
  const moved = list(json["moved"]).filter(isMap);
  return new Map(moved.map(({ from, to }) => [String(from), String(to)]));
}

/** Addresses that a `removed` block of the new version only forgets: what is there stays, and nobody manages it. */
function forgottenAddresses({ json }: Stack): ReadonlySet<string> {
  const removed = list(json["removed"]).filter(isMap);
  const isKept = ({ lifecycle }: (typeof removed)[number]) =>
    list(lifecycle).some((each) => isMap(each) && each["destroy"] === false);
  return new Set(removed.filter(isKept).map(({ from }) => String(from)));
}

/** What goes with a resource of a type, where it is there to guard another one. */
const guards: ReadonlyArray<readonly [end: RegExp, words: string]> = [
  [/_server_side_encryption_configuration$|_customer_managed_key$/, "the encryption with a key of one's own"],
  [/_public_access_block$/, "the block of public access"],
  [/_versioning$/, "the versions of what is overwritten"],
  [/_lifecycle_configuration$|_management_policy$|_lifecycle_policy$/, "the expiry"],
  [/_metric_alarm$|_alert_policy$|_alert(_v2)?$|_activity_log_alert$|_composite_alarm$/, "the alarm"],
  [/_budget(_\w+)?$/, "the alerts of the budget"],
  [/_management_lock$/, "the lock"],
  [/_flow_log$|_diagnostic_setting$|_logging$|_sink$|_trail$/, "the log"],
  [/_action_group$|_notification_channel$|_topic_subscription$/, "who is notified"],
  [/_kms_key$|_crypto_key$|_vault$/, "the key, and what only it can read"],
];

/** Types that are a secret which lasts, whoever holds it. */
const credential =
  /_(access_key|service_account_key|login_profile|application_password|service_principal_password|hmac_key|api_key|service_specific_credential|signing_certificate)$/;

/** What a resource guards, in words; empty where nothing is known to be guarded by it. */
function guardedBy({ type, arguments: given }: Resource): string {
  const found = guards.find(([end]) => end.test(type));
  if (found !== undefined) return found[1];
  // what only sets arguments of another resource: what they guarded
  if (!/_update_resource$|_resource_action$/.test(type)) return "";
  const guarded = [...leaves(given)].flatMap(([pointer, before]) => {
    const path = pointer.split("/").filter((key) => key !== "" && !/^\d+$/.test(key));
    const meaning = meaningOf({ type, path, before, after: undefined });
    return meaning?.kind === "safeguard-off" ? [meaning.subject] : [];
  });
  return unique(guarded).join(", ");
}

/** In words what a destroy takes along. */
function destroyed(resource: Resource): Text {
  const guarded = guardedBy(resource);
  return guarded === "" ? "is destroyed" : `is destroyed, and with it ${guarded}`;
}

/** In words what becomes of a resource that is forgotten. */
function leftAlone(resource: Resource): Text {
  const guarded = guardedBy(resource);
  const was = guarded === "" ? "" : `; it was there for ${guarded}`;
  return `is forgotten, not destroyed: this stack does not manage it any more${was}`;
}

/** Changes of addresses, the pairs of resources that are in both versions, and where what moved is now. */
export function addressChanges({ base, head }: Pick<Compared, "base" | "head">): {
  readonly changes: readonly Change[];
  readonly pairs: ReadonlyArray<readonly [Resource, Resource]>;
  readonly moves: ReadonlyMap<string, string>;
} {
  const moved = movedAddresses(head.stack);
  const forgotten = forgottenAddresses(head.stack);
  const moves = new Map<string, string>();
  const changes: Change[] = [];
  const pairs: Array<readonly [Resource, Resource]> = [];
  const come = new Set([...head.stack.byAddress.keys()].filter((address) => !base.stack.byAddress.has(address)));
  const content = ({ type, arguments: given }: Resource) => `${type} ${JSON.stringify(given)}`;
  const twins = new Map(
    [...come].map((address) => [content(head.stack.byAddress.get(address) as Resource), address] as const),
  );
  for (const [address, was] of base.stack.byAddress) {
    const is = head.stack.byAddress.get(address);
    const to = moved.get(address);
    const target = to === undefined ? undefined : head.stack.byAddress.get(to);
    if (is !== undefined) pairs.push([was, is]);
    else if (target !== undefined && to !== undefined) {
      come.delete(to);
      moves.set(address, to);
      pairs.push([was, target]);
      changes.push({ kind: "move", text: ["moved to ", code(to), ", nothing is destroyed"], address, flags: [] });
    } else if (was.isData)
      changes.push({ kind: "other", text: "a data source that is no longer read", address, flags: [] });
    else {
      const found = twins.get(content(was));
      const twin = found !== undefined && come.has(found) ? found : undefined;
      if (twin === undefined && forgotten.has(address))
        changes.push({ kind: "left", text: leftAlone(was), address, flags: [] });
      else if (twin === undefined) changes.push({ kind: "destroy", text: destroyed(was), address, flags: [] });
      else {
        come.delete(twin);
        moves.set(address, twin);
        const text: Text = ["is destroyed and made again as ", code(twin), "; a moved block would keep it"];
        changes.push({ kind: "replace", text, address, flags: [] });
      }
    }
  }
  for (const address of come) {
    const { isData, type } = head.stack.byAddress.get(address) as Resource;
    const isSecret = credential.test(type);
    changes.push({
      kind: isData ? "other" : isSecret ? "credential" : "make",
      text: isData ? "a data source that is now read" : isSecret ? "is made: a secret that lasts" : "is made",
      address,
      flags: [],
    });
  }
  return { changes, pairs, moves };
}

/** Another physical name of a resource. */
export interface Rename {
  /** As the base has it, and the new version. */
  readonly was: Resource;
  readonly resource: Resource;
  readonly argument: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Whether an argument is what a thing is called, and nothing else: the name of a rule set says what its rules are on,
 * and the account of some resource may be anybody's.
 */
export const isOwnName = ({ resource: { type }, argument }: Rename): boolean =>
  (argument === "name" && isThing(type)) ||
  Object.values(platforms).some(({ nameAttributes }) => nameAttributes[type] === argument);

/** Resources that the new version gives another physical name: most platforms can only replace them. */
export function renames(pairs: ReadonlyArray<readonly [Resource, Resource]>): readonly Rename[] {
  return pairs.flatMap(([was, is]) =>
    Object.keys(is.arguments).flatMap((argument) => {
      const [before, after] = [was.arguments[argument], is.arguments[argument]];
      const isName = isNameOf(is.type, argument) && !is.isData;
      const isPlain =
        typeof before === "string" && typeof after === "string" && !before.includes("${") && !after.includes("${");
      return isName && isPlain && before !== after ? [{ was, resource: is, argument, before, after }] : [];
    }),
  );
}
