/** What a rehearsal reads of a cluster: MLflow with the arguments of the stack, and the server of what is live. */

import { rehearsal } from "../../../stacks/kubernetes/rehearsal.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import type { Companion, Host, Json } from "../../../stacks/rehearsal/contract.js";
import { synthesizePilot, variants } from "../../synth.js";

async function stackOf(change: (input: PilotSpecInput) => void = () => {}): Promise<Json> {
  const stack = await synthesizePilot("kubernetes", (input) => {
    variants["phase 2"]?.(input);
    change(input);
  });
  if (stack === undefined) throw new Error("the example lacks a kubernetes block");
  return JSON.parse(JSON.stringify(stack.json));
}

const companionOf = (json: Json) => rehearsal.companion?.(json) as Companion;

test("MLflow gets the arguments of the stack, on loopback, and the port that is free in each of them", async () => {
  const companion = companionOf(await stackOf());
  expect(companion.command(12345)).toEqual([
    ...["mlflow", "server", "--host", "127.0.0.1", "--port", "12345", "--workers", "1", "--no-serve-artifacts"],
    ...["--allowed-hosts", "penguins-registry.penguins.svc:12345,localhost:12345"],
  ]);
  expect(companion.environment("/scratch")).toEqual({
    MLFLOW_BACKEND_STORE_URI: "sqlite:////scratch/mlflow.db",
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
    HOME: "/tmp",
  });
  expect([companion.readiness, companion.host, companion.startsWithinSeconds]).toEqual(["/health", "localhost", 300]);
});

test("a claim of MLflow's own is a file of the rehearsal, too", async () => {
  const json = await stackOf((input) => {
    if (input.kubernetes) input.kubernetes.mlflow.store = { claimGiB: 10, storageClass: "retained" };
  });
  expect(JSON.stringify(json)).toContain("sqlite:////data/mlflow.db");
  expect(companionOf(json).environment("/scratch")["MLFLOW_BACKEND_STORE_URI"]).toBe("sqlite:////scratch/mlflow.db");
});

test("the server is started as the pods of the live release are, behind their first container", async () => {
  const json = await stackOf();
  const live = json.resource.kubernetes_service_v1.endpoint.spec.selector["ml-pilot/release"];
  const deployments: ReadonlyArray<[string, Json]> = Object.entries(json.resource.kubernetes_deployment_v1);
  const [, deployment] = deployments.find(([id]) => id.startsWith(`endpoint_release-${live}_`)) ?? [];
  const [fetches] = deployment.spec.template.spec.init_container;
  const [uri, sha256] = fetches.args;
  const registry = new Map([[`${uri}@sha256:${sha256}`, {}]]);
  expect(rehearsal.served(json, registry, {} as Host, [])).toMatchObject({
    ...{ release: live, port: 8080, portVariables: ["PILOT_PORT"] },
    command: ["python", "-m", "pilot_image", "serve", "--model", "model"],
    routes: { readiness: "/ping", scoring: "/invocations" },
    first: {
      command: ["python", "-c", expect.stringContaining("hashlib"), uri, sha256, "model"],
      environment: { AWS_REGION: "eu-west-1" },
    },
  });
  expect(() => rehearsal.served(json, new Map(), {} as Host, [])).toThrow("which no run has registered");
});
