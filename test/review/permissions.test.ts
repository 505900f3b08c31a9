/**
 * Who may do what on what, on stacks that this project did not make: no row is lost, whatever the style of the policy.
 */

import { grantsOf, grouped } from "../../review/analysis/permissions.js";
import { stackOf } from "../../review/read/stack.js";
import managedPolicies from "../../stacks/aws/review/managed-policies.json";
import type { Grant } from "../../stacks/readers/permissions.js";

type Resources = Record<string, Record<string, object>>;

const grants = (resource: Resources, data: Resources = {}): readonly Grant[] =>
  grantsOf(stackOf("foreign", "f.json", { resource, data }));
const row = ({ who, effect, verbs, actions, on }: Grant) => [who, effect, verbs, actions, on];
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

describe("aws, managed policies and NotAction", () => {
  const found = grants(
    {
      aws_iam_role: {
        ci: {
          name: "ci",
          assume_role_policy: "${data.aws_iam_policy_document.trust.json}",
          managed_policy_arns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
          inline_policy: [{ name: "own", policy: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) }],
        },
      },
      aws_iam_policy: {
        most: {
          name: "most",
          policy: policy({
            Sid: "NearlyAll",
            Effect: "Allow",
            NotAction: ["iam:*"],
            NotResource: "arn:aws:s3:::secret/*",
          }),
        },
      },
      aws_iam_role_policy_attachment: {
        most: { role: "${aws_iam_role.ci.name}", policy_arn: "${aws_iam_policy.most.arn}" },
        read: { role: "${aws_iam_role.ci.name}", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      },
      aws_iam_policy_attachment: {
        all: { name: "all", roles: ["a", "b"], users: ["c"], policy_arn: "${aws_iam_policy.most.arn}" },
      },
      aws_iam_user_policy: { broken: { user: "u", policy: '${file("policy.json")}' } },
      aws_s3_bucket_policy: {
        open: {
          bucket: "b",
          policy: policy({
            Effect: "Allow",
            NotPrincipal: { AWS: "arn:aws:iam::1:user/x" },
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::b/*",
          }),
        },
      },
      aws_lambda_permission: { call: { function_name: "f", action: "lambda:InvokeFunction", principal: "*" } },
      aws_sqs_queue_policy: {
        list: { queue_url: "q", policy: policy({ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*" }) },
      },
    },
    {
      aws_iam_policy_document: {
        trust: {
          statement: [
            {
              actions: ["sts:AssumeRole"],
              principals: [{ type: "Service", identifiers: ["codebuild.amazonaws.com"] }],
              condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] }],
            },
          ],
        },
      },
    },
  );

  test("every resource that grants has a row", () => {
    const addresses = new Set(found.map(({ address }) => address));
    expect([...addresses].sort()).toEqual([
      "aws_iam_policy_attachment.all",
      "aws_iam_role.ci",
      "aws_iam_role_policy_attachment.most",
      "aws_iam_role_policy_attachment.read",
      "aws_iam_user_policy.broken",
      "aws_lambda_permission.call",
      "aws_s3_bucket_policy.open",
      "aws_sqs_queue_policy.list",
    ]);
  });

  test("NotAction and NotResource are everything else, and a wildcard", () => {
    const most = found.find(({ address }) => address === "aws_iam_role_policy_attachment.most") as Grant;
    expect(row(most)).toEqual([
      "ci",
      "may",
      ["everything else"],
      ["all except iam:*"],
      ["all except arn:aws:s3:::secret/*"],
    ]);
    expect(most.wildcards).toEqual(["action", "resource"]);
    expect([most.note, most.reason]).toEqual(["NearlyAll", undefined]);
  });

  test("an attachment by name reaches each of its roles and users", () => {
    expect(found.filter(({ address }) => address === "aws_iam_policy_attachment.all").map(({ who }) => who)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  test("PowerUserAccess is what its page says, version 12 of 2026-02-12", () => {
    // docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html, read 2026-11-30
    expect(managedPolicies.policies.PowerUserAccess).toEqual([
      { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
      {
        Effect: "Allow",
        Action: [
          ...["account:GetAccountInformation", "account:GetGovCloudAccountInformation", "account:GetPrimaryEmail"],
          ...["account:ListRegions", "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"],
          ...["organizations:DescribeEffectivePolicy", "organizations:DescribeOrganization"],
        ],
        Resource: "*",
      },
    ]);
  });

  test("a managed policy of AWS is opened; the one that may do everything is a wildcard", () => {
    const read = found.filter(({ address }) => address === "aws_iam_role_policy_attachment.read");
    expect(read.flatMap(({ actions }) => actions)).toContain("s3:Get*");
    const all = found.find(({ address, actions }) => address === "aws_iam_role.ci" && actions[0] === "*");
    expect([all?.verbs, all?.wildcards]).toEqual([["everything"], ["action", "resource"]]);
  });

  test("a document as a data source is read with its principals and conditions", () => {
    const trust = found.find(({ who }) => who === "service codebuild.amazonaws.com") as Grant;
    expect(row(trust)).toEqual(["service codebuild.amazonaws.com", "may", ["act as"], ["sts:AssumeRole"], ["ci"]]);
    expect(trust.when).toEqual(["aws:SourceAccount StringEquals 1"]);
  });

  test("what cannot be read is a row that says so", () => {
    expect(found.find(({ address }) => address === "aws_iam_user_policy.broken")?.effect).toBe("unknown");
  });

  test("NotPrincipal and * without a condition are public; a deny never is", () => {
    expect(
      found
        .filter(({ isPublic }) => isPublic)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(["aws_lambda_permission.call", "aws_s3_bucket_policy.open"]);
  });
});

describe("google, bindings, whole policies and custom roles", () => {
  const found = grants(
    {
      google_project_iam_binding: {
        many: { project: "p", role: "roles/editor", members: ["user:a@b.co", "group:c@d.co"] },
      },
      google_storage_bucket_iam_policy: {
        whole: { bucket: "b", policy_data: "${data.google_iam_policy.p.policy_data}" },
      },
      google_service_account_iam_policy: { text: { service_account_id: "sa", policy_data: "${var.policy}" } },
      google_project_iam_custom_role: {
        runner: { role_id: "runner", permissions: ["aiplatform.pipelineJobs.create", "storage.objects.get"] },
      },
      google_project_iam_member: {
        runner: {
          project: "p",
          role: "${google_project_iam_custom_role.runner.name}",
          member: "serviceAccount:${google_service_account.run.email}",
        },
      },
      google_service_account: { run: { account_id: "runner" } },
    },
    { google_iam_policy: { p: { binding: [{ role: "roles/storage.objectViewer", members: ["allUsers"] }] } } },
  );

  test("a binding is a row for each member, and says that it is authoritative", () => {
    const many = found.filter(({ address }) => address === "google_project_iam_binding.many");
    expect(many.map(({ who }) => who).sort()).toEqual(["group:c@d.co", "user:a@b.co"]);
    expect([many[0]?.note, many[0]?.reason]).toEqual(["replaces every other member of this role", undefined]);
    expect(many[0]?.wildcards).toEqual(["action", "resource"]);
  });

  test("allUsers in a whole policy is public", () => {
    const [whole] = found.filter(({ address }) => address === "google_storage_bucket_iam_policy.whole") as [Grant];
    expect([whole.who, whole.verbs, whole.isPublic]).toEqual(["everybody (allUsers)", ["read", "list"], true]);
  });

  test("a custom role is opened, and its holder is called by name", () => {
    const [member] = found.filter(({ address }) => address === "google_project_iam_member.runner") as [Grant];
    expect(row(member)).toEqual([
      "runner",
      "may",
      ["run", "read"],
      ["aiplatform.pipelineJobs.create", "storage.objects.get"],
      ["project p"],
    ]);
  });

  test("a policy that is not in the file is a row that says so", () => {
    expect(found.find(({ address }) => address === "google_service_account_iam_policy.text")?.effect).toBe("unknown");
  });
});

describe("azure, role definitions by id", () => {
  const role = (id: string) => `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${id}`;
  const found = grants({
    azurerm_user_assigned_identity: { job: { name: "job" } },
    azurerm_role_definition: {
      own: {
        name: "own",
        role_definition_id: "11111111-1111-4111-8111-111111111111",
        permissions: [{ actions: ["*"], not_actions: ["Microsoft.Authorization/*"] }],
      },
    },
    azurerm_role_assignment: {
      built: {
        scope: "/subscriptions/s",
        principal_id: "${azurerm_user_assigned_identity.job.principal_id}",
        role_definition_id: role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
      },
      own: {
        scope: "x",
        principal_id: "p",
        role_definition_id: "${azurerm_role_definition.own.role_definition_resource_id}",
      },
      ownById: { scope: "x", principal_id: "p", role_definition_id: role("11111111-1111-4111-8111-111111111111") },
      strange: { scope: "x", principal_id: "p", role_definition_id: role("99999999-9999-4999-8999-999999999999") },
      none: { scope: "x", principal_id: "p" },
    },
    azapi_resource: {
      mine: {
        type: "Microsoft.Authorization/roleAssignments@2022-04-01",
        parent_id: "y",
        body: { properties: { principalId: "q", roleDefinitionId: role("7f951dda-4ed3-4680-a7ca-43fe172d538d") } },
      },
    },
    azurerm_key_vault_access_policy: {
      keys: { key_vault_id: "v", object_id: "o", key_permissions: ["Get", "WrapKey"] },
    },
  });
  const of = (address: string) => found.find((each) => each.address === address) as Grant;

  test("a built-in role by its id, on a whole subscription", () => {
    expect(row(of("azurerm_role_assignment.built"))).toEqual([
      "job",
      "may",
      ["read"],
      ["Storage Blob Data Reader"],
      ["subscription s"],
    ]);
    expect(of("azurerm_role_assignment.built").wildcards).toEqual(["resource"]);
  });

  test("an own definition, by reference and by id, with what it excepts", () => {
    for (const address of ["azurerm_role_assignment.own", "azurerm_role_assignment.ownById"]) {
      expect(of(address).actions).toEqual(["*", "all except Microsoft.Authorization/*"]);
      expect(of(address).wildcards).toEqual(["action"]);
    }
  });

  test("an id that nobody knows, and an assignment without a role, are rows that say so", () => {
    expect(of("azurerm_role_assignment.strange").verbs).toEqual(["not understood"]);
    expect(of("azurerm_role_assignment.none").effect).toBe("unknown");
  });

  test("azapi and access policies of vaults are read, too", () => {
    expect(row(of("azapi_resource.mine"))).toEqual(["q", "may", ["read"], ["AcrPull"], ["y"]]);
    expect(of("azurerm_key_vault_access_policy.keys").verbs).toEqual(["read", "encrypt"]);
  });
});

test("a type that sounds like a permission and is unknown is never absent", () => {
  const found = grants({
    acme_access_policy: { a: {} },
    aws_appautoscaling_policy: { b: { name: "b" } },
    aws_s3_bucket_public_access_block: { c: { block_public_policy: true } },
  });
  expect(found.map(({ address, effect }) => [address, effect])).toEqual([["acme_access_policy.a", "unknown"]]);
});

test("rows that differ in one thing only are read as one, and none of their parts is lost", () => {
  const one = (on: string, when: readonly string[], actions: readonly string[], address: string): Grant => ({
    who: "w",
    effect: "may",
    verbs: ["read"],
    actions,
    on: [on],
    when,
    address,
    isPublic: false,
    wildcards: [],
  });
  const [group, ...more] = grouped([
    one("a", [], ["x:Get"], "p.1"),
    one("b", [], ["x:Get"], "p.2"),
    one("a", [], ["x:List"], "p.3"),
    one("b", [], ["x:List"], "p.3"),
  ]);
  expect(more).toEqual([]);
  expect([group?.on, group?.actions, group?.addresses]).toEqual([
    ["a", "b"],
    ["x:Get", "x:List"],
    ["p.1", "p.2", "p.3"],
  ]);
});

describe("aws, conditions on everybody", () => {
  const open = (Condition: object) => ({
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "*",
    Condition,
  });
  const provider = { aws: [{ allowed_account_ids: ["123456789012"] }] };
  const found = (Condition: object) => {
    const resource = { aws_s3_bucket_policy: { p: { bucket: "b", policy: policy(open(Condition)) } } };
    const [grant] = grantsOf(stackOf("s", "f.json", { provider, resource }));
    return `${grant?.isPublic ? "public" : "closed"}${grant?.foreign ? ", from outside" : ""}`;
  };
  test.each([
    // the owner of the bucket is the same for whoever asks
    [{ StringEquals: { "aws:ResourceAccount": "123456789012" } }, "public"],
    // everybody sets tags and names in an account of their own
    [{ StringEquals: { "aws:PrincipalTag/team": "ml" } }, "public"],
    [{ StringEquals: { "aws:username": "ml" } }, "public"],
    // any VPC may have the block
    [{ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } }, "public"],
    [{ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" }, StringEquals: { "aws:SourceVpc": "vpc-1" } }, "closed"],
    [{ StringEquals: { "aws:PrincipalAccount": "123456789012" } }, "closed"],
    [{ StringEquals: { "aws:PrincipalAccount": "999999999999" } }, "closed, from outside"],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::999999999999:role/*" } }, "closed, from outside"],
    [{ StringLike: { "aws:PrincipalOrgID": "o-1" } }, "closed"],
  ])("%j: %s", (condition, expected) => {
    expect(found(condition)).toBe(expected);
  });
});

test("google: everybody with a basic role in another project is from outside", () => {
  const member = (project: string) => {
    const binding = { bucket: "b", role: "roles/storage.objectViewer", member: `projectViewer:${project}` };
    const resource = { google_storage_bucket_iam_member: { m: binding } };
    return grantsOf(stackOf("s", "f.json", { provider: { google: [{ project: "ours" }] }, resource }))[0]?.foreign;
  };
  expect([member("ours"), member("theirs")]).toEqual([undefined, true]);
});

test("what is known to be harmless is never said to be a permission that nobody understood", () => {
  expect(grants({ aws_iam_group: { g: { name: "g" } } })).toEqual([]);
});

describe("identities of pods", () => {
  test("EKS gives a role to a service account of one cluster", () => {
    const given = {
      cluster_name: "main",
      namespace: "team",
      service_account: "train",
      role_arn: "${aws_iam_role.r.arn}",
    };
    const found = grants({
      aws_iam_role: { r: { name: "reads" } },
      aws_eks_pod_identity_association: { a: given },
    }).filter(({ address }) => address.startsWith("aws_eks_"));
    expect(found.map((each) => [...row(each), each.when])).toEqual([
      [
        "system:serviceaccount:team:train",
        "may",
        ["act as"],
        ["sts:AssumeRole", "sts:TagSession"],
        ["{reads}"],
        ["a pod of the cluster main"],
      ],
    ]);
  });

  const provider = (more: object) => ({
    google_iam_workload_identity_pool: { p: { workload_identity_pool_id: "pods" } },
    google_iam_workload_identity_pool_provider: {
      c: {
        workload_identity_pool_id: "${google_iam_workload_identity_pool.p.workload_identity_pool_id}",
        attribute_mapping: { "google.subject": "assertion.sub" },
        oidc: { issuer_uri: "https://issuer.example.com" },
        ...more,
      },
    },
  });
  test("a provider of a pool lets one subject through, or everybody of its issuer", () => {
    const condition = 'assertion.sub == "system:serviceaccount:team:train"';
    const read = (more: object) => grants(provider(more)).map((each) => [...row(each), each.when, each.wildcards]);
    const gate = [
      "federated https://issuer.example.com",
      "lets through",
      ["act as"],
      ["google.subject = assertion.sub"],
      ["pool pods"],
    ];
    expect(read({ attribute_condition: condition })).toEqual([[...gate, [condition], []]]);
    expect(read({})).toEqual([[...gate, [], ["principal"]]]);
    expect(read({ disabled: true })).toEqual([]);
  });
});
