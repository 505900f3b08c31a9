import { StorageCredential, unityCatalogRole } from "../../../constructs/databricks/access/storage-credential.js";
import { synthesizeScope } from "../../synth.js";

const props = {
  name: "penguins-credential",
  owner: "data@example.com",
  roleArn: "arn:aws:iam::123456789012:role/penguins-catalog-role",
};

test("makes a credential of this workspace alone, which names a role that need not exist yet", () => {
  let externalId: string | undefined;
  const stack = synthesizeScope((scope) => {
    ({ externalId } = new StorageCredential(scope, "credential", props));
    scope.addOverride("output.id.value", externalId);
  });
  const { "//": _, ...given } = stack.one("databricks_storage_credential");
  expect(given).toEqual({
    name: "penguins-credential",
    comment: "the pilot's bucket",
    aws_iam_role: { role_arn: "arn:aws:iam::123456789012:role/penguins-catalog-role" },
    isolation_mode: "ISOLATION_MODE_ISOLATED",
    skip_validation: true,
    force_destroy: false,
  });
  const { id } = stack.json.output as Record<string, { value: string }>;
  expect(id?.value).toBe("${databricks_storage_credential.credential.aws_iam_role[0].external_id}");
});

test("knows the role of Unity Catalog in the commercial regions of AWS", () => {
  expect(unityCatalogRole).toBe("arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL");
});

test.each<[string, Partial<typeof props>, string]>([
  ["a user for a role", { roleArn: "arn:aws:iam::123456789012:user/ann" }, "roleArn: must be the ARN of an IAM role"],
  ["every role", { roleArn: "arn:aws:iam::123456789012:role/*" }, "roleArn: must be the ARN of an IAM role"],
  ["a role of GovCloud", { roleArn: "arn:aws-us-gov:iam::123456789012:role/r" }, "roleArn: must be the ARN"],
  ["a name with a blank", { name: "my storage" }, "name: must be the name of a storage credential"],
  ["nobody who answers", { owner: "data" }, "owner: must be an e-mail address"],
])("refuses %s", (_, wrong, said) => {
  expect(() =>
    synthesizeScope((scope) => void new StorageCredential(scope, "credential", { ...props, ...wrong })),
  ).toThrow(said);
});
