import type { TerraformStack } from "cdktf";
import { ModelRegistry, modelRegistryProblems } from "../../../constructs/aws/model-registry.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const registry = (stack: TerraformStack) =>
  new ModelRegistry(stack, "model-registry", {
    account: "123456789012",
    region: "eu-west-1",
    name: "penguins-models",
    owner: "ml@example.com",
  });
const identity = (name: string) => ({ name, roleName: `${name}-role`, policies: [] });

test("whoever registers can neither approve nor bring an approved version", () => {
  const stack = synthesizeScope((scope) => registry(scope).grantRegister(identity("pipeline")));
  const statements = statementsOf(stack.one("aws_iam_role_policy").policy);
  const allowed = statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
  expect(allowed).toContain("sagemaker:CreateModelPackage");
  expect(allowed).not.toContain("sagemaker:UpdateModelPackage");
  expect(statements.filter(({ Effect }) => Effect === "Deny")).toMatchObject([
    { Action: "sagemaker:UpdateModelPackage", Resource: "*" },
    {
      Action: "sagemaker:CreateModelPackage",
      Condition: { StringNotEqualsIfExists: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" } },
    },
  ]);
});

test("an approver approves versions of this group only, by a reference to it", () => {
  const stack = synthesizeScope((scope) => registry(scope).grantApprove(identity("operator")));
  const [approve] = statementsOf(stack.one("aws_iam_role_policy").policy);
  expect(approve?.Action).toContain("sagemaker:UpdateModelPackage");
  const group = "${aws_sagemaker_model_package_group.model-registry.model_package_group_name}";
  expect(approve?.Resource).toBe(`arn:aws:sagemaker:eu-west-1:123456789012:model-package/${group}/*`);
});

test.each([
  ["grantRegister", "grantApprove"],
  ["grantApprove", "grantRegister"],
] as const)("one identity never gets both: %s, then %s", (first, second) => {
  expect(() =>
    synthesizeScope((scope) => {
      const models = registry(scope);
      const both = identity("pipeline");
      models[first](both);
      models[second](both);
    }),
  ).toThrow('"pipeline" would register and approve');
});

test("the group's own policy allows nobody anything", () => {
  const stack = synthesizeScope((scope) => registry(scope));
  const statements = statementsOf(stack.one("aws_sagemaker_model_package_group_policy").resource_policy);
  expect(statements.map(({ Effect }) => Effect)).toEqual(["Deny"]);
});

test("a name that SageMaker refuses is a problem", () => {
  expect(modelRegistryProblems({ name: "ok-1" })).toEqual([]);
  expect(modelRegistryProblems({ name: "under_score" })).toMatchObject([{ prop: "name" }]);
  expect(modelRegistryProblems({ name: "a".repeat(64) })[0]?.message).toContain("64 characters");
});
