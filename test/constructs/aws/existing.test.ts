/** A bucket and a key that exist: what the job's role keeps to. */
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { appOf, stacksOf } from "../../../scripts/assembled-docs/usage.js";

test("the job's role keeps to the key that it was given, so a second bucket needs the same key", async () => {
  const [stack] = stacksOf(await appOf(join(__dirname, "../../../examples/existing/aws.ts")));
  (stack as TerraformStack).prepareStack();
  const { resource } = JSON.parse(JSON.stringify((stack as TerraformStack).toTerraform())) as {
    resource: { aws_iam_role_policy: Record<string, { policy: string }> };
  };
  const policies = Object.values(resource.aws_iam_role_policy).map(({ policy }) => policy);
  expect(policies.filter((policy) => policy.includes('"Effect":"Deny"')).join()).toContain(
    "key/11111111-2222-4333-8444-555555555555",
  );
});
