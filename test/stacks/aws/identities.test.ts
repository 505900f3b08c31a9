/** What runs as a role waits for all of that role's policies, when it is made and when it goes. */
import { strings } from "../../../stacks/rules/synthesized.js";
import { synthesizePilot, variants } from "../../synth.js";

/** Resources that only hold a role, or say something about it. */
const notRunning = ["aws_iam_role", "aws_iam_role_policy", "aws_iam_policy", "terraform_data"];

test.each(Object.entries(variants))("%s", async (_, change) => {
  const aws = await synthesizePilot("aws", change);
  if (aws === undefined) throw new Error("the example has no aws block");
  expect(aws.problems).toEqual([]);
  let running = 0;
  for (const { address, type, arguments: given } of aws.resources) {
    if (notRunning.includes(type)) continue;
    const roles = new Set(
      [...strings(given)].flatMap(({ text }) =>
        [...text.matchAll(/\$\{(aws_iam_role\.[\w-]+)\.arn\}/g)].map(([, role]) => role),
      ),
    );
    for (const role of roles) {
      running += 1;
      const policies = aws
        .all("aws_iam_role_policy")
        .filter(({ arguments: policy }) => policy["role"] === `\${${role}.name}`)
        .map((policy) => policy.address);
      expect({ address, role, policies: policies.length }).not.toMatchObject({ policies: 0 });
      const waits = given["depends_on"] as string[] | undefined;
      expect({ address, waits: waits ?? [] }).toEqual({ address, waits: expect.arrayContaining(policies) });
    }
  }
  expect(running).toBeGreaterThan(0);
});
