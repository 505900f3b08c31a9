/** How each change of the workspace's table is tried, on the example that serves. */
import { serving } from "../terraform/phases.js";
import { type Changes, only, overlaid } from "../terraform/workspace.js";
import type { Trial } from "./walk.js";

/** What is deployed before each trial. */
export const deployedSpec: Changes = overlaid({ ...only("databricks") }, serving("databricks"));

const client = (id: string) => `service-principal:${id}`;
/** Another client than the example's. */
export const otherClient = "77777777-8888-4999-8aaa-bbbbbbbbbbbc";

/** One trial for each row of `stacks/databricks/changes.ts`. */
export const trials: readonly Trial[] = [
  { key: "databricks.live", to: { databricks: { live: "r1" } } },
  { key: "databricks.canary", to: { databricks: { canary: "r1" } } },
  {
    key: "endpoint.canaryPercent",
    from: { databricks: { canary: "r1" } },
    to: { databricks: { canary: "r1" }, endpoint: { canaryPercent: 25 } },
  },
  { key: "databricks.releases", change: "one more", to: { databricks: { releases: { r3: "3@731905264870003" } } } },
  {
    key: "databricks.releases",
    change: "one that is not live is removed",
    to: { databricks: { releases: { r1: undefined } } },
  },
  { key: "databricks.releases", change: "without the live one", to: { databricks: { releases: { r2: undefined } } } },
  { key: "databricks.workloadSize", to: { databricks: { workloadSize: "Medium" } } },
  { key: "databricks.workloadType", to: { databricks: { workloadType: "GPU_SMALL" } } },
  { key: "endpoint.p95Milliseconds", to: { endpoint: { p95Milliseconds: 250 } } },
  { key: "endpoint.errorPercent", to: { endpoint: { errorPercent: 2 } } },
  { key: "endpoint.idleHours", to: { endpoint: { idleHours: 24 } } },
  { key: "databricks.clients", to: { databricks: { clients: [client(otherClient)] } } },
  { key: "operators.databricks", to: { operators: { databricks: ["group:ml-leads"] } } },
  { key: "paused", change: "true", to: { paused: true } },
  { key: "endpoint.mode", change: "realtime to batch", to: { endpoint: { mode: "batch", schedule: "0 3 * * *" } } },
  { key: "databricks.wheelDigest", to: { databricks: { wheelDigest: `sha256:${"0123456789abcdef".repeat(4)}` } } },
  { key: "training.maxRuntimeSeconds", to: { training: { maxRuntimeSeconds: 3600 }, needs: { maxRuntime: 3600 } } },
  { key: "gate.threshold", to: { gate: { threshold: 0.9 } } },
  { key: "databricks.performanceTarget", to: { databricks: { performanceTarget: "PERFORMANCE_OPTIMIZED" } } },
  { key: "databricks.retrainSchedule", to: { databricks: { retrainSchedule: "0 4 * * 2" } } },
  { key: "budget.recipients", to: { budget: { recipients: ["money@example.com"] } } },
  {
    key: "databricks.location",
    to: { databricks: { location: { url: "s3://penguins-databricks-123456789012/another" } } },
  },
];
