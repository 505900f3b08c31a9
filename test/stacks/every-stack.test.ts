/** What holds for every pilot stack of every platform, in every phase. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as load from "../../stacks/load.js";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { strings } from "../../stacks/rules/synthesized.js";
import { keptCopy, requireFrom } from "../scratch.js";
import {
  examplePlatforms,
  exampleSpec,
  type Statement,
  type SynthesizedStack,
  synthesizeApp,
  synthesizePilots,
  variants,
} from "../synth.js";

/** The stacks by platform and variant. */
const stacks = Object.fromEntries(examplePlatforms.map((platform) => [platform, new Map<string, SynthesizedStack>()]));

beforeAll(async () => {
  for (const [variant, change] of Object.entries(variants)) {
    const made = await synthesizePilots(change);
    for (const platform of examplePlatforms) {
      const stack = made[platform];
      if (stack !== undefined) stacks[platform]?.set(variant, stack);
    }
  }
});

const stackOf = (platform: PlatformId, variant: string): SynthesizedStack => {
  const stack = stacks[platform]?.get(variant);
  if (stack === undefined) throw new Error(`${platform} has no stack in ${variant}`);
  return stack;
};

/** What a platform runs as, what gives rights to it, and the argument that says to whom. */
const identities: Readonly<Record<PlatformId, { identity: string; grants: RegExp; grantee: string }>> = {
  aws: { identity: "aws_iam_role", grants: /^aws_iam_role_polic/, grantee: "role" },
  google: { identity: "google_service_account", grants: /_iam_(member|binding)$/, grantee: "member" },
  azure: { identity: "azurerm_user_assigned_identity", grants: /^azurerm_role_assignment$/, grantee: "principal_id" },
  databricks: { identity: "databricks_service_principal", grants: /^databricks_grant$/, grantee: "principal" },
  kubernetes: { identity: "kubernetes_service_account_v1", grants: /^kubernetes_role_binding_v1$/, grantee: "subject" },
};

/** What names an identity and does not run as it: type, and why. */
const namesOnly: Readonly<Record<string, string>> = {
  aws_iam_role: "a trust policy says who may become another role",
  aws_s3_bucket_policy: "says what a role may do with the bucket",
  aws_kms_key: "says what a role may do with the key",
};

/**
 * Wildcards that are allowed, each with its reason: `<type> <Sid>: <what>`. One that no stack holds any more must go
 * from here.
 */
const wildcards: Readonly<Record<string, string>> = {
  "aws_kms_key AccountKeepsTheKey: action kms:*":
    "the account administers its key; without it a key can be lost for good",
  "aws_kms_key AccountKeepsTheKey: resource *": "in a key policy the resource * is this key",
  "aws_kms_key OperatorsThroughS3: resource *": "in a key policy the resource * is this key",
  "aws_kms_key ServiceAlarms: resource *": "in a key policy the resource * is this key",
  "aws_kms_key ServiceLogGroups: resource *": "in a key policy the resource * is this key",
  "aws_vpc_endpoint OwnBucketsOfThisAccount: principal *":
    "a gateway endpoint's policy cannot name roles; the account and the buckets bound it",
  "aws_vpc_endpoint AnyPrincipalOfThisAccount: principal *":
    "who may do what is said by each identity's own policy; the account bounds it",
  "aws_vpc_endpoint AnyPrincipalOfThisAccount: resource *":
    "who may do what is said by each identity's own policy; the account bounds it",
  "aws_iam_role_policy ListLogGroups: resource *": "logs:DescribeLogGroups has no resource",
  "aws_iam_role_policy ReadMetrics: resource *": "reads of CloudWatch's metrics have no resource",
  "aws_iam_role_policy EcrLogin: resource *": "ecr:GetAuthorizationToken has no resource",
  "aws_iam_role_policy WriteMetrics: resource *":
    "cloudwatch:PutMetricData has no resource; a condition bounds the namespace",
  "aws_iam_role_policy Lineage: resource *":
    "lineage is a graph of the whole account; two reads know no narrower resource",
  "aws_iam_role_policy StandInTheNetwork: resource *": "EC2's describe calls have no resource",
};

