/** A model of one's own: from an empty folder, with another image and other data, through each synthesized pipeline. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { init } from "../../cli/init.js";
import { partsOf } from "../../stacks/add-part.js";
import { readSageMaker, runSageMaker } from "../../stacks/aws/rehearsal/pipeline.js";
import { readAzureMl, runAzureMl } from "../../stacks/azure/rehearsal/pipeline.js";
import { readVertex, runVertex } from "../../stacks/google/rehearsal/pipeline.js";
import { rehearsal as cluster } from "../../stacks/kubernetes/rehearsal.js";
import { addPilots, loadSpecs } from "../../stacks/load.js";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import type { Outcome } from "../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { temporaryFolder } from "../scratch.js";
import { SynthesizedStack } from "../synth.js";
import { environmentOf, exampleLock } from "./environments.js";
import { startMlflow } from "./mlflow.js";
import { Runner } from "./runner.js";

/** How a platform runs the pipeline, and where it puts things. */
interface Platform {
  /** The bucket or account of the folder's spec, as URIs begin. */
  readonly bucket: string;
  readonly run: (json: Synthesized, runner: Runner) => Promise<Outcome>;
  readonly ran: readonly string[];
  /** The measurement of a run that succeeded. */
  readonly evaluation: string;
  /** What is registered. */
  readonly registered: object;
  /** What is said of a model below the gate. */
  readonly refused: RegExp;
  /** The environment of an image that registers its models itself. @default - one without a package */
  readonly python?: () => string;
  /** What the image does more there. @default - it is the same image everywhere */
  readonly image?: (source: string) => string;
}

/** Where MLflow runs for all tests of this file, once one asks for it. */
let registry: { readonly host: Runner; readonly url: Promise<string> } | undefined;
afterAll(() => registry?.host.dispose());

function registryOf(json: Synthesized): Promise<string> {
  if (registry === undefined) {
    const host = new Runner();
    registry = { host, url: startMlflow(host, json) };
  }
  return registry.url;
}

const platforms: Readonly<Partial<Record<PlatformId, Platform>>> = {
  aws: {
    bucket: "s3://houses-data-123456789012",
    run: (json, runner) => runSageMaker(readSageMaker(json, "pipeline"), runner),
    ran: ["probe", "prepare", "train", "evaluate", "gate", "register"],
    evaluation: "evaluation/runs/k2x9c4v7w1zp/evaluation/evaluation.json",
    registered: { ModelPackageGroupName: "houses-models" },
    refused: /^r2 is below 0\.8 in run k2x9c4v7w1zp$/,
  },
  google: {
    bucket: "gs://houses-data-my-project",
    run: (json, runner) => runVertex(readVertex(json, "pipeline"), runner, { parent_model: "" }),
    ran: ["import-data", "probe", "prepare", "train", "evaluate", "gate", "register"],
    evaluation: "evaluation/pipeline-4f1c/evaluate/evaluation/evaluation.json",
    registered: { display_name: "houses-model" },
    refused: /^gate: -?0\.\d+(e-\d+)? >= 0\.8$/,
  },
  azure: {
    bucket: "https://houses22363e10.blob.core.windows.net",
    run: (json, runner) => runAzureMl(readAzureMl(json, "pipeline"), runner),
    ran: ["probe", "prepare", "train", "evaluate", "gate"],
    evaluation: "evaluation/runs/evaluate/evaluation/evaluation.json",
    registered: { name: "houses-models", type: "custom_model" },
    refused: /gate: r2 -?0\.\d+(e-\d+)? is below 0\.8$/,
  },
  kubernetes: {
    bucket: "s3://my-bucket",
    run: async (json, runner) =>
      cluster.run(json, { host: runner, id: "k2x9c", registered: 0, companion: await registryOf(json) }),
    ran: ["probe", "prepare", "train", "evaluate", "gate", "register"],
    evaluation: "evaluation/houses-pipeline-k2x9c/evaluation/evaluation.json",
    registered: { name: "houses", version: "1", tags: { run: "houses-pipeline-k2x9c", approval: "pending" } },
    refused: /gate: r2 -?0\.\d+(e-\d+)? is below 0\.8$/,
    // the step register has MLflow's client in the image
    image: (source) => source.replace(copied, `${copied}\n    (result("approved") / "manifest.json").write_text("{}")`),
    python: () => environmentOf("example", exampleLock),
  },
};

/** The last line of the image's gate. */
const copied = 'shutil.copytree(given("model"), result("approved"), dirs_exist_ok=True)';

