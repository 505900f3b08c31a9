import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";
import { ModelRegistry, modelRegistryProblems } from "../../../constructs/azure/model-registry.js";
import { synthesizeScope } from "../../synth.js";
import { workspaceId } from "./ids.js";

const registry = (stack: TerraformStack, name = "penguins-models") =>
  new ModelRegistry(stack, "model-registry", {
    name,
    subscription: "22222222-3333-4444-8555-666666666666",
    resourceGroupName: "penguins",
    workspace: { workspaceId, workspaceName: "penguins", ready: [] },
    owner: "ml@example.com",
    approveRoleId: "44444444-5555-5666-8777-888888888888",
  });

test("a model without a version: versions come from the pipeline", () => {
  const stack = synthesizeScope((scope) => registry(scope));
  expect(stack.all("azapi_resource").map(({ arguments: given }) => given["type"])).toEqual([
    "Microsoft.MachineLearningServices/workspaces/models@2025-06-01",
  ]);
});

test("who approves may read and mark versions, and neither runs nor deploys anything", () => {
  const person = { name: "lead", principalId: "11111111-2222-4333-8444-555555555555", policies: [] };
  const stack = synthesizeScope((scope) => {
    const made = registry(scope);
    expect(made.grantApprove(person)).toBe(person.policies[0]);
    made.grantApprove({ ...person, name: "deputy" });
  });
  const [{ actions }] = stack.one("azurerm_role_definition").permissions;
  expect(actions.filter((action: string) => /write|action|delete/.test(action))).toEqual([
    "Microsoft.MachineLearningServices/workspaces/models/versions/write",
  ]);
  expect(stack.all("azurerm_role_assignment").map(({ arguments: given }) => given["scope"])).toEqual([
    workspaceId,
    workspaceId,
  ]);
});

const resolver = new DefaultTokenResolver(new StringConcat());

test("a version is named by its number, through the model's reference", () => {
  synthesizeScope((scope) => {
    expect(Tokenization.resolve(registry(scope).versionId("3"), { scope, resolver, preparing: false })).toBe(
      `${workspaceId}/models/\${azapi_resource.model-registry.name}/versions/3`,
    );
  });
});

test("a name that Azure refuses", () => {
  expect(modelRegistryProblems({ name: "my model" })).toEqual([
    { prop: "name", message: expect.stringContaining('1 to 255 letters, digits, - and _, got "my model"') },
  ]);
  expect(() => synthesizeScope((scope) => registry(scope, "my model"))).toThrow("1 to 255 letters");
});
