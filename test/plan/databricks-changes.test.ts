/**
 * Each row of the changes in a workspace, walked there and back in synthesized stacks: what the provider would replace,
 * and whether a review sees the change. The real provider is in `test/changes/databricks.test.ts`, where it is found.
 */
import { parse, stringify } from "yaml";
import { specRows } from "../../review/analysis/spec-rows.js";
import { stackOf as readStack } from "../../review/read/stack.js";
import { changes } from "../../stacks/databricks/changes.js";
import { follow } from "../../stacks/pointer.js";
import { deployedSpec, trials } from "../changes/databricks.js";
import { nameOf } from "../changes/walk.js";
import { type SynthesizedStack, synthesizePilot } from "../synth.js";
import { type Changes, overlaid } from "../terraform/workspace.js";

/** Arguments whose change makes provider 1.99.0 replace the resource: its source, `ForceNew` of each type. */
const replacing: Readonly<Record<string, readonly string[]>> = {
  databricks_catalog: ["/storage_root"],
  databricks_external_location: ["/name"],
  databricks_grant: ["/principal", "/catalog", "/schema", "/volume", "/model"],
  databricks_mlflow_experiment: ["/artifact_location"],
  databricks_model_serving: ["/name", "/route_optimized"],
  databricks_permissions: ["/job_id", "/serving_endpoint_id", "/cluster_policy_id", "/experiment_id"],
  databricks_registered_model: ["/name", "/catalog_name", "/schema_name", "/storage_location"],
  databricks_schema: ["/name", "/catalog_name", "/storage_root"],
  databricks_service_principal: ["/application_id"],
  databricks_volume: ["/catalog_name", "/schema_name", "/volume_type", "/storage_location"],
};

async function stackOf(changed: Changes = {}): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("databricks", (input) => {
    const spec = overlaid(overlaid(input as Changes, deployedSpec), changed);
    for (const key of Object.keys(input)) delete (input as Record<string, unknown>)[key];
    // as in a file: what is undefined is not there
    Object.assign(input, parse(stringify(spec)));
  });
  if (stack === undefined) throw new Error("the example has no databricks block");
  return stack;
}

type Row = Pick<(typeof changes)[number], "key" | "change">;
function trialOf(row: Row): (typeof trials)[number] {
  const found = trials.find((trial) => nameOf(trial) === nameOf(row));
  if (found === undefined) throw new Error(`${nameOf(row)} is not tried`);
  return found;
}

/** What goes or is replaced, by address. */
function gone(from: SynthesizedStack, to: SynthesizedStack): readonly string[] {
  const after = new Map(to.resources.map(({ address, arguments: given }) => [address, given]));
  return from.resources.flatMap(({ address, type, arguments: given }) => {
    if (address.startsWith("data.")) return [];
    const other = after.get(address);
    if (other === undefined) return [`${address} is destroyed`];
    const changed = (replacing[type] ?? []).filter(
      (pointer) => JSON.stringify(follow(given, pointer)) !== JSON.stringify(follow(other, pointer)),
    );
    return changed.length > 0 ? [`${address} is replaced for ${changed.join(", ")}`] : [];
  });
}

const read = (stack: SynthesizedStack) => readStack("penguins-databricks", "f", structuredClone(stack.json));

test("every row is walked, and every walk is a row", () => {
  expect(trials.map(nameOf).sort()).toEqual(changes.map(nameOf).sort());
});

test("databricks.releases: the check refuses a list without the live release", async () => {
  const refused = stackOf(trialOf({ key: "databricks.releases", change: "without the live one" }).to);
  await expect(refused).rejects.toThrow(/r2.* is not one of the releases/);
});

const walked = changes.filter(({ how }) => how !== "refused");

test.each(walked.map((row) => [nameOf(row), row] as const))("%s: a review sees that row", async (_, row) => {
  const { from = {}, to } = trialOf(row);
  const rows = specRows(read(await stackOf(from)), read(await stackOf(to)));
  expect(rows.map(nameOf)).toContain(nameOf(row));
});

/** What a row itself says that goes. */
const says: Readonly<Record<string, RegExp>> = {
  "operators.databricks": /^databricks_grant\.\S+operator\S+ is destroyed$/,
};

test.each(
  walked
    .filter(({ how }) => how === "in place" || how === "beside, then switched")
    .map((row) => [nameOf(row), row] as const),
)("%s: nothing that serves or holds data goes, there and back", async (name, row) => {
  const trial = trialOf(row);
  const [from, to] = [await stackOf(trial.from), await stackOf(trial.to)];
  const lines = gone(from, to).filter((line) => says[name]?.test(line) !== true);
  // what comes on the way there goes on the way back
  const came = new Set(to.resources.map(({ address }) => address));
  for (const { address } of from.resources) came.delete(address);
  const back = gone(to, from).filter((line) => !came.has(line.split(" ")[0] ?? ""));
  expect([...lines, ...back]).toEqual([]);
});

test.each([
  ["paused", "true"],
  ["endpoint.mode", "realtime to batch"],
])("%s, %s: the endpoint goes with what hangs on it, and nothing else", async (key, change) => {
  const lines = gone(await stackOf(), await stackOf(trialOf({ key, change }).to));
  expect(lines).toContain("databricks_model_serving.endpoint is destroyed");
  const along = /^databricks_(model_serving\.endpoint|permissions\.endpoint\S*|alert_v2\.dashboard\S*) is destroyed$/;
  expect(lines.filter((line) => !along.test(line))).toEqual([]);
});

test.each([
  ["that this stack makes", {}],
  ["that exists", { databricks: { location: { credential: undefined } } }],
])("databricks.location: a review sees it at a location %s", async (_, from) => {
  const { to } = trialOf({ key: "databricks.location" });
  const rows = specRows(read(await stackOf(from)), read(await stackOf(overlaid(from, to))));
  expect(rows.map(nameOf)).toContain("databricks.location");
});
