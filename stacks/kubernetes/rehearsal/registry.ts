/**
 * MLflow as the stack declares it, and its interface as the step `register` and an operator use it. What runs is
 * MLflow's own server, on a file of sqlite instead of the claim or the Postgres.
 * mlflow.org/docs/latest/rest-api (2026-11)
 */
import type { Companion, Json } from "../../rehearsal/contract.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { selectedBy } from "./objects.js";

/** A version as MLflow holds it. */
export interface Version {
  readonly name: string;
  readonly version: string;
  /** Where the model's folder lies. */
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
}

const lock = "stacks/kubernetes/rehearsal/mlflow/requirements.lock";

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

/** Versions of a model that one run registered. @throws Error with what MLflow says */
export async function versionsOf(url: string, model: string, run: string): Promise<readonly Version[]> {
  const query = new URLSearchParams({ filter: `name='${model}'`, order_by: "version_number ASC", max_results: "1000" });
  const answer = await fetch(`${url}/api/2.0/mlflow/model-versions/search?${query}`);
  if (answer.status !== 200) throw new Error(`MLflow answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  const { model_versions: found = [] } = (await answer.json()) as Json;
  return found
    .map(({ name, version, source, tags }: Json): Version => {
      const pairs = (tags ?? []).map(({ key, value }: Json) => [key, value]);
      return { name, version: String(version), source, tags: Object.fromEntries(pairs) };
    })
    .filter(({ tags }: Version) => tags["run"] === run);
}
