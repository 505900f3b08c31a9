import { ModelRegistry } from "../../../constructs/google/model-registry.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const made = (then: (registry: ModelRegistry) => void = () => {}, name = "penguins-model"): SynthesizedStack =>
  synthesizeScope((stack) => {
    const props = { name, project: "penguins-pilot", region: "europe-west4", owner: "ml@example.com" };
    then(new ModelRegistry(stack, "model-registry", props));
  });
const identity = (name: string) => ({ name, member: `group:${name}@example.com`, policies: [] });

test("who registers may not change an alias, who approves may not upload", () => {
  const stack = made((registry) => {
    registry.grantRegister(identity("pipeline"));
    registry.grantApprove(identity("operator"));
  });
  const permissions = (verb: string) => stack.one("google_project_iam_custom_role", verb).permissions;
  expect(permissions("register")).toEqual([
    "aiplatform.models.get",
    "aiplatform.models.list",
    "aiplatform.models.upload",
  ]);
  expect(permissions("approve")).toEqual([
    "aiplatform.models.get",
    "aiplatform.models.list",
    "aiplatform.models.update",
  ]);
  expect(stack.all("google_project_iam_member").map(({ arguments: given }) => given["member"])).toEqual([
    "group:pipeline@example.com",
    "group:operator@example.com",
  ]);
});

test("no identity registers and approves", () => {
  const both = (registry: ModelRegistry) => {
    registry.grantRegister(identity("pipeline"));
    registry.grantApprove(identity("pipeline"));
  };
  expect(() => made(both)).toThrow('"pipeline" would register and approve; give one of them to another identity');
});

test("a name that could not stand in a filter is a problem", () => {
  expect(() => made(undefined, 'a"b')).toThrow('name: must have 2 to 49 lower-case letters, digits and -, got "a\\"b"');
});
