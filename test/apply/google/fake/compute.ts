/** Compute Engine, which has operations of its own. */
import { type Store, time } from "./store.js";
import type { Call, Json } from "./world.js";

const number = "123456789012";

/** What Compute fills in by itself, by collection. */
const computeDefaults: Readonly<Record<string, Json>> = {
  networks: { mtu: 1460, networkFirewallPolicyEnforcementOrder: "AFTER_CLASSIC_FIREWALL" },
  subnetworks: { gatewayAddress: "10.20.0.1", purpose: "PRIVATE", stackType: "IPV4_ONLY" },
  forwardingRules: { pscConnectionId: "1", pscConnectionStatus: "ACCEPTED" },
};

/** Answers a call of Compute. */
export function compute(store: Store, call: Call): Json {
  const { method, path, body } = call;
  if (method === "GET" && /\/projects\/[^/]+$/.test(path)) return { name: path.split("/").pop(), id: number };
  if (path.endsWith("/routes")) return { items: [] };
  if (path.includes("/operations/")) return operation(store, "");
  if (path.endsWith("/setLabels")) {
    const key = path.replace("/setLabels", "");
    store.get(key)["labels"] = body["labels"] ?? {};
    return operation(store, key);
  }
  if (path.endsWith("/setTarget")) {
    const key = path.replace("/setTarget", "");
    store.get(key)["target"] = body["target"];
    return operation(store, key);
  }
  if (method === "POST") {
    const key = `${path}/${body["name"]}`;
    const selfLink = `https://www.googleapis.com${key}`;
    const more = {
      id: "55",
      selfLink,
      selfLinkWithId: selfLink,
      fingerprint: "f",
      labelFingerprint: "f",
      creationTimestamp: time,
    };
    // What a resource names must be there: a forgotten edge of the graph is a 404 in a first deploy.
    const named = JSON.stringify(body).match(
      /projects\/[^/"]+\/(?:global|regions\/[^/"]+)\/(?:networks|subnetworks|addresses)\/[\w-]+/g,
    );
    for (const used of named ?? []) store.get(`/compute/v1/${used}`);
    store.create(key, { ...computeDefaults[path.split("/").pop() ?? ""], ...body, ...more });
    return operation(store, key);
  }
  if (method === "GET") return store.get(path);
  if (method === "DELETE") {
    store.get(path);
    store.things.delete(path);
    return operation(store, path);
  }
  Object.assign(store.get(path), body);
  return operation(store, path);
}

function operation(store: Store, path: string): Json {
  const name = `operation-${store.next()}`;
  const link = "https://www.googleapis.com";
  return {
    kind: "compute#operation",
    name,
    id: store.next(),
    status: "DONE",
    progress: 100,
    targetLink: link + path,
    selfLink: `${link}/${name}`,
  };
}