/**
 * Wide roles that a platform documents for its own identity, each on one resource: part of `<address> <pointer>:
 * <role>`, and why.
 */
const documented: Readonly<Record<string, string>> = Object.fromEntries(
  ["storage", "vault", "registry", "insights", "workspace"].map((scope) => [
    `azurerm_role_assignment.training-job_workspace_identity_${scope}_`,
    "learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication (2026-10)",
  ]),
);

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The wildcards of all policy documents of an AWS stack that allow something. */
function wildcardsOf({ resources }: SynthesizedStack): readonly string[] {
  return resources.flatMap(({ type, arguments: given }) =>
    [...strings(given)]
      .filter(({ text }) => text.includes('"Statement"'))
      .flatMap(({ text }) => (JSON.parse(text) as { Statement: Statement[] }).Statement)
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap((statement) => {
        const principals = [statement.Principal].flatMap((each) =>
          typeof each === "object" && each !== null ? Object.values(each).flatMap(list) : list(each),
        );
        const wild = [
          ...principals.filter((each) => each === "*").map(() => "principal *"),
          ...list(statement.Action)
            .filter((each) => /(^|:)\*$/.test(String(each)))
            .map((each) => `action ${each}`),
          ...list(statement.Resource)
            .filter((each) => each === "*")
            .map(() => "resource *"),
          ...Object.keys(statement).filter((key) => /^Not(Action|Resource|Principal)$/.test(key)),
        ];
        return wild.map((what) => `${type} ${statement.Sid}: ${what}`);
      }),
  );
}

/** Holds that two stacks are equal. A matcher takes as long as a synthesis, so it is asked only for what differs. */
function expectSame(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected);
}

/** The names of the runbook's outputs. */
const nextSteps =
  /^next_([1-6])_(push_image|upload_data|run|approve|invoke|export)$|^(before_destroy_undeploy|stop_run)$/;

const cases = examplePlatforms.flatMap((platform) =>
  Object.keys(variants).map((variant) => [platform, variant] as const),
);

describe.each(cases)("%s, %s", (platform, variant) => {
  test("no validation finds a problem", () => {
    expect(stackOf(platform, variant).problems).toEqual([]);
  });

  test("what names an identity depends on all that gives rights to it", () => {
    const { resources } = stackOf(platform, variant);
    const { identity, grants, grantee } = identities[platform];
    const all = resources.filter(({ type }) => type === identity);
    const missing = all.flatMap(({ address }) => {
      const names = (given: unknown) => JSON.stringify(given ?? null).includes(`\${${address}.`);
      const granted = resources.filter((each) => grants.test(each.type) && names(each.arguments[grantee]));
      const runners = resources.filter(
        (each) =>
          !grants.test(each.type) && each.type !== identity && !(each.type in namesOnly) && names(each.arguments),
      );
      return runners.flatMap((runner) => {
        const waits = list(runner.arguments["depends_on"]);
        return (
          granted
            .filter((grant) => !waits.includes(grant.address))
            // a right on the very thing that runs (its own workspace) can only come after it
            .filter((grant) => !JSON.stringify(grant.arguments).includes(`\${${runner.address}.`))
            .map((grant) => `${runner.address}: ${grant.address}`)
        );
      });
    });
    expect(missing).toEqual([]);
  });

  test("the ledger names an owner of the spec, a meter and a way to debug for every box", () => {
    const { ledger } = stackOf(platform, variant);
    const owners = new Set(Object.values(exampleSpec(variants[variant]).owners));
    const lacking = ledger.boxes.filter(
      (box) => !owners.has(box.owner) || box.debug === null || (box.meter === null && box.box !== "quotas"),
    );
    expect(lacking.map(({ box }) => box)).toEqual([]);
    expect(ledger.arrows.map(({ from, to }) => `${from} → ${to}`)).toEqual(
      ledger.boxes.some(({ box }) => box === "pipeline")
        ? [
            "data bucket → pipeline",
            "pipeline → training job",
            "training job → model registry",
            "model registry → endpoint",
          ]
        : [],
    );
  });

  test("the outputs are the runbook, and no secret", () => {
    const { json } = stackOf(platform, variant);
    const outputs = Object.entries(json.output ?? {}) as Array<[string, { sensitive?: boolean }]>;
    expect(outputs.filter(([name, { sensitive }]) => !nextSteps.test(name) || sensitive)).toEqual([]);
    expect(outputs.map(([name]) => name)).toContain("next_2_upload_data");
  });

  test("the state lies outside of cdktf.out, under the pilot's name", () => {
    const terraform = stackOf(platform, variant).json["terraform"] as { backend: unknown };
    expect(terraform.backend).toEqual({ local: { path: `../../../penguins-${platform}.tfstate` } });
  });

  test("nothing is public, and nobody owns everything", () => {
    const { resources } = stackOf(platform, variant);
    const open = /^(allUsers|allAuthenticatedUsers|roles\/(owner|editor|viewer)|Owner|Contributor)$/;
    const found = resources.flatMap(({ address, arguments: given }) =>
      [...strings(given)]
        .filter(({ text }) => open.test(text))
        .map(({ pointer, text }) => `${address} ${pointer}: ${text}`),
    );
    expect(found.filter((each) => !Object.keys(documented).some((part) => each.includes(part)))).toEqual([]);
  });
});