const own = { version: "0.0.0", files: [], bring: () => {} };
const dir = temporaryFolder("own-model");
const program = join(__dirname, "own-model/house_prices.py");
let app: App;
let runner: Runner;

beforeAll(async () => {
  mkdirSync(join(dir, "my-image"));
  writeFileSync(join(dir, "my-image/Dockerfile"), "FROM scratch\n");
  init(
    dir,
    { platform: Object.keys(platforms).join(), name: "houses", owner: "ml@acme.io", imageDir: "my-image" },
    own,
  );
  const file = join(dir, "pilot.yaml");
  const text = readFileSync(file, "utf8").replace(
    /^image: .*$/m,
    `image: { folder: my-image, command: [python3, -m, house_prices], digest: "sha256:${"a1".repeat(32)}" }\n` +
      "gate: { metric: r2, threshold: 0.8 }\n" +
      "data: { sample: data/houses.csv }\n" +
      "steps: { prepare: { volumeGiB: 200, maxRuntimeSeconds: 7200 } }",
  );
  writeFileSync(file, text);
  app = new App({ outdir: join(dir, "out") });
  await addPilots(app, await loadSpecs([file]));
});
beforeEach(() => writeFileSync(join(dir, "my-image/house_prices.py"), readFileSync(program)));
afterEach(() => runner?.dispose());

/** The stack of the folder's spec, with an image; its JSON is made once. */
const stacks = new Map<PlatformId, SynthesizedStack>();
function stackOf(id: PlatformId): Synthesized {
  const stack = app.node.tryFindChild(`houses-${id}`);
  if (!TerraformStack.isStack(stack)) throw new Error("the folder's spec makes no stack");
  const made = stacks.get(id) ?? new SynthesizedStack(stack, partsOf(stack));
  stacks.set(id, made);
  return made.json;
}

/** Houses whose price follows their area, or does not. */
function upload(bucket: string, price: (area: number) => number): void {
  const rows = Array.from({ length: 60 }, (_, at) => `${40 + at},${price(40 + at)}`);
  mkdirSync(join(dir, "data"), { recursive: true });
  writeFileSync(join(dir, "data/houses.csv"), `area,price\n${rows.join("\n")}\n`);
  runner.upload(join(dir, "data/houses.csv"), `${bucket}/data/houses.csv`);
}

describe.each(Object.entries(platforms) as ReadonlyArray<[PlatformId, Platform]>)("%s", (id, platform) => {
  const { bucket, run, ran, evaluation, registered, refused, python = () => "/usr", image } = platform;
  beforeEach(() => {
    if (image !== undefined) writeFileSync(join(dir, "my-image/house_prices.py"), image(readFileSync(program, "utf8")));
    runner = new Runner(join(dir, "my-image"), python());
  });

  test("a regression that explains the prices is registered, and waits for approval", async () => {
    upload(bucket, (area) => 3000 * area + (area % 7) * 500);
    const outcome = await run(stackOf(id), runner);
    expect(outcome).toMatchObject({ ran, ended: "succeeded", registered });
    const found = JSON.parse(runner.read(`${bucket}/${evaluation}`));
    expect(found.metrics.r2.value).toBeGreaterThan(0.99);
  });

  test("one that does not is stopped by the gate, by its own metric", async () => {
    upload(bucket, (area) => (area % 7) * 500);
    const outcome = await run(stackOf(id), runner);
    expect(outcome).toMatchObject({ ended: "failed", message: expect.stringMatching(refused) });
    expect(outcome.registered).toBeUndefined();
  });

  test("the runbook names the folder's own paths", () => {
    const { output } = stackOf(id) as unknown as { output: Record<string, { value: string }> };
    expect(output["next_1_push_image"]?.value).toContain(' --tag "$IMAGE" my-image && ');
    expect(output["next_2_upload_data"]?.value).toContain("data/houses.csv");
    expect(JSON.stringify(output)).not.toMatch(/penguins/);
  });
});

test("an image that writes no manifest ends at the step that registers on a cluster, with one line", async () => {
  const { bucket, run, python = () => "/usr" } = platforms.kubernetes as Platform;
  runner = new Runner(join(dir, "my-image"), python());
  upload(bucket, (area) => 3000 * area + (area % 7) * 500);
  const outcome = await run(stackOf("kubernetes"), runner);
  expect([outcome.ended, outcome.message]).toEqual([
    "failed",
    expect.stringMatching(
      /^register ended with 1: the approved model has no manifest\.json, by whose hash a release is named/,
    ),
  ]);
});
