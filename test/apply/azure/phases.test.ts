/**
 * A pilot's life on Azure, with the real providers: three phases, releases forth and back, and a destroy that keeps.
 */
import { serving, withImage } from "../../terraform/phases.js";
import { describeAzurePilot } from "./azure-pilot.js";

const one = serving("azure", { releases: { r1: "1" }, live: "r1" });
const two = (live: string, more: object = {}) => serving("azure", { releases: { r1: "1", r2: "2" }, live, ...more });
const group = "/subscriptions/22222222-3333-4444-8555-666666666666/resourcegroups/penguins";
const movesTraffic = expect.stringMatching(/^azapi_update_resource\.endpoint_traffic_\w+: update: body/);

describeAzurePilot("a pilot on Azure that keeps its data", {}, ({ arm, deploy, destroy, there, traffic }) => {
  test("stores, network and identities; then the pipeline; the second plan is empty each time", async () => {
    await deploy();
    expect(there(/\/onlineendpoints\//)).toEqual([]);
    const added = await deploy(withImage);
    expect(added.filter((line) => !line.endsWith(": create"))).toEqual([]);
  });

  test("a release serves, and another one starts beside it", async () => {
    await deploy(one);
    expect(traffic()).toEqual({ "rel-r1": 100 });
    const added = await deploy(two("r1"));
    expect(added).toContainEqual(expect.stringMatching(/^azapi_resource\.endpoint_\S*r2\S*: create/));
    // more machines need more quota, so it is looked up again
    const looks = /^azapi_resource_action\.quotas_/;
    const gone = added.filter(
      (line) => /: (delete|create and delete|delete and create)/.test(line) && !looks.test(line),
    );
    expect(gone).toEqual([]);
    expect(traffic()).toEqual({ "rel-r1": 100, "rel-r2": 0 });
  });

  test("a canary, live: r2 and back to r1 each move the traffic and nothing else", async () => {
    expect(await deploy(two("r1", { canary: "r2" }))).toEqual([movesTraffic]);
    expect(traffic()).toEqual({ "rel-r1": 90, "rel-r2": 10 });
    expect(await deploy(two("r2"))).toEqual([movesTraffic]);
    expect(traffic()).toEqual({ "rel-r1": 0, "rel-r2": 100 });
    expect(await deploy(two("r1"))).toEqual([movesTraffic]);
    expect(traffic()).toEqual({ "rel-r1": 100, "rel-r2": 0 });
  });

  test("a destroy ends at the lock with exit code 1; the data is there, and what bills while idle is gone", async () => {
    arm.calls.length = 0;
    const { code, output } = await destroy();
    expect([code, output]).toEqual([1, expect.stringContaining("ScopeLocked")]);
    const accounts = there(/\/storageaccounts\/penguins[0-9a-f]{8}$/);
    expect(accounts).toHaveLength(1);
    const containers = there(/\/blobservices\/default\/containers\/[^/]+$/).map((key) => key.split("/").pop());
    expect([...containers].sort()).toEqual(["artifacts", "data", "evaluation", "exports", "models"]);
    expect(there(/\/vaults\/penguins[0-9a-f]{8}$/)).toHaveLength(1);
    expect(
      there(/\/(privateendpoints|registries|machinelearningservices\/workspaces|privatednszones|components)\//),
    ).toEqual([]);
    expect(there(/\/roleassignments\//).filter((key) => key.startsWith(`${accounts[0]}/`))).toEqual([]);
    expect(there(/\/budgets\/|\/actiongroups\/penguins-told$/)).toHaveLength(2);
    // whatever points at the account goes before the lock, and nothing below it goes at all
    const calls = arm.calls.map((call) => call.toLowerCase());
    const lock = calls.findIndex((call) => call.startsWith("put ") && call.includes("/locks/keep"));
    const refused = calls.findIndex((call) => call.includes("409 scopelocked"));
    const pointing = calls
      .map((call) => /^delete .*(outboundrules\/|privateendpoints\/.*-blob|containers\/.*roleassignments\/)/.test(call))
      .lastIndexOf(true);
    expect(lock).toBeGreaterThan(pointing);
    expect(refused).toBeGreaterThan(lock);
    expect(calls.filter((call) => /^delete .*\/containers\/[^/]+ -> 2/.test(call))).toEqual([]);
  });

  test("and once the lock is lifted, a second destroy takes all of it", async () => {
    for (const lock of there(/\/locks\/keep$/)) arm.resources.delete(lock);
    const { code, output } = await destroy();
    expect([code, output]).toEqual([0, expect.stringContaining("Destroy complete")]);
    expect(there(/./).filter((key) => key.startsWith(group))).toEqual([]);
  });
});

describeAzurePilot(
  "a pilot on Azure that scores by a schedule and keeps nothing",
  { ...two("r1"), endpoint: { mode: "batch", schedule: "0 3 * * *" }, onDestroy: "delete" },
  ({ arm, deploy, destroy, there }) => {
    const batch = (live: string | null = "r1") => ({
      ...serving("azure", { live }),
      endpoint: { mode: "batch", schedule: "0 3 * * *" },
      onDestroy: "delete",
    });
    const schedules = () =>
      there(/\/schedules\/[^/]+$/).map((key) => [
        key.split("/").pop(),
        arm.resources.get(key)?.properties?.["isEnabled"],
      ]);

    test("has a schedule that is on", async () => {
      await deploy(batch());
      expect(schedules()).toEqual(expect.arrayContaining([["penguins-batch", true]]));
    });

    test("loses the schedule where nothing is live, and gets it back", async () => {
      await deploy(batch(null));
      expect(schedules().map(([name]) => name)).not.toContain("penguins-batch");
      await deploy(batch());
    });

    test("goes as a whole, and can be made again at once", async () => {
      for (const round of [1, 2]) {
        const { code, output } = await destroy();
        expect([round, code, output]).toEqual([round, 0, expect.stringContaining("Destroy complete")]);
        expect(there(/./).filter((key) => key.startsWith(group))).toEqual([]);
        if (round === 1) await deploy(batch());
      }
    });
  },
);
