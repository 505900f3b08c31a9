/**
 * MLflow as the stack declares it. What runs is MLflow's own server, on a file of sqlite instead of the claim or the
 * Postgres.
 */
import type { Companion, Json } from "../../rehearsal/contract.js";
import { lock } from "../../rehearsal/mlflow.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { selectedBy } from "./objects.js";

/**
 * The server that the steps register at.
 * @param address as the steps are given it, such as `http://penguins-registry.penguins.svc:5000`
 * @throws Error where the address is not of a Service of the stack that selects one Deployment
 */
export function registryServer(json: Synthesized, address: string): Companion {
  const { hostname, port: asked } = new URL(address);
  const [name = "", namespace] = hostname.split(".");
  const { service, container, port } = selectedBy(json, name);
  if (service.metadata.namespace !== namespace || String(service.spec.port[0].port) !== asked)
    throw new Error(`${address} must be the Service ${name} of the stack, with its namespace and its port`);
  // the port stands alone, and behind each host that is allowed
  const own = new RegExp(`(^|:)${port}(?=$|,)`, "g");
  return {
    name: "MLflow",
    lock,
    command: (free) =>
      [...container.command, ...container.args].map((each: string) =>
        each === "0.0.0.0" ? "127.0.0.1" : each.replace(own, `$1${free}`),
      ),
    environment: (folder) => ({
      ...Object.fromEntries(
        container.env.flatMap(({ name: key, value }: Json) => (value === undefined ? [] : [[key, value]])),
      ),
      MLFLOW_BACKEND_STORE_URI: `sqlite:///${folder}/mlflow.db`,
    }),
    // as the kubelet asks: by an address that is not in the list of allowed hosts
    readiness: container.readiness_probe.http_get.path,
    // as clients ask: by a name that is in it, of somebody who stands behind a tunnel
    host: "localhost",
    startsWithinSeconds: container.startup_probe.failure_threshold * container.startup_probe.period_seconds,
  };
}
