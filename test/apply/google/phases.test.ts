/** The real provider on the fake: three phases, releases forth and back, destroy, and a deploy after it. */
import { serving, withImage } from "../../terraform/phases.js";
import { describeUnless } from "../../terraform/skip.js";
import type { Json } from "./fake/world.js";
import { GooglePilot, notHere, stack } from "./google-pilot.js";

describeUnless(notHere(), "google: apply", () => {
  const pilot = new GooglePilot();
  const { fake, workspace } = pilot;
  beforeAll(() => pilot.start());
  afterAll(() => pilot.stop());

  const endpointPath = () => [...fake.things.keys()].find((path) => /\/endpoints\/\d+$/.test(path)) ?? "";
  const attachmentPath = () => [...fake.things.keys()].find((path) => path.includes("/networkAttachments/")) ?? "";
  const deployed = (models: readonly Json[]) =>
    Object.assign(fake.things.get(endpointPath()) ?? {}, { deployedModels: models });

  /** Applies; the plan after it must be empty. Returns what was changed. */
  async function deploy(changes: object): Promise<readonly string[]> {
    await pilot.to(changes);
    const changed = await workspace.apply(stack);
    expect(await workspace.changes(stack)).toEqual([]);
    return changed;
  }

  test("stores, network and identities; then the pipeline", async () => {
    await deploy({});
    expect(await deploy(withImage)).toEqual(expect.arrayContaining(["google_workflows_workflow.pipeline: create"]));
  });

  test("a release, another one, and back: the second plan is empty each time, and no address changes", async () => {
    await deploy(serving("google", { releases: { r1: "1" }, live: "r1" }));
    deployed([{ id: "77" }]);
    const source = /^google_workflows_workflow\.endpoint_release_\w+: update: .*source_contents/;
    const two = { releases: { r1: "1", r2: "2" } };
    for (const live of ["r2", "r1"]) {
      const changed = await deploy(serving("google", { ...two, live }));
      expect(changed.filter((line) => !line.startsWith("output "))).toEqual([expect.stringMatching(source)]);
    }
  });

  test("a new service attachment changes the rule of the address and nothing else", async () => {
    const attachment = (name: string) => ({
      ...{ releases: { r1: "1", r2: "2" }, live: "r1" },
      serviceAttachment: `projects/x/regions/europe-west4/serviceAttachments/${name}`,
    });
    await deploy(serving("google", attachment("one")));
    const changed = await deploy(serving("google", attachment("two")));
    expect(changed.filter((line) => !line.startsWith("output "))).toEqual([
      expect.stringMatching(/^google_compute_forwarding_rule\.endpoint_address_\w+: update: target$/),
    ]);
  });

  test("destroy stops at a deployed model and keeps its guards, then at an attachment in use, and ends an hour later", async () => {
    fake.usedAt.set(attachmentPath(), fake.now());
    const stopped = await workspace.run(stack, "destroy", "-no-color", "-auto-approve");
    expect(stopped.code).toBe(1);
    expect(stopped.output).toContain("You must undeploy all of them first");
    expect(fake.leftovers()).toEqual(
      expect.arrayContaining([expect.stringMatching(/\/workflows\/penguins-endpoint-undeploy$/)]),
    );
    deployed([]);
    const inUse = await workspace.run(stack, "destroy", "-no-color", "-auto-approve");
    expect(inUse.output).toMatch(/networkAttachments\/.* is already being used/);
    fake.usedAt.clear();
    await workspace.terraform(stack, "destroy", "-no-color", "-auto-approve");
    // Key rings and keys stay for ever, and so do the project's services.
    expect(fake.leftovers().filter((path) => !path.includes("/keyRings/"))).toEqual([]);
    expect(fake.unknown).toEqual([]);
  });
});
