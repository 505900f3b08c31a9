/** The three deploys of a pilot in order, a changed limit, and the pause. */
import { serving, withImage } from "../terraform/phases.js";
import { describePilot, stack } from "./aws-pilot.js";

describePilot("phases 0, 1 and 2", {}, ({ workspace, emulator, synth }) => {
  const scaling = "application-autoscaling targets ";
  const noChanges = async () => expect(await workspace.changes(stack)).toEqual([]);
  const things = async (kind: string) => (await emulator().contents()).filter((line) => line.startsWith(kind));

  test("phase 0 applies: stores, network and image repository, no pipeline and no endpoint", async () => {
    await workspace.terraform(stack, "init");
    await workspace.apply(stack);
    await noChanges();
    expect(await things("ecr repositories")).toEqual(["ecr repositories penguins/image"]);
    expect([await things("sagemaker pipelines "), await things("sagemaker endpoints ")]).toEqual([[], []]);
  });

  test("phase 1 adds the pipeline and replaces nothing", async () => {
    synth(withImage);
    const changes = await workspace.apply(stack, "settled");
    expect(changes).toContain("aws_sagemaker_pipeline.pipeline: create");
    expect(changes.filter((change) => change.includes("delete"))).toEqual([]);
    await noChanges();
  });

  test("phase 2 adds the endpoint and replaces nothing", async () => {
    synth(serving("aws"));
    const changes = await workspace.apply(stack, "settled");
    expect(changes).toContain("aws_sagemaker_endpoint.endpoint: create");
    expect(changes.filter((change) => change.includes("delete"))).toEqual([]);
    await noChanges();
    expect([(await things("sagemaker endpoints ")).length, (await things(scaling)).length]).toEqual([1, 1]);
  });

  test("changed limits are in-place updates", async () => {
    synth({ ...serving("aws"), training: { maxRuntimeSeconds: 3600 }, endpoint: { maxReplicas: 3 } });
    const changes = await workspace.apply(stack, "settled");
    expect(changes.length).toBeGreaterThan(1);
    expect(changes.filter((change) => !change.includes(": update: "))).toEqual([]);
    await noChanges();
  });

  test("paused leaves no endpoint, no scaling, and no meter that runs while idle but the stores'", async () => {
    synth({ ...serving("aws"), paused: true });
    await workspace.apply(stack, "settled");
    await noChanges();
    expect([await things("sagemaker endpoints "), await things(scaling)]).toEqual([[], []]);
    const { boxes } = workspace.stack(stack)["//"].pilot;
    const idle = (boxes as Array<{ box: string; meter: { whileIdle: boolean } | null }>)
      .filter(({ meter }) => meter?.whileIdle)
      .map(({ box }) => box);
    expect(idle).toEqual(["data bucket", "training job"]);
  });
});
