/**
 * A loopback Azure Resource Manager: it keeps what is put, shows it with what Azure adds, and refuses what Azure's
 * documents say that it refuses (`rules-put.ts`, `rules-delete.ts`). That something is accepted here proves only that
 * the providers and the stack fit together.
 */
import { answersCreated, completed, dated, reconciling, roleDefinitions } from "./additions.js";
import { type ArmId, armId, groupOf, scopeOf } from "./arm-id.js";
import { builtInRoles, metadata, openId, token } from "./built-in.js";
import { Refusal } from "./refusal.js";
import { deleteRules } from "./rules-delete.js";
import { isObject, putRules } from "./rules-put.js";
import { at, childrenOf, type Json, type Resource, type World } from "./world.js";

/** A request as the fake sees it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Resource;
}

/** Status and body; no body for an answer without one. */
export type Answer = readonly [status: number, body?: unknown];

const ml = "microsoft.machinelearningservices/workspaces";

export class FakeArm implements World {
  readonly resources = new Map<string, Resource>();
  readonly softDeleted = new Map<string, Resource>();
  readonly putAt = new Map<string, number>();
  /** When each resource was last put again, in seconds of the fake's clock. */
  private readonly updatedAt = new Map<string, number>();
  readonly denied = new Set<string>();
  /** Every request that changed or tried to change something, as `METHOD id -> status`. */
  readonly calls: string[] = [];
  /** Types in lower case of which a PUT is accepted and then not found, as where another region answers. */
  readonly lost = new Set<string>();
  /** Its own address, once it listens: what it names as the cloud's Resource Manager. */
  base = "";

  /** @param speed seconds of the fake's clock in one second: a test need not wait for a lock's minute */
  constructor(private readonly speed = Number(process.env["FAKE_ARM_SPEED"] ?? 1)) {}

  now(): number {
    return (performance.now() / 1000) * this.speed;
  }

  /** Answers one request, and writes it down. */
  answer(request: Request): Answer {
    try {
      const answer = this.around(request) ?? this.act(request, armId(request.path));
      this.note(request, answer[0]);
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.note(request, `${error.status} ${error.code}`);
      return [error.status, error.body];
    }
  }

  private note({ method, path }: Request, status: number | string): void {
    if (method !== "GET" && method !== "HEAD") this.calls.push(`${method} ${path} -> ${status}`);
  }

  /** What is no resource: tokens, the cloud's endpoints, the subscription. */
  private around({ method, path, query }: Request): Answer | undefined {
    const key = path.toLowerCase();
    if (key === "/") return [200, {}];
    if (key.includes("/oauth2/") || key === "/token") return [200, token()];
    if (key.startsWith("/metadata/endpoints")) return [200, metadata(this.base)];
    if (key.includes("/.well-known/openid-configuration")) return [200, openId(this.base)];
    const [, subscription, rest] = /^\/subscriptions\/([^/]+)(?:\/(.*))?$/.exec(key) ?? [];
    if (method !== "GET" || subscription === undefined) return undefined;
    if (rest === undefined)
      return [200, { id: path, subscriptionId: subscription, state: "Enabled", displayName: "loopback" }];
    if (rest === "providers") return [200, { value: [] }];
    if (/^resourcegroups\/[^/]+\/resources$/.test(rest))
      return [200, { value: this.listed(key.replace(/\/resources$/, "")) }];
    const deleted = /^providers\/microsoft\.keyvault\/locations\/([^/]+)\/deletedvaults\/([^/]+)$/.exec(rest);
    if (deleted) return this.deletedVault(deleted[1] ?? "", deleted[2] ?? "");
    if (
      /\/providers\/microsoft\.authorization\/roledefinitions(\/[^/]+)?$/.test(`/${rest}`) &&
      !this.resources.has(key)
    ) {
      const found = builtInRoles(/roledefinitions\/([^/]+)$/.exec(rest)?.[1], query.get("$filter"));
      if (found !== undefined) return [200, found];
    }
    return undefined;
  }

