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

test("a use of several containers lets none be as large as all of them, and none of them larger than the use", () => {
  const quotas = (largest: { cpus: number; memoryGiB: number }) =>
    synthesizeScope((scope) => {
      new Quotas(scope, "quotas", {
        ...{ name: "penguins", namespace: "penguins", owner: "finance@example.com" },
        needs: [
          { cpus: 12, memoryGiB: 48, storageGiB: 9, pods: 3, largest },
          { cpus: 2, memoryGiB: 8, storageGiB: 5, pods: 1 },
        ],
      });
    });
  const [limit] = quotas({ cpus: 4, memoryGiB: 16 }).one("kubernetes_limit_range_v1").spec.limit;
  expect(limit.max).toEqual({ cpu: "4", memory: "16Gi" });
  // kubernetes.io/docs/concepts/policy/limit-range (2026-11): a default above the largest is refused
  const [small] = synthesizeScope((scope) => {
    new Quotas(scope, "quotas", {
      ...{ name: "penguins", namespace: "penguins", owner: "finance@example.com" },
      needs: [{ cpus: 0.75, memoryGiB: 0.75, storageGiB: 3, pods: 3, largest: { cpus: 0.25, memoryGiB: 0.25 } }],
    });
  }).one("kubernetes_limit_range_v1").spec.limit;
  expect([small.max, small.default]).toMatchObject([
    { cpu: "500m", memory: "512Mi" },
    { cpu: "500m", memory: "512Mi" },
  ]);
  expect(() => quotas({ cpus: 13, memoryGiB: 16 })).toThrow("must be vCPUs of one container from 0.1 to 12, got 13");
});

test("a container without numbers gets small ones, and none is larger than the largest use", () => {
  const [limit] = stack.one("kubernetes_limit_range_v1").spec.limit;
  expect(limit).toMatchObject({ type: "Container", max: { cpu: "4", memory: "16Gi" } });
  expect(Object.keys(limit.default)).toEqual(["cpu", "memory", "ephemeral-storage"]);
});
