/** A pilot's life in a workspace, with the real provider: three phases, releases forth and back, and a destroy. */
import { serving, withImage } from "../../terraform/phases.js";
import type { Changes } from "../../terraform/workspace.js";
import { describeDatabricks, modelName, stack } from "./databricks-pilot.js";
import { deployer, tokenOf } from "./fake/databricks.js";

const releases = (live: string, listed: Record<string, string>, more: Changes = {}) =>
  serving("databricks", { releases: listed, live, ...more });
const one = releases("r1", { r1: "1" });
const two = (live: string, more?: Changes) => releases(live, { r1: "1", r2: "2" }, more);
const movesTraffic = expect.stringMatching(/^databricks_model_serving\.endpoint: update: config$/);

describeDatabricks("a pilot in a workspace", [stack], (pilot) => {
  const { fake, workspace } = pilot;

  test.each([
    ["of the first phase", {}],
    ["with everything that a pilot ever has", serving("databricks")],
  ])("a first plan %s asks Databricks for nothing, and needs nobody who signs in", async (_, changes) => {
    pilot.synth(changes);
    await pilot.prepare(stack, "nobody");
    await workspace.plan(stack);
    expect(fake.calls).toEqual([]);
  });

  test("stores, identities and the model; the second plan is empty", async () => {
    await pilot.deploy();
    // a new catalog loses its schema `default`
    expect(pilot.there(/^(catalogs|schemas|volumes|models|jobs|endpoints)\//)).toEqual([
      "catalogs/penguins",
      `models/${modelName}`,
      "schemas/penguins.pilot",
      ...["artifacts", "data", "evaluation", "exports", "models", "packages"].map(
        (prefix) => `volumes/penguins.pilot.${prefix}`,
      ),
    ]);
    expect(fake.things.get(`models/${modelName}`)?.["owner"]).toBe("ml-approvers");
  });

  test("no job runs as the training principal without the role that `deployer` names", async () => {
    await pilot.to(stack, withImage);
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("does not have permission to use service principal")]);
    expect(pilot.there(/^jobs\//)).toEqual([]);
    pilot.giveRole();
    expect(await pilot.deploy(withImage)).toEqual([
      "databricks_job.pipeline: create",
      expect.stringMatching(/^databricks_permissions\.pipeline_permissions_\w+: create$/),
    ]);
  });

  test("a release that nobody has approved fails the plan with the command, and nothing is changed", async () => {
    expect(pilot.register()).toBe(1);
    const before = fake.changes.length;
    await pilot.to(stack, one);
    expect(await workspace.refusal(stack)).toContain(
      `databricks registered-models set-alias ${modelName} approved-1 1`,
    );
    expect(fake.changes.slice(before)).toEqual([]);
  });

  test("an approved release serves, and another one is added beside it", async () => {
    pilot.approve(1);
    await pilot.deploy(one);
    expect(pilot.shares()).toEqual({ r1: 100 });
    pilot.register();
    pilot.approve(2);
    expect(await pilot.deploy(two("r1"))).toEqual([movesTraffic]);
    expect(pilot.shares()).toEqual({ r1: 100, r2: 0 });
  });

  test("a canary, live: r2 and back to r1 each move the traffic and nothing else", async () => {
    expect(await pilot.deploy(two("r1", { canary: "r2" }))).toEqual([movesTraffic]);
    expect(pilot.shares()).toEqual({ r1: 90, r2: 10 });
    expect(await pilot.deploy(two("r2"))).toEqual([movesTraffic]);
    expect(pilot.shares()).toEqual({ r1: 0, r2: 100 });
    expect(await pilot.deploy(two("r1"))).toEqual([movesTraffic]);
    expect(pilot.shares()).toEqual({ r1: 100, r2: 0 });
  });

  test("a release that does not come up fails the apply, and live set back plans nothing", async () => {
    pilot.register();
    pilot.approve(3);
    fake.settings.failing.add(`${modelName}/3`);
    await pilot.to(stack, releases("r3", { r1: "1", r2: "2", r3: "3" }));
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("UPDATE_FAILED")]);
    expect(pilot.shares()).toEqual({ r1: 100, r2: 0 });
    await pilot.to(stack, two("r1"));
    expect(await workspace.changes(stack)).toEqual([]);
    fake.settings.failing.clear();
  });

  test("an update in progress refuses another one, and lets it pass when it is over", async () => {
    const config = {
      served_entities: [
        {
          ...{ name: "r1", entity_name: modelName, entity_version: "1" },
          ...{ workload_size: "Small", scale_to_zero_enabled: true },
        },
      ],
      traffic_config: { routes: [{ served_model_name: "r1", traffic_percentage: 100 }] },
    };
    fake.settings.deploymentSeconds = 3600;
    expect(fake.ask(deployer, "PUT", "/api/2.0/serving-endpoints/penguins-endpoint/config", config)[0]).toBe(200);
    await pilot.to(stack, two("r2"));
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("has an update in progress")]);
    fake.settings.deploymentSeconds = 0;
    Object.assign(pilot.endpoint() ?? {}, { until: 0 });
    await pilot.deploy(two("r1"));
    expect(pilot.shares()).toEqual({ r1: 100, r2: 0 });
  });

  test("the apply waits while the platform deploys", async () => {
    fake.settings.deploymentSeconds = 1;
    fake.calls.length = 0;
    await pilot.deploy(two("r2"));
    fake.settings.deploymentSeconds = 0;
    const put = fake.calls.findIndex((call) => call.startsWith("PUT /api/2.0/serving-endpoints/"));
    const asked = fake.calls.slice(put).filter((call) => call.startsWith("GET /api/2.0/serving-endpoints/penguins"));
    expect(asked.length).toBeGreaterThan(1);
    expect(pilot.shares()).toEqual({ r1: 0, r2: 100 });
  });

  test("the state holds no token", async () => {
    const state = await workspace.terraform(stack, "state", "pull");
    expect(state).toContain("databricks_model_serving");
    expect(state).not.toContain(tokenOf(deployer).slice(0, 12));
    expect(state).not.toMatch(/"[^"\\]*(token|secret|password)[^"\\]*": *"[^"]/i);
  });

  test("a destroy ends at what holds versions and requests; what bills is gone, and no file is", async () => {
    pilot.writeData();
    const { code, output } = await pilot.destroy();
    expect([code, output]).toEqual([1, expect.stringContaining("The function has 3 model versions(s)")]);
    expect(pilot.there(/^(jobs|endpoints|alerts|volumes)\//)).toEqual([]);
    expect(pilot.there(/^(catalogs|schemas|models|tables)\//)).toEqual([
      "catalogs/penguins",
      `models/${modelName}`,
      "schemas/penguins.pilot",
      "tables/penguins.pilot.penguins_endpoint_payload",
    ]);
    expect(fake.files.size).toBe(6);
  });

  test("and with the versions and the table gone, a second destroy takes all but the files", async () => {
    for (const key of pilot.there(/^(versions|aliases)\//)) fake.things.delete(key);
    const stopped = await pilot.destroy();
    expect([stopped.code, stopped.output]).toEqual([1, expect.stringContaining("The schema has 1 tables(s)")]);
    for (const key of pilot.there(/^tables\//)) fake.things.delete(key);
    const { code, output } = await pilot.destroy();
    expect([code, output]).toEqual([0, expect.stringContaining("Destroy complete")]);
    expect(pilot.there(/^(catalogs|schemas|models|volumes|locations|jobs|endpoints|alerts)\//)).toEqual([]);
    expect([fake.files.size, pilot.training]).toEqual([6, ""]);
  });

  test("it can be deployed again at once", async () => {
    await pilot.deploy();
    expect((await pilot.destroy()).code).toBe(0);
  });
});
