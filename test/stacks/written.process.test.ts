/**
 * The app, as a process, writes what the fast tests read: they run with shortcuts through cdktf
 * (test/quick-cdktf.js), and the frozen hashes are made with them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "../../scripts/synthesize.js";
import { partOf, whole } from "../../stacks/parts.js";
import { resourcesOf, type Synthesized } from "../../stacks/rules/synthesized.js";
import { hashOf } from "../frozen.js";
import { root, temporaryFolder } from "../scratch.js";
import { exampleFile, examplePlatforms, stackName } from "../variants.js";

const out = temporaryFolder("written");

beforeAll(() => {
  synthesize(exampleFile, out);
});

test.each(examplePlatforms)("%s: each argument has the hash that is frozen for phase 0", (platform) => {
  const stack = stackName(platform);
  const read = (name: string) =>
    JSON.parse(readFileSync(join(out, "stacks", name, "cdk.tf.json"), "utf8")) as Synthesized;
  const parts = readdirSync(join(out, "stacks")).map(read);
  const json = whole(read(stack), ...parts.filter((part) => partOf(part) === stack));
  const frozen = readFileSync(join(root, `test/resources/${stack}.txt`), "utf8").split("\n");
  // the variants that a line holds for follow its hash where they are not all of them
  const inPhase0 = frozen.flatMap((line) => {
    const [, address = "", hash = "", variants] = /^(\S+) (\S+)(?: (.+))?$/.exec(line) ?? [];
    return address !== "" && (variants === undefined || variants.split(" | ").includes("phase 0"))
      ? [`${address} ${hash}`]
      : [];
  });
  const written = resourcesOf(json).map(({ address, arguments: given }) => `${address} ${hashOf(given)}`);
  expect(written.sort()).toEqual(inPhase0.sort());
});
