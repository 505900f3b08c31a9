/** What a listed release is served with on Azure, and until when there is a way back to it. */
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

const digest = `sha256:${"a1".repeat(32)}`;
const azure = (change: object) => (input: PilotSpecInput) => {
  input.image = { digest };
  Object.assign(input.azure ?? {}, change);
};

describe("a release with an image of its own, by batch", () => {
  const own = `sha256:${"b2".repeat(32)}`;
  const batch = (release: unknown) =>
    synthesizePilot("azure", (input) => {
      azure({ releases: { r1: release }, live: "r1" })(input);
      input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
    });
  /** The image that each component runs, by the environment that it names. */
  const images = (stack: SynthesizedStack | undefined) =>
    Object.fromEntries(
      (stack?.all("azapi_resource") ?? [])
        .filter(({ arguments: { type } }) => /components\/versions@/.test(String(type)))
        .map(({ address, arguments: given }) => {
          const { environment } = (given["body"] as { properties: { componentSpec: { environment: string } } })
            .properties.componentSpec;
          const version = /\$\{(azapi_resource\.[\w-]*version[\w-]*)\.name\}/.exec(environment)?.[1] ?? "?";
          const { body } = stack?.resources.find((one) => one.address === version)?.arguments ?? {};
          return [address.split(".")[1]?.split("_")[0], (body as { properties: { image: string } }).properties.image];
        }),
    );

  test("is scored by that image, on that hardware, and the next run by the spec's", async () => {
    const stack = await batch({ version: "1", image: own, hardware: "cpu-large" });
    expect(images(stack)).toEqual({ batch: expect.stringContaining(own), pipeline: expect.stringContaining(digest) });
    const schedule = stack?.resources.find(({ address }) => address === "azapi_resource.batch");
    expect(JSON.stringify(schedule?.arguments["body"])).toContain("cluster-d16as-v4");
  });

  test("of the spec's image uses the environment that is there", async () => {
    const plain = await batch("1");
    expect(images(plain)).toEqual({
      batch: expect.stringContaining(digest),
      pipeline: expect.stringContaining(digest),
    });
    expect(JSON.stringify((await batch({ version: "1", image: digest }))?.json.resource)).toBe(
      JSON.stringify(plain?.json.resource),
    );
  });
});

describe.each(["phase 2", "phase 2, batch"])("a way back, %s", (variant) => {
  test("exists because nothing expires where models lie, and no image is deleted; the ledger says until when", async () => {
    const stack = await synthesizePilot("azure", (input) => {
      variants[variant]?.(input);
      Object.assign(input.data ?? {}, { retentionDays: { ...input.data?.retentionDays, artifacts: 45 } });
    });
    const rules = stack?.one("azurerm_storage_management_policy", "data-bucket").rule as ReadonlyArray<{
      name: string;
      actions: { base_blob?: { delete_after_days_since_modification_greater_than: number } };
    }>;
    const expires = Object.fromEntries(
      rules.map(({ name, actions }) => [name, actions.base_blob?.delete_after_days_since_modification_greater_than]),
    );
    expect(expires).toMatchObject({ artifacts: 45, models: undefined });
    expect(stack?.one("azurerm_container_registry").retention_policy_in_days).toBeUndefined();
    expect(stack?.ledger.wayBack).toMatch(
      /container models, where nothing expires.*artifacts and expires after 45 days/,
    );
    const written =
      JSON.stringify(stack?.json.resource).match(/azureml:\/\/datastores\/[^"]*models[^"]*paths\/runs/g) ?? [];
    expect(written.length).toBeGreaterThan(0);
  });
});