  /** The top resources of a group, as azurerm lists them before it deletes the group. */
  private listed(group: string): readonly Resource[] {
    const inGroup = [...this.resources].filter(([key]) => key.startsWith(`${group}/providers/`));
    return inGroup.filter(([key]) => key.slice(group.length).split("/").length === 5).map(([, resource]) => resource);
  }

  private deletedVault(location: string, name: string): Answer {
    const [key, vault] = [...this.softDeleted].find(([each]) => each.endsWith(`/vaults/${name}`)) ?? [];
    if (key === undefined || vault?.location !== location)
      throw new Refusal(404, "DeletedVaultNotFound", `${name} is not deleted.`);
    return [
      200,
      {
        id: key,
        name,
        type: "Microsoft.KeyVault/deletedVaults",
        properties: { vaultId: vault["id"], location, tags: {} },
      },
    ];
  }

  private act(request: Request, id: ArmId): Answer {
    switch (request.method) {
      case "PUT":
        return this.put(id, request, request.body);
      case "PATCH":
        if (!this.resources.has(id.key)) throw notFound(id);
        return this.put(id, request, merged(this.resources.get(id.key), request.body) as Resource, "PATCH");
      case "DELETE":
        return this.delete(id, request);
      case "POST":
        return this.post(id, request);
      default:
        return this.get(id);
    }
  }

  private get(id: ArmId): Answer {
    const found = this.resources.get(id.key);
    if (found !== undefined) return [200, this.shown(id, found)];
    if (id.name === undefined) {
      const below = [...this.resources].filter(
        ([key]) => key.startsWith(`${id.key}/`) && !key.slice(id.key.length + 1).includes("/"),
      );
      return [200, { value: below.map(([, resource]) => resource) }];
    }
    const implied = this.implied(id);
    if (implied === undefined) throw notFound(id);
    return [200, { id: id.path, name: id.name, type: id.spelled, properties: implied }];
  }

  private shown(id: ArmId, resource: Resource): Resource {
    if (id.type === roleDefinitions) {
      return reconciling(resource, this.now() - (this.updatedAt.get(id.key) ?? Number.NEGATIVE_INFINITY));
    }
    if (id.type !== "microsoft.network/virtualnetworks") return resource;
    const subnets = childrenOf(this, id.key, "subnets").map(([, subnet]) => subnet);
    return { ...resource, properties: { ...resource.properties, subnets } };
  }

  /** What is there because something else is. */
  private implied(id: ArmId): Json | undefined {
    const above = id.key.split("/").slice(0, -2).join("/");
    if (id.type === "microsoft.network/networkinterfaces") {
      return { ipConfigurations: [{ name: "one", properties: { privateIPAddress: "10.0.0.9" } }] };
    }
    if (!this.resources.has(above)) return undefined;
    if (id.type === "microsoft.network/privatednszones/soa") {
      const times = { refreshTime: 3600, retryTime: 300, expireTime: 2_419_200, minimumTtl: 10 };
      const soaRecord = {
        host: "azureprivatedns.net",
        email: "azureprivatedns-host.microsoft.com",
        serialNumber: 1,
        ...times,
      };
      return { ttl: 3600, fqdn: "zone.", soaRecord };
    }
    if (/^microsoft\.storage\/storageaccounts\/(blob|file|queue|table)services$/.test(id.type)) {
      const off = { enabled: false };
      return {
        cors: { corsRules: [] },
        deleteRetentionPolicy: off,
        containerDeleteRetentionPolicy: off,
        shareDeleteRetentionPolicy: off,
      };
    }
    return undefined;
  }

  private put(id: ArmId, { query }: Request, given: Resource, method: "PUT" | "PATCH" = "PUT"): Answer {
    for (const rule of putRules) rule(this, { method, id, query, resource: given });
    const before = this.resources.get(id.key);
    const isNew = before === undefined;
    const made = completed(id, given, this.base);
    const resource = id.type === roleDefinitions ? dated(made, before, new Date().toISOString()) : made;
    if (this.lost.has(id.type)) return [200, resource];
    this.resources.set(id.key, resource);
    if (isNew) this.putAt.set(id.key, this.now());
    else this.updatedAt.set(id.key, this.now());
    if (id.type === "microsoft.keyvault/vaults") this.recover(id);
    this.follow(id, resource);
    const created = answersCreated.get(id.type);
    return [created === "always" || (created === "new" && isNew) ? 201 : 200, this.shown(id, resource)];
  }

