/** The product's host, with the example's image and the environment of its lock. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { LocalHost } from "../../trial/host.js";
import { root } from "../scratch.js";

const example = join(root, "examples/penguins/image");

/** A host of a test. */
export class Runner extends LocalHost {
  /**
   * @param image the folder of the image, which the steps run in
   * @param python an environment's folder with the packages of the image. @default - that of the example's lock file
   */
  constructor(image = example, python?: string) {
    const lock = join(image, "requirements.lock");
    super({
      image,
      python: python ?? execFileSync(join(root, ".ci/python-env"), ["example", lock], { encoding: "utf8" }).trim(),
      network: join(root, "trial/network"),
    });
  }
}
