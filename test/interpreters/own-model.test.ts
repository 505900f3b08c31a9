/** A model of one's own: from an empty folder, with another image and other data, through the synthesized pipeline. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { init } from "../../cli/init.js";
import { addPilots, loadSpecs } from "../../stacks/load.js";
import { SynthesizedStack } from "../synth.js";
import { Runner } from "./runner.js";
import { readSageMaker, runSageMaker } from "./sagemaker.js";

const bucket = "s3://houses-data-123456789012";
const own = { version: "0.0.0", files: [], bring: () => {} };
let dir: string;
let runner: Runner;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "own-model-"));
  mkdirSync(join(dir, "my-image"));
  writeFileSync(join(dir, "my-image/Dockerfile"), "FROM scratch\n");
  writeFileSync(join(dir, "my-image/house_prices.py"), readFileSync(join(__dirname, "own-model/house_prices.py")));
  init(dir, { vendor: "aws", name: "houses", owner: "ml@acme.io", imageDir: "my-image" }, own);
  runner = new Runner(join(dir, "my-image"), "/usr");
});
afterEach(() => {
  runner.dispose();
  rmSync(dir, { recursive: true });
});

/** The pipeline of the folder's spec, with an image. */
async function pipeline() {
  const file = join(dir, "pilot.yaml");
  const text = readFileSync(file, "utf8").replace(
    /^image: .*$/m,
    `image: { folder: my-image, command: [python3, -m, house_prices], digest: "sha256:${"a1".repeat(32)}" }\n` +
      "gate: { metric: r2, threshold: 0.8 }\n" +
      "data: { sample: data/houses.csv }\n" +
      "steps: { prepare: { volumeGiB: 200, maxRuntimeSeconds: 7200 } }",
  );
  writeFileSync(file, text);
  const app = new App({ outdir: join(dir, "out") });
  await addPilots(app, await loadSpecs([file]));
  const stack = app.node.tryFindChild("houses-aws");
  if (!TerraformStack.isStack(stack)) throw new Error("the folder's spec makes no stack");
  return new SynthesizedStack(stack).json;
}

/** Houses whose price follows their area, or does not. */
function upload(price: (area: number) => number): void {
  const rows = Array.from({ length: 60 }, (_, at) => `${40 + at},${price(40 + at)}`);
  mkdirSync(join(dir, "data"), { recursive: true });
  writeFileSync(join(dir, "data/houses.csv"), `area,price\n${rows.join("\n")}\n`);
  runner.upload(join(dir, "data/houses.csv"), `${bucket}/data/houses.csv`);
}

test("a regression that explains the prices is registered, and waits for approval", async () => {
  upload((area) => 3000 * area + (area % 7) * 500);
  const outcome = await runSageMaker(readSageMaker(await pipeline(), "pipeline"), runner);
  expect(outcome).toMatchObject({
    ran: ["probe", "prepare", "train", "evaluate", "gate", "register"],
    ended: "succeeded",
    registered: { ModelPackageGroupName: "houses-models" },
  });
  const found = JSON.parse(runner.read(`${bucket}/evaluation/runs/k2x9c4v7w1zp/evaluation/evaluation.json`));
  expect(found.metrics.r2.value).toBeGreaterThan(0.99);
});

test("one that does not is stopped by the gate, by its own metric", async () => {
  upload((area) => (area % 7) * 500);
  const outcome = await runSageMaker(readSageMaker(await pipeline(), "pipeline"), runner);
  expect(outcome).toMatchObject({ ended: "failed", message: "r2 is below 0.8 in run k2x9c4v7w1zp" });
});

test("the runbook names the folder's own paths", async () => {
  const { output } = (await pipeline()) as unknown as { output: Record<string, { value: string }> };
  expect(output["next_1_push_image"]?.value).toContain(' --tag "$IMAGE" my-image && docker buildx imagetools ');
  expect(output["next_2_upload_data"]?.value).toContain("aws s3 cp data/houses.csv ");
});