describe("wildcards", () => {
  const found = () => new Set(cases.flatMap(([platform, variant]) => wildcardsOf(stackOf(platform, variant))));

  test("stand on the written list, and the list holds nothing else", () => {
    expect([...found()].sort()).toEqual(Object.keys(wildcards).sort());
  });
});

test("a platform's stack is the same with the other platforms in its app", async () => {
  const together = await synthesizeApp(variants["phase 2"]);
  for (const platform of examplePlatforms) expectSame(together[platform]?.json, stackOf(platform, "phase 2").json);
});

test("the constructs make the same stacks with every record deleted", async () => {
  const scratch = keptCopy("every-stack", "constructs", "stacks");
  const files = readdirSync(join(scratch, "constructs"), { recursive: true, encoding: "utf8" });
  let deleted = 0;
  for (const file of files.filter((name) => name.endsWith(".ts") && !name.startsWith("pilot"))) {
    const path = join(scratch, "constructs", file);
    const source = readFileSync(path, "utf8");
    // the statement ends at the first `);` of its own indentation
    const bare = source
      .replace(/^import \{ record \} from ".*";\n/m, "")
      .replace(/^( +)(?:for \(.*\)\s+)?record\((.*\);\n|[\s\S]*?\n\1[^ \n]*\);\n)/gm, "");
    if (bare === source) continue;
    expect(`${file}: ${/^.*\brecord\(.*$/m.exec(bare.replace(/^ *(\/?\*|\/\/).*$/gm, ""))?.[0]}`).toBe(
      `${file}: undefined`,
    );
    writeFileSync(path, bare);
    deleted += 1;
  }
  expect(deleted).toBeGreaterThanOrEqual(examplePlatforms.length * 2);
  const { addPilots } = requireFrom<typeof load>(scratch, "stacks/load.ts");
  for (const [variant, change] of Object.entries(variants)) {
    const bare = await synthesizeApp(change, addPilots);
    for (const platform of examplePlatforms) {
      const whole = stackOf(platform, variant);
      expect(bare[platform]?.ledger.boxes).toEqual([]);
      const { "//": _bareComment, ...bareJson } = bare[platform]?.json ?? {};
      const { "//": _comment, ...json } = whole.json;
      expectSame(bareJson, json);
    }
  }
});
