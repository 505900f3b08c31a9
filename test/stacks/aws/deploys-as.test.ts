/** Who deploys, and what an organization puts on what a deploy makes. */

import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { synthesizePilot } from "../../synth.js";
import { exampleInput } from "../../variants.js";

const role = "arn:aws:iam::123456789012:role/deploy";
const boundary = "arn:aws:iam::123456789012:policy/boundary";
const firm = (input: PilotSpecInput) => {
  Object.assign(input.aws ?? {}, {
    assumeRole: { roleArn: role, externalId: "x-1" },
    profile: "ml",
    permissionsBoundary: boundary,
  });
  input.labels = { CostCenter: "4711" };
  delete input.google;
  input.state = {
    backend: "s3",
    bucket: "states",
    region: "eu-west-1",
    prefix: "teams/ml/",
    roleArn: role,
    profile: "state",
  };
};

test("the provider assumes the role with the profile, in the pilot's account only", async () => {
  const stack = await synthesizePilot("aws", firm);
  expect(stack?.json).toHaveProperty("provider", {
    aws: [
      {
        allowed_account_ids: ["123456789012"],
        assume_role: [{ external_id: "x-1", role_arn: role }],
        profile: "ml",
        region: "eu-west-1",
      },
    ],
  });
});

test("every role has the organization's boundary, and none where the spec names none", async () => {
  const bounded = await synthesizePilot("aws", firm);
  const roles = bounded?.all("aws_iam_role") ?? [];
  expect(roles.length).toBeGreaterThan(2);
  for (const { arguments: given } of roles) expect(given).toHaveProperty("permissions_boundary", boundary);
  for (const { arguments: given } of (await synthesizePilot("aws"))?.all("aws_iam_role") ?? [])
    expect(given).not.toHaveProperty("permissions_boundary");
});

test("the state's key has the prefix, and its bucket is reached by a role and a profile of its own", async () => {
  const stack = await synthesizePilot("aws", firm);
  expect(stack?.json).toHaveProperty(
    "terraform.backend.s3",
    expect.objectContaining({
      key: `teams/ml/${exampleInput().name}-aws.tfstate`,
      profile: "state",
      assume_role: { role_arn: role },
      use_lockfile: true,
    }),
  );
});

test("tags with capitals reach the resources of AWS", async () => {
  const stack = await synthesizePilot("aws", firm);
  const buckets = stack?.all("aws_s3_bucket") ?? [];
  expect(buckets.length).toBeGreaterThan(0);
  for (const { arguments: given } of buckets)
    expect(given).toHaveProperty("tags", expect.objectContaining({ CostCenter: "4711", pilot: "penguins" }));
});
