/** What a rehearsal lets a service account do with the bucket is what the page of the platform asks its owner for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asked, BucketRights, type Purpose } from "../../../stacks/kubernetes/rehearsal/bucket.js";
import { root } from "../../scratch.js";

const page = readFileSync(join(root, "docs/kubernetes.md"), "utf8");

/** The prefixes of a row that stand behind a verb. */
function prefixes(purpose: string, verb: RegExp): readonly string[] {
  const [, row = ""] = new RegExp(`^\\| \`penguins-${purpose}\` \\| (.*) \\|$`, "m").exec(page) ?? [];
  const said = row.split(";").filter((part) => verb.test(part) && !part.includes("nothing below"));
  return said.flatMap((part) => [...part.matchAll(/`([a-z]+\/)`/g)].map(([, prefix = ""]) => prefix)).sort();
}

test.each(Object.keys(asked) as Purpose[])("%s may what the page asks for, and no more", (purpose) => {
  const rights = asked[purpose];
  expect(prefixes(purpose, /\bread\b/)).not.toEqual([]);
  expect([...rights.read].sort()).toEqual(prefixes(purpose, /\bread\b/));
  expect([...rights.list].sort()).toEqual(prefixes(purpose, /\bread\b/));
  expect([...rights.write].sort()).toEqual(prefixes(purpose, /\bwrite\b/));
  expect([...rights.delete].sort()).toEqual(prefixes(purpose, /\bwrite\b/));
});

test("a prefix covers itself and what lies below, and nothing that only begins like it", () => {
  const rights = BucketRights.of("serving", "s3://data");
  const uris = ["s3://data/models/r/manifest.json", "s3://data/models/", "s3://data/models", "s3://data/modelsother/x"];
  expect(uris.map((uri) => rights.allows("read", uri))).toEqual([true, true, true, false]);
  expect(rights.allows("read", "s3://data2/models/x")).toBe(false);
});
