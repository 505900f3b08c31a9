/** What changed between two stacks, read back to the rows of the tables: by hand for every platform, and on AWS's. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { specRows } from "../../review/analysis/spec-rows.js";
import { changePage } from "../../review/pages/change-page.js";
import { emptied, stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import { specChanges } from "../../stacks/changes/index.js";
import { type ChangedArgument, rowsSeenIn } from "../../stacks/changes/seen.js";
import type { Part, SpecChange } from "../../stacks/changes/spec-change.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { synthesizePilot, variants } from "../synth.js";

const none = analysisOf(stackOf("none", "f", { resource: {} }));
const nameOf = ({ key, change }: SpecChange) => (change === undefined ? key : `${key}, ${change}`);
const all = Object.values(specChanges).flat();

/** A part, changed as its row has it. */
function changed({ type, pointer, does }: Part): ChangedArgument {
  const comes = does === "comes";
  const goes = does === "goes" || (pointer === "" && !comes);
  return {
    type,
    pointer: pointer.replaceAll("*", "0"),
    ...(comes ? {} : { before: "one" }),
    ...(goes ? {} : { after: "another" }),
  };
}

test.each(all.flatMap((row) => (row.seenAt ?? []).map((at) => [nameOf(row), row, at] as const)))(
  "%s is read back from where its row says that it is seen",
  (_, row, at) => {
    expect(rowsSeenIn([changed(at), ...(at.with ?? []).map(changed)])).toContain(row);
    for (const other of at.without ?? []) {
      expect(rowsSeenIn([changed(at), ...(at.with ?? []).map(changed), changed(other)])).not.toContain(row);
    }
  },
);

describe("a part of an argument", () => {
  const rows = (pointer: string, before: unknown, after: unknown) =>
    rowsSeenIn([{ type: "aws_sagemaker_endpoint_configuration", pointer, before, after }]).map(nameOf);
  test("is found in a list that comes, goes or grows, and below a key that changed", () => {
    expect(rows("/production_variants", undefined, [{ instance_type: "ml.m5.large" }])).toEqual(["endpoint.hardware"]);
    expect(rows("/production_variants/1", { instance_type: "ml.m5.large" }, undefined)).toEqual(["endpoint.hardware"]);
    expect(rows("/async_inference_config/output_config/s3_output_path", "s3://a", "s3://b")).toEqual([
      "aws.endpointKind",
    ]);
  });
  test("is not found in another argument, nor in one whose name begins alike", () => {
    expect(rows("/production_variants/0/variant_name", "a", "b")).toEqual([]);
    expect(rows("/async_inference_configuration", "a", "b")).toEqual([]);
    expect(rows("/production_variants", [], undefined)).toEqual([]);
  });
});

const made = { kind: "make", text: "is made", address: "a.b", flags: [] } as const;

describe("on AWS", () => {
  const stackWith = async (change: (input: PilotSpecInput) => void) => {
    const aws = await synthesizePilot("aws", (input) => {
      variants["phase 2"]?.(input);
      change(input);
    });
    return stackOf("penguins-aws", "cdk.tf.json", JSON.parse(JSON.stringify(aws?.json)));
  };
  const seen = async (change: (input: PilotSpecInput) => void) =>
    specRows(await stackWith(() => {}), await stackWith(change));

  test("other hardware is that row alone, and the page says its words", async () => {
    const rows = await seen((input) => {
      input.endpoint = { ...input.endpoint, hardware: "cpu-large" };
    });
    expect(rows.map(nameOf)).toEqual(["endpoint.hardware"]);
    const [row] = rows;
    const text = markdown(
      changePage([{ name: "penguins-aws", changes: [made], rows, before: none, after: none }], "main"),
    );
    expect(text).toContain("What a deploy of this does to a pilot that is live:");
    expect(text).toContain(`| \`endpoint.hardware\` | beside, then switched | ${row?.words} | ${row?.costs} |`);
    expect(text).toContain("The new one starts beside the old one; requests move, and then the old one goes.");
  });

  test("rows that one argument cannot tell apart are said to be one of these", () => {
    const rows = rowsSeenIn([
      { type: "google_workflows_workflow", pointer: "/source_contents", before: "a", after: "b" },
    ]);
    expect(rows.length).toBeGreaterThan(1);
    const text = markdown(
      changePage([{ name: "penguins-google", changes: [made], rows, before: none, after: none }], "main"),
    );
    expect(text).toContain("One of these happens to a pilot that is live.");
    expect(text).not.toContain("What a deploy of this does");
  });

  test("a pause is not a batch pilot: the models stay", async () => {
    const rows = await seen((input) => {
      input.paused = true;
    });
    expect(rows.map(nameOf)).toEqual(["paused, false to true"]);
  });

  test("an unchanged stack, and one that is new, is about no row", async () => {
    expect(await seen(() => {})).toEqual([]);
    const stack = await stackWith(() => {});
    expect(specRows(emptied(stack), stack)).toEqual([]);
  });
});
