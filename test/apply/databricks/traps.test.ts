/**
 * What provider 1.99.0 does wrong, or the platform refuses, where a stack is written in another way than this one: each
 * is seen to happen in a changed stack, and not in the stack as it is.
 */
import { serving } from "../../terraform/phases.js";
import { type DatabricksPilot, describeDatabricks, modelName, stack } from "./databricks-pilot.js";
import { deployer } from "./fake/databricks.js";
import { type Json, listAt } from "./fake/world.js";

const spec = serving("databricks", { releases: { r1: "1", r2: "2" }, live: "r1" });

/** Brings a pilot to where two releases are listed, and one serves. */
async function serve(pilot: DatabricksPilot): Promise<void> {
  await pilot.deploy();
  pilot.giveRole();
  for (const version of [pilot.register(), pilot.register()]) pilot.approve(version);
  await pilot.deploy(spec);
}

/** Changes the arguments of one resource of the synthesized stack. */
function change(pilot: DatabricksPilot, type: string, id: string, how: (given: Json) => void): void {
  const json = pilot.workspace.stack(stack);
  const all = json.resource[type] as Record<string, Json>;
  const name = Object.keys(all).find((each) => each === id || each.startsWith(`${id}_`));
  if (name === undefined) throw new Error(`${type}.${id} is not there`);
  how(all[name] as Json);
  pilot.workspace.write(stack, json);
}

/** The bodies that were taken since, of calls that match. */
const sentSince = (pilot: DatabricksPilot, from: number, pattern: RegExp): readonly Json[] =>
  pilot.fake.bodies.slice(from).flatMap(([call, body]) => (pattern.test(call) ? [body] : []));

