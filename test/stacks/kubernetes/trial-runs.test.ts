/** A run whose step ends between the two things that are read of it: its pods, and then the workflow. */
import type { Api } from "../../../stacks/kubernetes/trial/api.js";
import type { Named } from "../../../stacks/kubernetes/trial/named.js";
import { Runs } from "../../../stacks/kubernetes/trial/runs.js";

const startedAt = "2026-11-20T10:00:05Z";
const finishedAt = "2026-11-20T10:00:09Z";

/** A cluster whose only step fails once its pods have been read a number of times. */
function failing(reads: number, reason: string): Api {
  let lists = 0;
  const hasFailed = () => lists >= reads;
  const api: Pick<Api, "json" | "list"> = {
    list: async () => {
      const terminated = { startedAt, finishedAt, reason };
      const state = hasFailed() ? { terminated } : { running: { startedAt } };
      lists += 1;
      return [{ metadata: { name: "run-1" }, status: { containerStatuses: [{ name: "main", state }] } }];
    },
    json: async () => {
      const phase = hasFailed() ? { phase: "Failed", finishedAt } : { phase: "Running" };
      const node = { id: "run-1", type: "Pod", displayName: "train", startedAt: "2026-11-20T10:00:00Z", ...phase };
      return { status: { ...phase, startedAt: node.startedAt, nodes: { "run-1": node } } };
    },
  };
  return api as Api;
}

const stack = { namespace: "ml", template: "penguins-pipeline", steps: ["train"] } as unknown as Named;
const watch = (api: Api) => new Runs(api, stack, () => Promise.reject(new Error("nothing is registered"))).watch("run");

test.each([
  ["before its pods are read", 0],
  ["between its pods and the workflow", 1],
])("a step that fails %s is recorded by the container's reason and its own seconds", async (_, reads) => {
  const { state, problem, steps } = await watch(failing(reads, "OOMKilled"));
  expect([state, problem]).toEqual(["failed", "OOMKilled"]);
  expect(steps).toMatchObject([{ name: "train", startupSeconds: 5, computeSeconds: 4 }]);
});

test("a run that goes on is not asked for its pods twice", async () => {
  const { state, problem } = await watch(failing(2, "OOMKilled"));
  expect([state, problem]).toEqual(["running", undefined]);
});
