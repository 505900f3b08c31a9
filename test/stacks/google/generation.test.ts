/**
 * What Google holds back after a destroy, and the number that gives it another name. A custom role can be undeleted for
 * 7 days, and its id cannot be used for 30 days more: docs.cloud.google.com/iam/docs/creating-custom-roles (2026-11). A
 * log bucket's name is free again after 7 days: docs.cloud.google.com/logging/docs/buckets (2026-11).
 */
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

/** What a pilot deployed at commit a1e16a8 holds. */
const deployed = [
  "penguins_endpoint_release",
  "penguins_export",
  "penguins_model_approve",
  "penguins_model_register",
  "penguins_network_join",
  "penguins_pipeline_run",
  "penguins_pipeline_start",
];

async function made(generation?: number): Promise<SynthesizedStack> {
  const google = await synthesizePilot("google", (input) => {
    variants["phase 2"]?.(input);
    if (generation !== undefined) Object.assign(input.google ?? {}, { generation });
  });
  if (google === undefined) throw new Error("the example has no google block");
  return google;
}

const held = (stack: SynthesizedStack): string[] => [
  ...stack.all("google_project_iam_custom_role").map(({ arguments: given }) => String(given["role_id"])),
  ...stack.all("google_logging_project_bucket_config").map(({ arguments: given }) => String(given["bucket_id"])),
];

/** A fake of IAM and Logging that refuses what was deleted a week ago. */
function create(names: readonly string[], deleted: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => deleted.has(name)).map((name) => `Error 400: You can't create ${name}`);
}

test("without a generation the names are those of what is deployed", async () => {
  const stack = await made();
  expect(held(stack)).toEqual(expect.arrayContaining([...deployed, "penguins-flow-logs"]));
});

test("the generation gives every name that is held back another, and changes nothing else", async () => {
  const [first, second] = [await made(0), await made(1)];
  expect(create(held(second), new Set(held(first)))).toEqual([]);
  expect(create(held(await made(0)), new Set(held(first)))).toHaveLength(held(first).length);
  const isHeld = (type: string) => /custom_role|project_bucket_config|^terraform_data$/.test(type);
  const rest = (stack: SynthesizedStack) =>
    stack.resources.filter(({ type }) => !isHeld(type)).map(({ address, arguments: given }) => [address, given]);
  expect(rest(second)).toEqual(rest(first));
});