  /** A recovered vault has its keys again. */
  private recover(id: ArmId): void {
    for (const [key, resource] of this.softDeleted) {
      if (key !== id.key && !key.startsWith(`${id.key}/`)) continue;
      this.softDeleted.delete(key);
      if (key !== id.key) this.resources.set(key, resource);
    }
  }

  /** What Azure makes by itself beside what was put. */
  private follow(id: ArmId, resource: Resource): void {
    const group = groupOf(id.key) ?? "";
    const add = (path: string, properties: Json = {}) => {
      const made = armId(path);
      if (!this.resources.has(made.key))
        this.resources.set(made.key, completed(made, { location: resource.location ?? "", properties }, this.base));
    };
    // hashicorp/terraform-provider-azurerm issue 18026 (2022-08)
    if (id.type === "microsoft.insights/components") {
      const written = id.path.slice(0, group.length);
      add(`${written}/providers/Microsoft.AlertsManagement/smartDetectorAlertRules/Failure Anomalies - ${id.name}`);
      add(`${written}/providers/Microsoft.Insights/actionGroups/Application Insights Smart Detection`);
    }
    // learn.microsoft.com/azure/network-watcher/network-watcher-create (2026-10)
    if (id.type === "microsoft.network/virtualnetworks") {
      const isWatched = [...this.resources].some(
        ([key, each]) => /\/networkwatchers\/[^/]+$/.test(key) && each.location === resource.location,
      );
      const watchers = `${id.path.split("/").slice(0, 3).join("/")}/resourceGroups/NetworkWatcherRG`;
      if (isWatched) return;
      add(watchers);
      add(`${watchers}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${resource.location}`);
    }
  }

  private delete(id: ArmId, { query }: Request): Answer {
    for (const rule of deleteRules) rule(this, { method: "DELETE", id, query, resource: {} });
    if (id.type === ml && query.get("forceToPurge") === "true") this.softDeleted.delete(id.key);
    if (!this.resources.has(id.key)) return [204];
    for (const [key, resource] of [...this.resources]) {
      if (key !== id.key && !key.startsWith(`${id.key}/`)) continue;
      this.resources.delete(key);
      const kept = armId(key).type;
      const isVault = kept.startsWith("microsoft.keyvault/vaults");
      if (isVault || (kept === ml && query.get("forceToPurge") !== "true")) this.softDeleted.set(key, resource);
    }
    return [200];
  }

  private post(id: ArmId, { body }: Request): Answer {
    const action = id.key.slice(id.key.lastIndexOf("/") + 1);
    if (action === "listkeys" && id.key.includes("/storageaccounts/")) {
      throw new Refusal(
        403,
        "KeyBasedAuthenticationNotPermitted",
        "Key based authentication is not permitted on this storage account.",
      );
    }
    if (action === "updatequotas") return [200, { value: Object.values(at(body, "value")) }];
    if (action === "checknameavailability") return [200, { nameAvailable: true }];
    if (action === "sharedkeys") return [200, { primarySharedKey: "a2V5", secondarySharedKey: "a2V5" }];
    if (action === "listkeys") return [200, { keys: [] }];
    if (!this.resources.has(scopeOf(id.key)) && !this.resources.has(id.key.slice(0, id.key.lastIndexOf("/"))))
      throw notFound(id);
    return [200, {}];
  }
}

const notFound = (id: ArmId) => new Refusal(404, "ResourceNotFound", `The Resource '${id.path}' was not found.`);

/** A patch: objects are merged, all else is replaced. */
function merged(before: unknown, patch: unknown): unknown {
  if (!isObject(before) || !isObject(patch)) return patch;
  return {
    ...before,
    ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, merged(before[key], value)])),
  };
}
