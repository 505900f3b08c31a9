/** Changes of the pilot in a workspace: another name of a securable, and what is granted on it. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { changes } from "../../review/analysis/changes.js";
import { plain } from "../../review/document.js";
import { stackOf } from "../../review/read/stack.js";
import { synthesizePilot, variants } from "../synth.js";

// biome-ignore lint/suspicious/noExplicitAny: JSON that is changed at will
type Json = any;

const facts = (json: Json) => analysisOf(stackOf("stack", "stack.json", json));
let base: string;
beforeAll(async () => {
  base = JSON.stringify((await synthesizePilot("databricks", (input) => variants["phase 2"]?.(input)))?.json);
});

test.each([
  ["databricks_catalog", "penguins"],
  ["databricks_schema", "pilot"],
  ["databricks_volume", "data"],
  ["databricks_registered_model", "penguins"],
  ["databricks_external_location", "penguins-data"],
])("%s with another name is one replacement, and its grants are the same", (type, name) => {
  const json = JSON.parse(base);
  const [id, given] = Object.entries<Json>(json.resource[type]).find(([, each]) => each.name === name) as [
    string,
    Json,
  ];
  given.name = "elsewhere";
  const found = changes(facts(JSON.parse(base)), facts(json));
  expect(found.map(({ kind, address, text }) => `${kind} ${address}: ${plain(text)}`)).toEqual([
    `replace ${type}.${id}: its name ${name} becomes elsewhere: it is destroyed and made again`,
  ]);
});

test("a grant that comes with another name of the catalog is still one, and no other is", () => {
  const json = JSON.parse(base);
  const [[id, grant]] = Object.entries<Json>(json.resource.databricks_grant).filter(([, each]) =>
    each.privileges.includes("USE_CATALOG"),
  ) as [[string, Json]];
  for (const each of Object.values<Json>(json.resource.databricks_catalog)) each.name = "elsewhere";
  grant.privileges.push("MANAGE");
  const found = changes(facts(JSON.parse(base)), facts(json));
  expect(found.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
    "replace databricks_catalog.data-bucket",
    `permission-gained databricks_grant.${id}`,
  ]);
  expect(plain(found[1]?.text ?? "")).toMatch(/ may now MANAGE on catalog elsewhere$/);
});

test("a rule set of another principal is another right, not another name", () => {
  const set = (id: string) => ({
    resource: {
      databricks_access_control_rule_set: {
        s: {
          name: `accounts/1/servicePrincipals/${id}/ruleSets/default`,
          grant_rules: [{ role: "roles/servicePrincipal.user", principals: ["groups/ml"] }],
        },
      },
    },
  });
  const found = changes(facts(set("aaaa")), facts(set("bbbb")));
  expect(found.map(({ kind, text }) => `${kind}: ${plain(text)}`)).toContain(
    "permission-gained: group ml may now roles/servicePrincipal.user on service principal bbbb; 1 other row of it changed or went",
  );
});
