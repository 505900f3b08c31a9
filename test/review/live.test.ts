/** Going live is one change; what says anything else beside it is a change of its own. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { changes } from "../../review/analysis/changes.js";
import { stackOf } from "../../review/read/stack.js";
import { synthesizePilot, variants } from "../synth.js";

// biome-ignore lint/suspicious/noExplicitAny: JSON that is changed at will
type Json = any;

const stack = async (live: string): Promise<Json> => {
  const made = await synthesizePilot("azure", (input) => {
    variants["phase 2"]?.(input);
    Object.assign(input.azure ?? {}, { live });
  });
  return structuredClone(made?.json);
};
const kinds = (before: Json, after: Json) => {
  const facts = (json: Json) => analysisOf(stackOf("azure", "stack.json", json));
  return changes(facts(before), facts(after)).map(({ kind }) => kind);
};

test("only all of the traffic is the new release's", async () => {
  const [before, after] = [await stack("r1"), await stack("r2")];
  expect(kinds(before, after)).toEqual(["release-live"]);
  const traffic = Object.entries<Json>(after.resource.azapi_update_resource).find(([id]) =>
    id.includes("traffic"),
  )?.[1];
  Object.assign(traffic.body.properties.traffic, { "rel-r1": 40, "rel-r2": 60 });
  expect(kinds(before, after)).toEqual(["ledger", "limit-lowered", "release-live"]);
});
