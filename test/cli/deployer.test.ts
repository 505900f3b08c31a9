/** The rights that `deployer` prints cover what the stacks hold. */
import { deployer } from "../../cli/deployer.js";
import { deployerPolicies, rights } from "../../stacks/aws/rights.js";
import { budgetRight, rights as googleRights } from "../../stacks/google/rights.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import {
  exampleFile,
  exampleSpec,
  mixedFile,
  mixedVariants,
  synthesizeMixed,
  synthesizePilot,
  variants,
} from "../synth.js";

const specOf = (change: Parameters<typeof exampleSpec>[0] = () => {}) => {
  const { aws, ...spec } = exampleSpec(change);
  if (aws === undefined) throw new Error("the example names AWS");
  return { ...spec, aws };
};
const actions = (spec: Parameters<typeof deployerPolicies>[0]) =>
  (deployerPolicies(spec) as Array<{ Statement: Array<{ Action: string[] }> }>).flatMap(({ Statement }) =>
    Statement.flatMap(({ Action }) => Action),
  );

test("AWS: each policy is one that AWS takes, and names the pilot's own resources", () => {
  const policies = deployerPolicies(specOf());
  for (const policy of policies) expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
  const text = JSON.stringify(policies);
  expect(text).toContain("arn:aws:s3:::penguins-data-123456789012");
  expect(text).not.toContain("${");
  const sids = [...text.matchAll(/"Sid":"(\w+)"/g)].map(([, sid]) => sid);
  expect(new Set(sids).size).toBe(sids.length);
});

test("AWS: rights that only some specs need are printed for those alone", () => {
  expect(actions(specOf())).not.toContain("s3:DeleteObjectVersion");
  expect(actions(specOf((input) => Object.assign(input, { onDestroy: "delete" })))).toContain("s3:DeleteObjectVersion");
  expect(actions(specOf())).not.toContain("servicequotas:RequestServiceQuotaIncrease");
  expect(actions(specOf((input) => Object.assign(input, { quotas: { request: true } })))).toContain(
    "servicequotas:RequestServiceQuotaIncrease",
  );
});

test.each(Object.entries(variants))("%s: every type of a stack has its rights", async (_, change) => {
  const aws = await synthesizePilot("aws", change);
  const listed = new Set(rights.flatMap(({ types }) => types));
  const missing = (aws?.resources ?? [])
    .map(({ type }) => type.replace("data.", ""))
    // Terraform's own resource, which asks the cloud for nothing
    .filter((type) => type !== "terraform_data" && !listed.has(type));
  expect(missing).toEqual([]);
  const google = await synthesizePilot("google", change);
  const prefixes = [...googleRights, budgetRight].flatMap(({ types }) => types);
  const bare = (google?.resources ?? []).filter(
    ({ type }) => type.startsWith("google_") && !prefixes.some((prefix) => type.startsWith(prefix)),
  );
  expect(bare.map(({ type }) => type)).toEqual([]);
});

test("each platform's lines are commands or policies, and an unknown one is named", async () => {
  expect((await deployer("google", [exampleFile])).join("\n")).toContain(
    'gcloud projects add-iam-policy-binding penguins-pilot --member "$DEPLOYER" --role roles/storage.admin',
  );
  expect((await deployer("azure", [exampleFile])).join("\n")).toContain('--role "User Access Administrator"');
  await expect(deployer("gogle", [exampleFile])).rejects.toThrow(/"gogle" is unknown; did you mean "google"\?/);
});

test.each(platformIds)(
  "%s: every variable is set, or a comment says what it is, before a command takes it",
  async (id) => {
    const known = new Set<string>();
    const unknown: string[] = [];
    for (const line of await deployer(id, [exampleFile])) {
      // within single quotes the shell fills nothing in, and jq has variables of its own
      for (const [, name = ""] of line.replace(/'[^']*'/g, "").matchAll(/\$\{?([A-Za-z_]+)/g)) {
        if (!known.has(name)) unknown.push(`${name}: ${line}`);
      }
      for (const [name] of line.matchAll(line.startsWith("#") ? /\b[A-Z]{2,}\b/g : /^[A-Z_]+(?==)/g)) known.add(name);
    }
    expect(unknown).toEqual([]);
  },
);

test("a mixed pilot has the rights of each half on its platform, under its own name", async () => {
  const aws = (await deployer("aws", [mixedFile])).join("\n");
  for (const pilot of ["penguins", "penguins-aws-kubernetes", "penguins-kubernetes-aws"]) {
    expect(aws).toContain(`--policy-name ${pilot}-deployer-1 `);
    expect(aws).toContain(`"arn:aws:s3:::${pilot}-data-123456789012"`);
    expect(aws).toContain(`"arn:aws:iam::123456789012:role/${pilot}-*"`);
  }
  const cluster = (await deployer("kubernetes", [mixedFile])).join("\n");
  for (const pilot of ["penguins-aws-kubernetes", "penguins-kubernetes-aws"]) {
    expect(cluster).toContain(`metadata: { name: ${pilot}-deployer, namespace: ${pilot} }`);
  }
  // kubernetes.pilot is false: there is not a pilot of its own, and it gets no rights
  expect(cluster).not.toContain("metadata: { name: penguins-deployer, ");
});

test.each(Object.entries(mixedVariants))("%s: every type of a mixed half on AWS has its rights", async (_, change) => {
  const listed = new Set(rights.flatMap(({ types }) => types));
  const types = [...(await synthesizeMixed(change)).values()].flatMap(({ resources }) =>
    resources.map(({ type }) => type.replace("data.", "")).filter((type) => type.startsWith("aws_")),
  );
  expect(types.length).toBeGreaterThan(100);
  expect(types.filter((type) => !listed.has(type))).toEqual([]);
});
