import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/kubernetes/model-registry.js";
import { synthesizeScope } from "../../synth.js";
import { digest, operators } from "./candidates.js";

const synthesized = (change: Partial<ModelRegistryProps> = {}) => {
  let made: ModelRegistry | undefined;
  const stack = synthesizeScope((scope) => {
    made = new ModelRegistry(scope, "model-registry", {
      ...{ name: "penguins-registry", namespace: "penguins", modelName: "penguins", owner: "ml@example.com" },
      image: `registry.example.com/mlflow@${digest}`,
      store: { claimGiB: 5, storageClass: "retained" },
      ...change,
    });
    made.grantApprove({ ...operators, policies: [] });
  });
  return { stack, made };
};

test("one server inside of the cluster, which hands out no file and runs no job", () => {
  const { stack, made } = synthesized();
  expect(stack.one("kubernetes_service_v1").spec.type).toBe("ClusterIP");
  const deployment = stack.one("kubernetes_deployment_v1");
  const [server] = deployment.spec.template.spec.container;
  expect(server.args).toContain("--no-serve-artifacts");
  expect(server.env).toContainEqual({ name: "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", value: "false" });
  expect(deployment.wait_for_rollout).toBe(true);
  expect(made?.trackingUri).toBe("http://penguins-registry.penguins.svc:5000");
  // MLflow refuses a name that it does not know
  expect(server.args.join(" ")).toContain("--allowed-hosts penguins-registry.penguins.svc:5000");
});

test("a claim of its own is one pod's, and a Postgres is named by a Secret that nobody here reads", () => {
  expect(synthesized().stack.one("kubernetes_persistent_volume_claim_v1").spec).toMatchObject({
    storage_class_name: "retained",
    resources: { requests: { storage: "5Gi" } },
  });
  expect(synthesized().stack.one("kubernetes_deployment_v1").spec.strategy).toEqual({ type: "Recreate" });
  const { stack } = synthesized({ store: { secretName: "mlflow-postgres", key: "uri" } });
  expect(stack.all("kubernetes_persistent_volume_claim_v1")).toEqual([]);
  const [server] = stack.one("kubernetes_deployment_v1").spec.template.spec.container;
  expect(server.env[0]).toEqual({
    name: "MLFLOW_BACKEND_STORE_URI",
    value_from: { secret_key_ref: { name: "mlflow-postgres", key: "uri" } },
  });
});

test("paused it has no pod, and keeps its claim", () => {
  const { stack } = synthesized({ paused: true });
  expect(stack.all("kubernetes_deployment_v1")).toEqual([]);
  expect(stack.all("kubernetes_persistent_volume_claim_v1")).toHaveLength(1);
});

test("who approves reaches it by a tunnel, and reads no secret", () => {
  const { rule } = synthesized().stack.one("kubernetes_role_v1", "approve");
  expect(rule.map(({ resources }: { resources: string[] }) => resources.join())).toEqual([
    ...["services", "pods", "pods/portforward"],
  ]);
});
