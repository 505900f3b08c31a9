/** A pilot is two halves: each stands in a stack of its own, and keeps the addresses that it has in the whole pilot. */
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { partsOf } from "../../stacks/add-part.js";
import type { Release } from "../../stacks/halves.js";
import { whole } from "../../stacks/parts.js";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { resourcesOf, type Synthesized } from "../../stacks/rules/synthesized.js";
import { temporaryFolder } from "../scratch.js";
import { examplePlatforms, exampleSpec, synthesizePilots, variants } from "../synth.js";

const spec = exampleSpec(variants["phase 2"]);
let pilots: ReturnType<typeof synthesizePilots>;
beforeAll(() => {
  pilots = synthesizePilots(variants["phase 2"]);
});

/** A stack of foundations, and what a function adds to them. */
async function stackOf(
  platform: PlatformId,
  add: (halves: Awaited<ReturnType<(typeof platforms)[PlatformId]["load"]>>, stack: TerraformStack) => void,
) {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder("halves") }), `penguins-${platform}`);
  add(await platforms[platform].load(), stack);
  const written = (each: TerraformStack) => JSON.parse(JSON.stringify(each.toTerraform())) as Synthesized;
  const json = whole(written(stack), ...partsOf(stack).map(written));
  return { output: json["output"] as Record<string, { value: unknown }> | undefined, addresses: addressesOf(json) };
}

/** What is made of both halves: the dashboard, what operators may watch, and the budget's stop of them. */
const looksAtBoth = /\.(dashboard|operator|budget)(_|$)/;

const addressesOf = (json: Synthesized) => resourcesOf(json).map(({ address }) => address);
const below = (box: string, addresses: readonly string[]) =>
  addresses.filter((address) => address.split(".")[1]?.startsWith(`${box}_`));

describe.each(examplePlatforms)("%s", (platform) => {
  test("the half that trains stands alone: no endpoint, and every address as in the whole pilot", async () => {
    let release: Release | undefined;
    const { output, addresses } = await stackOf(platform, (halves, scope) => {
      release = halves.addTraining(scope, spec, halves.addFoundations(scope, spec));
      new TerraformOutput(scope, "models", { value: release.modelsUri, staticId: true });
    });
    const all = addressesOf((await pilots)[platform]?.json ?? {});
    expect(addresses.filter((address) => !all.includes(address))).toEqual([]);
    expect(below("endpoint", addresses)).toEqual([]);
    // what the whole has besides is of the endpoint, or looks at both halves
    const rest = all.filter((address) => !addresses.includes(address) && !address.includes("endpoint"));
    expect(rest.filter((address) => !looksAtBoth.test(address))).toEqual([]);
    expect(below("pipeline", addresses).length).toBeGreaterThan(0);

    // what it hands over: every release that the spec lists, and where the files of models lie
    expect(release).toMatchObject({ platform, live: spec[platform]?.live });
    expect(Object.keys(release?.versions ?? {})).toEqual(Object.keys(spec[platform]?.releases ?? {}));
    const models = String(output?.["models"]?.value);
    const [, reference] = /^[a-z0-9]+:\/\/\$\{([a-z0-9_]+\.[^.]+)\.[^}]+\}[a-z.]*\/[a-z]+\/$/.exec(models) ?? [];
    if (reference !== undefined) expect(addresses).toContain(reference);
    // a bucket that exists is named as the spec names it
    else expect(JSON.stringify(spec[platform])).toContain(`"${/^(.+)\/[a-z]+\/$/.exec(models)?.[1]}"`);
  });

  test("both halves make what the whole pilot makes, but what looks at both", async () => {
    const { addresses } = await stackOf(platform, (halves, scope) => {
      const foundations = halves.addFoundations(scope, spec);
      const release = halves.addTraining(scope, spec, foundations);
      halves.addServing(scope, spec, foundations, release);
    });
    const all = addressesOf((await pilots)[platform]?.json ?? {});
    const rest = all.filter((address) => !addresses.includes(address));
    expect(rest.filter((address) => !looksAtBoth.test(address))).toEqual([]);
    expect(below("endpoint", addresses)).toEqual(below("endpoint", all));
    expect(below("endpoint", all).length).toBeGreaterThan(0);
  });

  test("a release of another platform is refused, with both names", async () => {
    const other = examplePlatforms.find((each) => each !== platform) ?? platform;
    const foreign: Release = { platform: other, modelsUri: "s3://elsewhere/models/", versions: {}, live: null };
    await expect(
      stackOf(platform, (halves, scope) => {
        halves.addServing(scope, spec, halves.addFoundations(scope, spec), foreign);
      }),
    ).rejects.toThrow(
      `${platform}: addServing must be given a release that was trained on ${platform}, got one of ${other}; serve it on ${other}`,
    );
  });
});