describeDatabricks("traps of a pilot in a workspace", [stack], (pilot) => {
  const { fake, workspace } = pilot;
  const apply = () => workspace.run(stack, "apply", "-no-color", "-auto-approve");
  beforeAll(() => serve(pilot));
  /** The stack as it is, over whatever a test left: the plan after it is empty. */
  const restore = () => pilot.deploy(spec);

  test("a destroyed MANAGED volume takes its files along; this stack's are EXTERNAL", async () => {
    pilot.writeData();
    const volumes = pilot.there(/^volumes\//).map((key) => fake.things.get(key)?.["volume_type"]);
    expect(new Set(volumes)).toEqual(new Set(["EXTERNAL"]));
    const changed = (how: (given: Json) => void) =>
      change(pilot, "databricks_volume", "data-bucket_volume-exports", how);
    changed((given) => {
      given["volume_type"] = "MANAGED";
      delete given["storage_location"];
    });
    await workspace.apply(stack);
    const managed = fake.things.get("volumes/penguins.pilot.exports")?.["storage_location"];
    fake.files.set(`${managed}/file`, "somebody's");
    await restore();
    expect(
      [...fake.files.keys()].filter((url) => url.includes("/exports/") || url.startsWith(String(managed))),
    ).toEqual(["s3://penguins-databricks-123456789012/pilot/exports/file"]);
  });

  test("tasks in another order differ at every plan", async () => {
    change(pilot, "databricks_job", "pipeline", (given) => {
      given["task"] = [...listAt(given, "task")].reverse();
    });
    await workspace.apply(stack);
    expect(await workspace.changes(stack)).toEqual([expect.stringMatching(/^databricks_job\.pipeline: update: task$/)]);
    await restore();
  });

  test("retries of 0 are not sent, so what keeps serverless from its own retries is another argument", async () => {
    const from = fake.bodies.length;
    change(pilot, "databricks_job", "pipeline", (given) => {
      for (const task of listAt(given, "task")) task["max_retries"] = 0;
    });
    await workspace.apply(stack);
    const [reset] = sentSince(pilot, from, /jobs\/reset$/);
    const tasks = listAt(reset, "new_settings", "tasks");
    expect(tasks.length).toBeGreaterThan(5);
    for (const task of tasks) {
      expect(task).not.toHaveProperty("max_retries");
      expect(task["disable_auto_optimization"]).toBe(true);
    }
    await restore();
  });

  test("scale_to_zero_enabled: false is never sent, and the platform refuses what is undefined", async () => {
    change(pilot, "databricks_model_serving", "endpoint", (given) => {
      for (const entity of listAt(given, "config", "served_entities")) entity["scale_to_zero_enabled"] = false;
    });
    const { code, output } = await apply();
    expect([code, output]).toEqual([1, expect.stringContaining("scaleToZeroEnabled is undefined")]);
    await restore();
  });

  test.each([
    ["description", "the pilot's"],
    ["budget_policy_id", "99999999-aaaa-4bbb-8ccc-dddddddddddd"],
    ["email_notifications", { on_update_failure: ["ml@example.com"] }],
  ])("a changed %s of an endpoint sends nothing, so the stack has none", async (argument, value) => {
    const [given] = Object.values<Json>(workspace.stack(stack).resource.databricks_model_serving);
    expect(given).not.toHaveProperty(argument);
    const from = fake.changes.length;
    change(pilot, "databricks_model_serving", "endpoint", (endpoint) => {
      endpoint[argument] = value;
    });
    expect(await workspace.apply(stack)).toEqual([expect.stringContaining(`update: ${argument}`)]);
    expect(fake.changes.slice(from)).toEqual([]);
    await workspace.terraform(stack, "refresh", "-no-color");
    await restore();
  });

  test("another name makes a new endpoint, so a spec has no key for it", async () => {
    change(pilot, "databricks_model_serving", "endpoint", (endpoint) => {
      endpoint["name"] = "pelicans-endpoint";
    });
    expect(await workspace.changes(stack)).toContainEqual(
      expect.stringMatching(/^databricks_model_serving\.endpoint: delete and create: .*\bname\b/),
    );
    await restore();
  });

  test("two grants for one pair overwrite each other, and this stack has one for each", async () => {
    const pairs = Object.values<Json>(workspace.stack(stack).resource.databricks_grant).map(
      ({ privileges: _, depends_on: __, ...pair }) => JSON.stringify(pair),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    const json = workspace.stack(stack);
    const pair = { volume: "penguins.pilot.data", principal: "ml-operators" };
    json.resource.databricks_grant.second = {
      ...pair,
      privileges: ["READ_VOLUME"],
      depends_on: ["databricks_job.pipeline"],
    };
    workspace.write(stack, json);
    await workspace.apply(stack);
    expect(await workspace.changes(stack)).not.toEqual([]);
    // a destroy of the second one would wait for the first one, and the other way round, until both give up
    await workspace.terraform(stack, "state", "rm", "databricks_grant.second");
    await restore();
    expect(fake.privileges.get("volume/penguins.pilot.data")?.get("ml-operators")).toEqual(
      new Set(["READ_VOLUME", "WRITE_VOLUME"]),
    );
  });

  test("permissions that name the deployer as anything but the owner are refused", async () => {
    change(pilot, "databricks_permissions", "pipeline_permissions", (given) => {
      (given["access_control"] as Json[]).push({ service_principal_name: deployer, permission_level: "CAN_MANAGE" });
    });
    const { code, output } = await apply();
    expect([code, output]).toEqual([1, expect.stringContaining("The job must have exactly one owner")]);
    await restore();
  });

  test("the provider makes the deployer the owner of the job, and whoever else is listed gets no more", async () => {
    const [, list = []] = [...fake.permissions].find(([object]) => object.startsWith("jobs/")) ?? [];
    expect(list).toEqual([
      { group_name: "ml-operators", permission_level: "CAN_MANAGE_RUN" },
      { service_principal_name: deployer, permission_level: "IS_OWNER" },
    ]);
  });

  test("an alias that somebody sets changes nothing, and one that is taken away fails the next plan", async () => {
    expect(await workspace.changes(stack)).toEqual([]);
    fake.things.delete(`aliases/${modelName}/approved-1`);
    expect(await workspace.refusal(stack)).toContain("Release r1 is version 1, which nobody has approved");
    pilot.approve(1);
    await restore();
  });

  test("the endpoint runs as who made it: without EXECUTE on the model no configuration is taken", async () => {
    const held = fake.privileges.get(`function/${modelName}`);
    const kept = held?.get(deployer);
    held?.set(deployer, new Set());
    await pilot.to(stack, serving("databricks", { releases: { r1: "1", r2: "2" }, live: "r2" }));
    // the grant of the stack comes back in the same apply, and the endpoint waits for it
    expect(await workspace.apply(stack)).toEqual([
      expect.stringMatching(/^databricks_grant\.model-registry_deployer-model_\w+: create$/),
      expect.stringMatching(/^databricks_model_serving\.endpoint: update: config$/),
    ]);
    expect(held?.get(deployer)).toEqual(kept);
    await restore();
  });

  test("an argument that comes back although it was left out is an inconsistent result", async () => {
    change(pilot, "databricks_alert_v2", "dashboard_p95", (given) => {
      delete given["parent_path"];
      given["display_name"] = "another";
    });
    const { code, output } = await apply();
    expect([code, output]).toEqual([1, expect.stringContaining(".parent_path: was null, but now")]);
    await restore();
  });
});

describeDatabricks("an endpoint whose gateway is taken away", [stack], (pilot) => {
  beforeAll(() => serve(pilot));

  test("ends the provider, and the plan after it says nothing: the stack always has one", async () => {
    const { workspace } = pilot;
    const [given] = Object.values<Json>(workspace.stack(stack).resource.databricks_model_serving);
    expect(given).toHaveProperty("ai_gateway.inference_table_config.enabled", true);
    change(pilot, "databricks_model_serving", "endpoint", (endpoint) => {
      delete endpoint["ai_gateway"];
    });
    workspace.detach();
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringMatching(/Plugin did not respond|panic/)]);
  });
});
