import { Quotas } from "../../../constructs/kubernetes/quotas.js";
import { synthesizeScope } from "../../synth.js";

const stack = synthesizeScope((scope) => {
  new Quotas(scope, "quotas", {
    ...{ name: "penguins", namespace: "penguins", owner: "finance@example.com" },
    needs: [
      { cpus: 4, memoryGiB: 16, storageGiB: 50, gpus: 1, pods: 2 },
      { cpus: 0.5, memoryGiB: 2, storageGiB: 5, pods: 4 },
    ],
  });
});

test("the quota is the sum of what runs at once, in whole vCPUs and GiB", () => {
  expect(stack.one("kubernetes_resource_quota_v1").spec.hard).toEqual({
    "requests.cpu": "5",
    "limits.cpu": "5",
    "requests.memory": "18Gi",
    "limits.memory": "18Gi",
    "requests.ephemeral-storage": "55Gi",
    "limits.ephemeral-storage": "55Gi",
    "requests.storage": "55Gi",
    "requests.nvidia.com/gpu": "1",
    pods: "6",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  });
});

test("a container without numbers gets small ones, and none is larger than the largest use", () => {
  const [limit] = stack.one("kubernetes_limit_range_v1").spec.limit;
  expect(limit).toMatchObject({ type: "Container", max: { cpu: "4", memory: "16Gi" } });
  expect(Object.keys(limit.default)).toEqual(["cpu", "memory", "ephemeral-storage"]);
});
