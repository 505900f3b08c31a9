/** AWS in the plan tier. The provider asks who it is, so the emulator answers for STS. */
import { Emulator, noEmulator } from "../apply/emulator.js";
import type { Plan, ResourceChange } from "../terraform/plan.js";
import { describePlan } from "./plan-tier.js";

/** Arguments that say who may do what, by resource type. */
const policies: Readonly<Record<string, string>> = {
  aws_ecr_repository_policy: "policy",
  aws_iam_policy: "policy",
  aws_iam_role: "assume_role_policy",
  aws_iam_role_policy: "policy",
  aws_kms_key: "policy",
  aws_s3_bucket_policy: "policy",
  aws_sagemaker_model_package_group_policy: "resource_policy",
  aws_sns_topic_policy: "policy",
  aws_vpc_endpoint: "policy",
};

function policiesIn(plan: Plan): ReadonlyArray<readonly [ResourceChange, string]> {
  return (plan.resource_changes ?? []).flatMap((resource) => {
    const argument = policies[resource.type];
    return argument === undefined ? [] : [[resource, argument] as const];
  });
}

describePlan(
  {
    platform: "aws",
    providers: "shared",
    needs: noEmulator,
    start: async () => {
      const emulator = await Emulator.start("eu-west-1");
      return { provider: emulator.provider, stop: () => emulator.stop() };
    },
  },
  (plan, workspace) => {
    test("every policy is readable, except the bucket's own and the Deny-only bounds, which need an id", () => {
      const all = policiesIn(plan());
      const hidden = all.filter(
        ([{ change }, argument]) => (change.after_unknown as Record<string, unknown>)[argument],
      );
      for (const [{ type, address }, argument] of hidden) {
        // one document per bucket: its grants name the VPC of their networks (docs/adr/aws-identities.md)
        if (address.startsWith("aws_s3_bucket_policy.data-bucket_policy_")) continue;
        const written = workspace().stack("penguins-aws").resource[type][address.slice(type.length + 1)];
        const effects = JSON.parse(written[argument]).Statement.map(({ Effect }: { Effect: string }) => Effect);
        expect([address, [...new Set(effects)]]).toEqual([expect.stringMatching(/[-_]bounds_/), ["Deny"]]);
      }
      const readable = all.filter((entry) => !hidden.includes(entry));
      expect(readable.length).toBeGreaterThan(5);
      for (const [{ address, change }, argument] of readable) {
        const { Statement } = JSON.parse(String(change.after?.[argument])) as { Statement: unknown[] };
        expect([address, Statement.length > 0]).toEqual([address, true]);
      }
    });

    test("a quota of 0, as in a new account, stops the plan with its name, its value and the need", async () => {
      const newAccount = await Emulator.start("eu-west-1", 0);
      workspace().prepare("penguins-aws", {}, newAccount.provider);
      const { code, output } = await workspace().run("penguins-aws", "plan", "-no-color");
      await newAccount.stop();
      const need = 'the quota "ml.m5.large for endpoint usage" of this account is 0, and 3 are needed';
      const errors = output.slice(output.indexOf("Error:")).replace(/[\s│]+/g, " ");
      expect([code, errors]).toEqual([1, expect.stringContaining(need)]);
    });
  },
);
