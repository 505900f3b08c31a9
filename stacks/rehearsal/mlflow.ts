/**
 * MLflow's own server as the registry of a rehearsal, and its interface as steps and people use it.
 * mlflow.org/docs/latest/rest-api (2026-11)
 */
import type { Companion, Json } from "./contract.js";

/** The lock of the server's packages, as a path below the root of this package. */
export const lock = "stacks/rehearsal/mlflow/requirements.lock";

/** The server alone, on a file of sqlite, for a stack that has no server of its own. */
export const mlflow: Companion = {
  name: "MLflow",
  lock,
  command: (port) => [
    ...["mlflow", "server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1", "--no-serve-artifacts"],
    ...["--allowed-hosts", `localhost:${port},127.0.0.1:${port}`],
  ],
  environment: (folder) => ({
    MLFLOW_BACKEND_STORE_URI: `sqlite:///${folder}/mlflow.db`,
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  }),
  readiness: "/health",
  host: "localhost",
  startsWithinSeconds: 300,
};

/** A version as MLflow holds it. */
export interface Version {
  readonly name: string;
  readonly version: string;
  /** Where the model's folder lies. */
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
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
