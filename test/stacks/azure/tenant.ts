/** A reader of an Azure stack's own rights and ways in, by the documents of Azure's access control. */
import azureRoles from "../../../stacks/azure/review/roles.json";
import { resolveReferences } from "../../../stacks/rehearsal/references.js";
import type { SynthesizedStack } from "../../synth.js";

/** From where a call to a data plane comes. Resource Manager is asked from anywhere. */
export type Place = "a client network" | "the internet";

const group = "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/penguins";

/** The id of something in the example's resource group. */
export const provider = (path: string): string => `${group}/providers/${path}`;

interface Role {
  readonly name: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}
const builtIn = new Map(Object.values(azureRoles.roles as Record<string, Role>).map((role) => [role.name, role]));

/**
 * learn.microsoft.com/azure/role-based-access-control/role-definitions (2026-11): * is any text, case has no meaning.
 */
const holds = (patterns: readonly string[] | undefined, action: string): boolean =>
  (patterns ?? []).some((pattern) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`, "i").test(action),
  );

/** What the stack says of rights and of ways in, with its references resolved. */
export class Tenant {
  private readonly resources: ReadonlyArray<{
    readonly type: string;
    readonly given: Readonly<Record<string, unknown>>;
  }>;

  constructor(stack: SynthesizedStack) {
    this.resources = stack.resources.map(({ type, arguments: given }) => ({
      type,
      given: JSON.parse(resolveReferences(stack.json, JSON.stringify(given))),
    }));
  }

  private all(type: string) {
    return this.resources.filter((resource) => resource.type === type).map(({ given }) => given);
  }

  /** The full name of the account, vault or endpoint that begins with a word. */
  idOf(type: string, begins: string, path: string): string {
    const found = this.all(type).find(({ name }) => String(name).startsWith(begins));
    return provider(`${path}/${String(found?.["name"] ?? "none")}`);
  }

  private roleOf(assignment: Readonly<Record<string, unknown>>): Role | undefined {
    const named = assignment["role_definition_name"];
    if (named !== undefined) return builtIn.get(String(named));
    const id = String(assignment["role_definition_id"]).split("/").pop();
    const own = this.all("azurerm_role_definition").find(({ role_definition_id }) => role_definition_id === id);
    const [permissions] = (own?.["permissions"] ?? []) as ReadonlyArray<Record<string, string[]>>;
    return (
      own && {
        name: String(own["name"]),
        actions: permissions?.["actions"] ?? [],
        dataActions: permissions?.["data_actions"] ?? [],
      }
    );
  }

  /** Why somebody may not do something, or nothing where they may. */
  refusal(who: string, action: string, on: string, isData: boolean): string | undefined {
    const assigned = this.all("azurerm_role_assignment").filter(
      ({ principal_id: principal, scope }) =>
        principal === who && `${on.toLowerCase()}/`.startsWith(`${String(scope).toLowerCase()}/`),
    );
    const roles = assigned.map((each) => this.roleOf(each));
    const may = roles.some((role) =>
      isData
        ? holds(role?.dataActions, action) && !holds(role?.notDataActions, action)
        : holds(role?.actions, action) && !holds(role?.notActions, action),
    );
    return may
      ? undefined
      : `has only ${roles.map((role) => role?.name ?? "an unknown role").join(", ") || "nothing"} there`;
  }

  /** Why a call does not arrive, or nothing where it does. */
  unreachable(on: string, from: Place): string | undefined {
    const [account] = /^.*?\/providers\/[^/]+\/[^/]+\/[^/]+/.exec(on) ?? [on];
    if (from === "the internet") {
      const name = account?.split("/").pop();
      const own = this.resources.find(
        ({ given }) => given["name"] === name && /account|azapi_resource/.test(`${given["type"] ?? "account"}`),
      );
      const isOpen =
        own?.given["public_network_access_enabled"] === true ||
        JSON.stringify(own?.given["body"] ?? {}).includes('"publicNetworkAccess":"Enabled"');
      return isOpen ? undefined : "it has no public address";
    }
    const way = this.all("azurerm_private_endpoint").some(({ private_service_connection: connection }) =>
      JSON.stringify(connection).toLowerCase().includes(`"${account?.toLowerCase()}"`),
    );
    const lets = this.all("azurerm_network_security_rule").some(
      (rule) =>
        rule["access"] === "Allow" &&
        rule["direction"] === "Inbound" &&
        rule["destination_port_range"] === "443" &&
        JSON.stringify(rule["source_address_prefixes"] ?? []).includes("192.168.10.0/24"),
    );
    return way && lets ? undefined : "no private endpoint that a client network reaches leads to it";
  }
}
