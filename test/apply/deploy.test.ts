/** A pilot that keeps its data: deployed, changed and destroyed by the cdktf CLI, as its user does it. */
import { changesOf } from "../terraform/plan.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { only, succeeded, Workspace } from "../terraform/workspace.js";
import { Emulator, noEmulator } from "./emulator.js";

const stack = "aws-pilot";
const workspace = new Workspace();
workspace.synth(only("aws"));

describeUnless([...noTerraform(), ...noEmulator(), ...workspace.missing(stack)], "deploy, change and destroy", () => {
  let emulator: Emulator;
  const buckets = async () => (await emulator.contents()).filter((line) => line.startsWith("s3 buckets "));
  const keys = async () => (await emulator.contents()).filter((line) => line.startsWith("kms keys "));

  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1");
    workspace.prepare(stack, {}, emulator.provider);
  });
  afterAll(async () => {
    await emulator.stop();
    workspace.remove();
  });

  test("cdktf deploy applies the pilot and prints the next steps", async () => {
    expect(succeeded(await workspace.cdktf("deploy", stack))).toContain("next_2_upload_data");
  });

  test("a second plan shows no changes", async () => {
    expect(changesOf(await workspace.plan(stack))).toEqual([]);
  });

  test("a changed expiry is an in-place update of one resource, and cdktf deploy applies it", async () => {
    workspace.synth({ ...only("aws"), data: { retentionDays: { data: 45 } } });
    expect(changesOf(await workspace.plan(stack))).toEqual([
      "aws_s3_bucket_lifecycle_configuration.data-bucket_expiry_3C40752D: update: rule",
    ]);
    expect(succeeded(await workspace.cdktf("deploy", stack))).toContain("0 added, 1 changed, 0 destroyed");
    expect(changesOf(await workspace.plan(stack))).toEqual([]);
  });

  test("destroy with an object in the bucket fails and names it; bucket and key stay, as the ledger says", async () => {
    const bucket = "penguins-data-123456789012";
    await emulator.putObject(bucket, "data/penguins.csv", "species\n");
    const { code, output } = await workspace.cdktf("destroy", stack);
    expect([code, output]).toEqual([1, expect.stringMatching(new RegExp(`${bucket}[^]*BucketNotEmpty`))]);
    expect(await buckets()).toContain(`s3 buckets ${bucket}`);
    expect(await keys()).toEqual([expect.not.stringContaining("deletion scheduled")]);
    const boxes = workspace.stack(stack)["//"].pilot.boxes as Array<{ box: string; survives: Array<{ what: string }> }>;
    const survives = boxes.find(({ box }) => box === "data bucket")?.survives.map(({ what }) => what);
    expect(survives).toContainEqual(expect.stringMatching(new RegExp(`${bucket}.*and its key`)));
  });

  test("the emulator lacked no call", () => expect(emulator.unanswered).toEqual([]));
});
