/** What roles of Azure hold: definitions of the stack, and built-in ones by Microsoft's own definitions. */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Stack } from "../../readers/stack.js";

import azureRoles from "./roles.json";

/** A role's four lists of patterns. */
export interface RoleDefinition {
  readonly name: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

type Written = { readonly name: string } & Partial<Omit<RoleDefinition, "name">>;
const table: Readonly<Record<string, Written>> = azureRoles.roles;
const byName = new Map(Object.values(table).map((role) => [role.name.toLowerCase(), role]));

const complete = (role: Written): RoleDefinition => ({
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...role,
});

/** The lists of a definition that the stack writes itself. */
function definition(given: Arguments, references: References): RoleDefinition {
  const permissions = blocks(given["permissions"]);
  const all = (key: string) => permissions.flatMap((each) => references.texts(each[key]));
  return {
    name: references.text(given["name"]),
    actions: all("actions"),
    notActions: all("not_actions"),
    dataActions: all("data_actions"),
    notDataActions: all("not_data_actions"),
  };
}

/** A role by its name, by the id of its definition, or by a reference; undefined where this review does not know it. */
export function roleOf(
  given: unknown,
  references: References,
  stack: Stack,
): { readonly role: RoleDefinition; readonly isOwn: boolean } | undefined {
  const own = references.target(given);
  if (own?.type === "azurerm_role_definition" && !own.isData)
    return { role: definition(own.arguments, references), isOwn: true };
  const text = own?.isData
    ? references.text(own.arguments["name"] ?? own.arguments["role_definition_id"])
    : references.text(given);
  const id = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text)?.[1]?.toLowerCase();
  const definitions = stack.byType.get("azurerm_role_definition") ?? [];
  const same = definitions.find(
    ({ arguments: each }) =>
      (id !== undefined && each["role_definition_id"] === id) || references.text(each["name"]) === text,
  );
  if (same !== undefined) return { role: definition(same.arguments, references), isOwn: true };
  const builtIn = id === undefined ? byName.get(text.toLowerCase()) : table[id];
  return builtIn === undefined ? undefined : { role: complete(builtIn), isOwn: false };
}

const patterns = new Map<string, RegExp>();

/** Whether a pattern such as `Microsoft.Storage/*` holds an operation. Operations know no case. */
function holds(pattern: string, operation: string): boolean {
  const made =
    patterns.get(pattern) ??
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*")}$`, "i");
  if (patterns.size < 5000) patterns.set(pattern, made);
  return made.test(operation);
}

/** Whether a role may do an operation: a listed one that is not taken out again. */
export function mayDo(role: RoleDefinition, operation: string, isData: boolean): boolean {
  const [may, not] = isData ? [role.dataActions, role.notDataActions] : [role.actions, role.notActions];
  return may.some((each) => holds(each, operation)) && !not.some((each) => holds(each, operation));
}

/** What the last word of an operation does: Azure has these four, and names for each `action`. */
const verbs: Readonly<Record<string, string>> = { read: "read", write: "write", delete: "delete", "*": "everything" };
const actionVerbs: ReadonlyArray<readonly [RegExp, string]> = [
  [/\/score\/action$/i, "invoke"],
  [/\/(decrypt|unwrap|unwrapkey)(\/action)?$/i, "decrypt"],
  [/\/(encrypt|wrap|wrapkey)(\/action)?$/i, "encrypt"],
  [/\/(cancel|stop|kill)\/action$/i, "stop"],
  [/\/(start|run|execute|submit|restart)\/action$/i, "run"],
  [/userAssignedIdentities\/assign\/action$/i, "act as"],
  [
    /\/(list\w*(keys?|secrets?|credentials?|sas)|regeneratekeys?|token|getsecret|generate\w*credentials)\/action$/i,
    "read",
  ],
  [
    /\/(get|list|query|search|generateUserDelegationKey|download|export|validate|check|preview|diagnose|fetch|read|peek|receive)\w*\/action$/i,
    "read",
  ],
  [
    /\/(import|push|sign|join|approve|connect|set|update|add|create|write|register|publish|send|rotate)\w*\/action$/i,
    "write",
  ],
  [
    /\/(move|restore|recover|renew|deploy|upgrade|enable|disable|tag|upload|backup|lock|manage|modify)\w*\/action$/i,
    "write",
  ],
  [/\/(purge|delete|softDelete)\w*\/action$/i, "delete"],
  [/PrivateEndpointConnectionsApproval\/action$/i, "approve connections"],
];
const models = /\/workspaces\/(models|modelpackages)\/(versions\/)?write$/i;
const jobs = /\/workspaces\/jobs\/write$/i;
const assigns = /^Microsoft\.Authorization\/(roleAssignments|roleDefinitions|\*)\/?(write|delete|\*)?$/i;

/** What an operation or a pattern of operations does, in the one vocabulary. */
export function verbOfOperation(operation: string): string {
  if (operation === "*") return "everything";
  if (assigns.test(operation)) return "administer";
  if (models.test(operation)) return "approve";
  if (jobs.test(operation)) return "run";
  const known = actionVerbs.find(([pattern]) => pattern.test(operation))?.[1];
  if (known !== undefined) return known;
  const last = operation.split("/").at(-1)?.toLowerCase() ?? "";
  return verbs[last] ?? "not understood";
}

/** The patterns of a role in words, with what is taken out again. */
export const listed = (role: RoleDefinition): readonly string[] => [
  ...role.actions,
  ...role.dataActions,
  ...[...role.notActions, ...role.notDataActions].map((each) => `all except ${each}`),
];
