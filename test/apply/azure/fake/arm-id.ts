/** Ids of Azure Resource Manager, as a path names them. The case of their letters has no meaning. */

/** What an id says. */
export interface ArmId {
  /** As it was written. */
  readonly path: string;
  /** In lower case: what it is stored by. */
  readonly key: string;
  /** The type in lower case, such as `microsoft.storage/storageaccounts`. */
  readonly type: string;
  /** The type as it was written. */
  readonly spelled: string;
  /** The last name; undefined where the id ends in a type, so that it is a list or an action. */
  readonly name: string | undefined;
}

const groupType = "Microsoft.Resources/resourceGroups";

/** Reads a path. An extension resource, such as a lock, is read by what follows the last `/providers/`. */
export function armId(written: string): ArmId {
  const path = written.replace(/\/+$/, "");
  const key = path.toLowerCase();
  const at = key.lastIndexOf("/providers/");
  if (at < 0) {
    const name = /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)$/i.exec(path)?.[1];
    return { path, key, type: groupType.toLowerCase(), spelled: groupType, name };
  }
  const parts = path.slice(at + "/providers/".length).split("/");
  const types = parts.slice(1).filter((_, index) => index % 2 === 0);
  const names = parts.slice(1).filter((_, index) => index % 2 === 1);
  const spelled = [parts[0], ...types].join("/");
  return { path, key, type: spelled.toLowerCase(), spelled, name: names[types.length - 1] };
}

/** The scope that an extension resource hangs on: what stands before its last `/providers/`. */
export const scopeOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf("/providers/")));

/** Whether an id is a scope, or lies below it. */
export const isWithin = (key: string, scope: string): boolean => key === scope || key.startsWith(`${scope}/`);

/** The resource group that an id lies in, as a key; undefined for what lies in none. */
export const groupOf = (key: string): string | undefined =>
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/.exec(key)?.[0];
