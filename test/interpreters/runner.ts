/** The product's host, with the example's image and the environment of its lock. */
import { join } from "node:path";
import type { Outcome } from "../../stacks/rehearsal/contract.js";
import { LocalHost } from "../../trial/host.js";
import { root } from "../scratch.js";
import { environmentOf, exampleLock } from "./environments.js";

const example = join(root, "examples/penguins/image");

/** A host of a test. */
export class Runner extends LocalHost {
  /**
   * @param image the folder of the image, which the steps run in
   * @param python an environment's folder with the packages of the image. @default - that of the example's lock file
   */
  constructor(image = example, python?: string) {
    super({ image, python: python ?? environmentOf("example", exampleLock), network: join(root, "trial/network") });
  }

  /** A host of the example's image, with its data in a bucket. */
  static withData(bucket: string): Runner {
    const runner = new Runner();
    runner.upload(join(root, "examples/penguins/data/penguins.csv"), `${bucket}/data/penguins.csv`);
    return runner;
  }

  /** What a probe found, as `claim: verdict`. */
  verdicts(uri: string): readonly string[] {
    const { claims } = JSON.parse(this.read(uri));
    return claims.map(({ name, verdict }: { name: string; verdict: string }) => `${name}: ${verdict}`);
  }
}

/** What a probe finds where everything is as it must be. */
export const held = [
  "data-readable: held",
  "artifacts-writable: held",
  "other-prefix-unreadable: held",
  "public-address-unreachable: held",
];

/** Runs a pipeline on the example's data once, for all tests of a `describe`; they ask the function for it. */
export function ranOnce(bucket: string, run: (runner: Runner) => Promise<Outcome>) {
  let runner: Runner;
  let outcome: Outcome;
  beforeAll(async () => {
    runner = Runner.withData(bucket);
    outcome = await run(runner);
  });
  afterAll(() => runner.dispose());
  return () => ({ runner, outcome });
}
