/**
 * Who may what with each thing, however wide it is written: every way in the table is one that a review by names
 * missed.
 */
import { accessOf } from "../../review/analysis/access.js";
import { analysisOf } from "../../review/analysis/analysis.js";
import { plain } from "../../review/document.js";
import { answers } from "../../review/pages/summary.js";
import { stackOf } from "../../review/read/stack.js";
import type { Stack } from "../../stacks/readers/stack.js";

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

const aws: Resources = {
  aws_s3_bucket: { data: { bucket: "penguins-data" } },
  aws_kms_key: {
    data: {
      description: "data",
      policy: policy(allow("kms:*", "*", { Principal: { AWS: "arn:aws:iam::111111111111:root" } })),
    },
  },
  aws_sagemaker_endpoint: { serve: { name: "penguins-endpoint" } },
  aws_iam_role: {
    job: {
      name: "job",
      assume_role_policy: policy({
        Effect: "Allow",
        Principal: { Service: "sagemaker.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    },
  },
};
const google: Resources = {
  google_storage_bucket: { data: { name: "penguins-data", project: "p" } },
  google_kms_crypto_key: { data: { name: "data", key_ring: "projects/p/locations/l/keyRings/ring", project: "p" } },
  google_service_account: { job: { account_id: "job", project: "p" } },
  google_vertex_ai_endpoint: { serve: { name: "1", display_name: "serve", project: "p" } },
};
const group = "/subscriptions/s/resourceGroups/g";
const azure: Resources = {
  azurerm_resource_group: { g: { name: "g" } },
  azurerm_storage_account: {
    data: { name: "penguinsdata", resource_group_name: "g", shared_access_key_enabled: false },
  },
  azurerm_user_assigned_identity: { job: { name: "job", resource_group_name: "g" } },
  azurerm_key_vault: { vault: { name: "vault", resource_group_name: "g" } },
  azurerm_key_vault_key: { data: { name: "data", key_vault_id: "${azurerm_key_vault.vault.id}" } },
};
const provider = {
  aws: [{ region: "eu-west-1", allowed_account_ids: ["111111111111"] }],
  google: [{ project: "p" }],
  azurerm: [{ subscription_id: "s" }],
};

function stackWith(base: Resources, more: Resources): Stack {
  const resource: Record<string, Record<string, object>> = {};
  for (const [type, byId] of [...Object.entries(base), ...Object.entries(more)])
    resource[type] = { ...resource[type], ...byId };
  return stackOf("s", "s.json", { provider, resource });
}

/** `verb who [parts] (conditions) as identity`, for one thing. */
function ways(base: Resources, more: Resources, address: string, verbs: readonly string[]): readonly string[] {
  const rows = accessOf(stackWith(base, more)).byThing.get(address) ?? [];
  return rows
    .filter(({ verb, who }) => verbs.includes(verb) && !who.startsWith("service "))
    .map(({ verb, who, parts, when, through }) =>
      [
        `${verb} ${who}`,
        ...(parts.length > 0 ? [`[${parts.join(" ")}]`] : []),
        ...(when.length > 0 ? [`(${when.join("; ")})`] : []),
        ...(through === undefined ? [] : [`as ${through}`]),
      ].join(" "),
    )
    .sort();
}

const inline = (statement: object) => ({
  aws_iam_role_policy: { wide: { role: "${aws_iam_role.job.name}", policy: policy(statement) } },
});
const attached = (arn: string) => ({
  aws_iam_role_policy_attachment: { wide: { role: "${aws_iam_role.job.name}", policy_arn: arn } },
});
const onBucket = (...statements: object[]) => ({
  aws_s3_bucket_policy: { own: { bucket: "${aws_s3_bucket.data.bucket}", policy: policy(...statements) } },
});
const bucket = "aws_s3_bucket.data";
const eve = { AWS: "arn:aws:iam::999999999999:role/eve" };

describe("aws", () => {
  test.each<[string, Resources, readonly string[]]>([
    ["a star", inline(allow("s3:GetObject", "*")), ["read job"]],
    ["any bucket, any key", inline(allow("s3:GetObject", "arn:aws:s3:::*/*")), ["read job"]],
    [
      "a pattern of names",
      inline(allow("s3:Get*", "arn:aws:s3:::penguins-*/secret/*")),
      ["read job [arn:aws:s3:::penguins-*/secret/*]"],
    ],
    [
      "a part",
      inline(allow("s3:GetObject", "arn:aws:s3:::${aws_s3_bucket.data.bucket}/data/*")),
      ["read job [data/*]"],
    ],
    ["by the ARN", inline(allow("s3:GetObject", "${aws_s3_bucket.data.arn}/*")), ["read job"]],
    [
      "looking at its settings is not reading it",
      inline(allow(["s3:GetBucketPolicy", "s3:GetBucketLocation"], "*")),
      [],
    ],
    ["the bucket alone holds no object", inline(allow("s3:GetObject", "arn:aws:s3:::penguins-data")), []],
    ["everything but IAM", inline({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), ["read job"]],
    [
      "everywhere but another bucket",
      inline({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::other/*" }),
      ["read job"],
    ],
    [
      "everywhere but here",
      inline({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::penguins-data/*" }),
      [],
    ],
    ["another bucket", inline(allow("s3:*", ["arn:aws:s3:::penguins-data-2", "arn:aws:s3:::penguins-data-2/*"])), []],
    ["an administrator policy", attached("arn:aws:iam::aws:policy/AdministratorAccess"), ["read job"]],
    ["a policy of AWS for S3", attached("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"), ["read job"]],
    ["power users", attached("arn:aws:iam::aws:policy/PowerUserAccess"), ["read job"]],
    [
      "everybody",
      onBucket(allow("s3:GetObject", "arn:aws:s3:::penguins-data/*", { Principal: "*" })),
      ["read everybody"],
    ],
    [
      "another account",
      onBucket(allow("s3:GetObject", "arn:aws:s3:::penguins-data/*", { Principal: eve })),
      ["read eve of account 999999999999 (another account)"],
    ],
    [
      "a network beside the answer",
      onBucket(
        allow("s3:GetObject", "arn:aws:s3:::penguins-data/*", {
          Principal: { AWS: "arn:aws:iam::111111111111:role/ml" },
          Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } },
        }),
      ),
      ["read ml (aws:VpcSourceIp IpAddress 10.0.0.0/8)"],
    ],
  ])("who reads the data: %s", (_, more, expected) => {
    expect(ways(aws, more, bucket, ["read"]).filter((row) => !/Acl|Tagging/.test(row))).toEqual(expected);
  });

  test("a deny comes first: all of it takes away, a part or a condition stands beside", () => {
    const read = allow("s3:GetObject", "*");
    const both = (deny: object) =>
      inline(read).aws_iam_role_policy && {
        aws_iam_role_policy: {
          read: { role: "job", policy: policy(read) },
          deny: { role: "job", policy: policy({ Effect: "Deny", Action: "s3:*", Resource: "*", ...deny }) },
        },
      };
    expect(ways(aws, both({}), bucket, ["read"])).toEqual([]);
    expect(ways(aws, both({ Resource: "arn:aws:s3:::penguins-data/secret/*" }), bucket, ["read"])).toEqual([
      "read job (not secret/*)",
    ]);
    const outside = { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } };
    expect(ways(aws, both(outside), bucket, ["read"])).toEqual(["read job (aws:SourceVpce StringEquals vpce-1)"]);
    const foreignOnly = { Condition: { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } } };
    expect(ways(aws, both(foreignOnly), bucket, ["read"])).toEqual(["read job"]);
  });

  test("a boundary is the most that somebody may", () => {
    const role = (boundary: string) => ({
      aws_iam_role: { job: { name: "job", permissions_boundary: boundary } },
      ...inline(allow(["s3:GetObject", "s3:DeleteObject"], "*")),
      aws_iam_policy: { bound: { name: "bound", policy: policy(allow("s3:GetObject", "*")) } },
    });
    expect(ways(aws, role("${aws_iam_policy.bound.arn}"), bucket, ["read", "delete"])).toEqual(["read job"]);
    expect(ways(aws, role("arn:aws:iam::111111111111:policy/elsewhere"), bucket, ["delete"])).toEqual([
      "delete job (within the boundary arn:aws:iam::111111111111:policy/elsewhere, which is not read)",
    ]);
  });

  test("an action on one part is not an action on another", () => {
    const two: Resources = {
      aws_iam_role_policy: {
        own: {
          role: "job",
          policy: policy(allow(["s3:PutObject", "s3:AbortMultipartUpload"], "arn:aws:s3:::penguins-data/a/*")),
        },
        more: { role: "job", policy: policy(allow("s3:PutObject", "arn:aws:s3:::penguins-data/b/*")) },
      },
    };
    const rows = accessOf(stackWith(aws, two)).byThing.get(bucket) ?? [];
    const ends = rows.filter(({ actions }) => actions.includes("s3:AbortMultipartUpload"));
    expect(ends.map(({ parts }) => parts)).toEqual([["a/*"]]);
  });

  test("ending an upload is no delete, and an expiry of everything is one", () => {
    const only = (action: string, on = "arn:aws:s3:::penguins-data/*") =>
      ways(aws, inline(allow(action, on)), bucket, ["delete", "write"]);
    expect(only("s3:AbortMultipartUpload")).toEqual(["write job"]);
    expect(only("s3:DeleteObject")).toEqual(["delete job"]);
    expect(only("s3:PutLifecycleConfiguration", "arn:aws:s3:::penguins-data")).toEqual(["delete job"]);
  });

  test.each([["sagemaker:*"], ["*"], ["sagemaker:Invoke*"]])("%s may call the endpoint", (action) => {
    expect(ways(aws, inline(allow(action, "*")), "aws_sagemaker_endpoint.serve", ["invoke"])).toEqual(["invoke job"]);
  });

  test("a key is used by whom its account's policies let, unless the key says otherwise", () => {
    const use = inline(allow("kms:Decrypt", "*"));
    expect(ways(aws, use, "aws_kms_key.data", ["decrypt"])).toContain("decrypt job");
    const closed = {
      aws_kms_key: {
        data: { policy: policy(allow("kms:*", "*", { Principal: { AWS: "arn:aws:iam::111111111111:role/admin" } })) },
      },
    };
    expect(ways(aws, { ...use, ...closed }, "aws_kms_key.data", ["decrypt"])).toEqual(["decrypt admin"]);
  });

  test("whoever may pass or become a reader reads through it, however long the chain", () => {
    const chain: Resources = {
      ...inline(allow("s3:GetObject", "*")),
      aws_iam_role: {
        ci: { name: "ci", assume_role_policy: policy({ Effect: "Allow", Principal: eve, Action: "sts:AssumeRole" }) },
      },
      aws_iam_user_policy: {
        pass: { user: "ann", policy: policy(allow("iam:PassRole", "arn:aws:iam::111111111111:role/*")) },
      },
      aws_iam_group_policy: {
        ci: { group: "devs", policy: policy(allow("sts:AssumeRole", "${aws_iam_role.ci.arn}")) },
      },
    };
    expect(ways(aws, chain, bucket, ["read"])).toEqual(["read ann as job", "read job"]);
    expect(ways(aws, chain, "aws_iam_role.ci", ["act as"])).toEqual([
      "act as ann",
      "act as eve of account 999999999999 (another account)",
    ]);
  });
});

const member = (type: string, given: object) => ({
  [`google_${type}_iam_member`]: { wide: { member: "user:eve@x.co", ...given } },
});

describe("google", () => {
  test.each<[string, Resources, readonly string[]]>([
    [
      "viewer of objects on the project",
      member("project", { project: "p", role: "roles/storage.objectViewer" }),
      ["read user:eve@x.co"],
    ],
    [
      "admin of storage on the project",
      member("project", { project: "p", role: "roles/storage.admin" }),
      ["read user:eve@x.co"],
    ],
    [
      "editor of the project, as every bucket lets editors in when it is made",
      member("project", { project: "p", role: "roles/editor" }),
      ["read user:eve@x.co (by the bucket's default bindings, unless they were removed)"],
    ],
    [
      "admin of the bucket",
      member("storage_bucket", { bucket: "${google_storage_bucket.data.name}", role: "roles/storage.admin" }),
      ["read user:eve@x.co"],
    ],
    [
      "on the folder above",
      member("folder", { folder: "folders/1", role: "roles/storage.objectViewer" }),
      ["read user:eve@x.co"],
    ],
    [
      "on the organization",
      member("organization", { org_id: "1", role: "roles/storage.objectViewer" }),
      ["read user:eve@x.co"],
    ],
    [
      "looking at a bucket is not reading it",
      member("storage_bucket", { bucket: "penguins-data", role: "roles/storage.bucketViewer" }),
      [],
    ],
    ["on another project", member("project", { project: "other", role: "roles/storage.admin" }), []],
    ["on another bucket", member("storage_bucket", { bucket: "penguins-data-2", role: "roles/storage.admin" }), []],
    ["a role for something else", member("project", { project: "p", role: "roles/logging.logWriter" }), []],
    [
      "a part, by its condition",
      member("storage_bucket", {
        bucket: "penguins-data",
        role: "roles/storage.objectViewer",
        condition: [{ expression: 'resource.name.startsWith("projects/_/buckets/penguins-data/objects/data/")' }],
      }),
      ["read user:eve@x.co [data/*]"],
    ],
    [
      "a condition on another bucket",
      member("project", {
        project: "p",
        role: "roles/storage.objectViewer",
        condition: [{ expression: 'resource.name.startsWith("projects/_/buckets/other/objects/")' }],
      }),
      [],
    ],
    [
      "another condition stands beside",
      member("project", {
        project: "p",
        role: "roles/storage.objectViewer",
        condition: [{ expression: "request.time < timestamp('2027-01-01T00:00:00Z')" }],
      }),
      ["read user:eve@x.co (request.time < timestamp('2027-01-01T00:00:00Z'))"],
    ],
    [
      "everybody in an access list",
      {
        google_storage_default_object_access_control: {
          all: { bucket: "penguins-data", entity: "allUsers", role: "READER" },
        },
      },
      ["read everybody (allUsers)"],
    ],
  ])("who reads the data: %s", (_, more, expected) => {
    expect(ways(google, more, "google_storage_bucket.data", ["read"])).toEqual(expected);
  });

  test("a key of a service account, and the right to make one, are the account", () => {
    const key = { google_service_account_key: { k: { service_account_id: "${google_service_account.job.name}" } } };
    expect(ways(google, key, "google_service_account.job", ["act as"])).toEqual(["act as whoever holds the key"]);
    const admin = member("project", { project: "p", role: "roles/iam.serviceAccountKeyAdmin" });
    expect(ways(google, admin, "google_service_account.job", ["act as"])).toEqual(["act as user:eve@x.co"]);
    const reads = {
      ...key,
      google_storage_bucket_iam_member: {
        job: {
          bucket: "penguins-data",
          role: "roles/storage.objectViewer",
          member: "serviceAccount:${google_service_account.job.email}",
        },
      },
    };
    expect(ways(google, reads, "google_storage_bucket.data", ["read"])).toEqual([
      "read job",
      "read whoever holds the key as job",
    ]);
  });

  test("a dataset's inline access counts, and everybody in it is public", () => {
    const dataset = {
      google_bigquery_dataset: {
        d: {
          dataset_id: "capture",
          project: "p",
          access: [{ role: "READER", special_group: "allAuthenticatedUsers" }],
        },
      },
    };
    expect(ways(google, dataset, "google_bigquery_dataset.d", ["read"])).toEqual([
      "read everybody (allAuthenticatedUsers)",
    ]);
    const { findings } = analysisOf(stackWith(google, dataset));
    expect(findings.filter(({ kind }) => kind === "public").map(({ address }) => address)).toContain(
      "google_bigquery_dataset.d",
    );
  });

  test("an address of a dataset's access is a person or a service account", () => {
    const access = ["eve@example.com", "job@p.iam.gserviceaccount.com"].map((email) => ({
      ...{ role: "READER", user_by_email: email },
    }));
    const dataset = { google_bigquery_dataset: { d: { dataset_id: "capture", project: "p", access } } };
    expect(ways(google, dataset, "google_bigquery_dataset.d", ["read"])).toEqual([
      "read serviceAccount:job@p.iam.gserviceaccount.com",
      "read user:eve@example.com",
    ]);
  });

  test("exporting a model is reading it, and a role that nobody knows is counted", () => {
    const custom = {
      google_project_iam_custom_role: { r: { role_id: "r", permissions: ["aiplatform.models.export"] } },
      ...member("project", { project: "p", role: "${google_project_iam_custom_role.r.id}" }),
    };
    expect(ways(google, custom, "", ["read", "not understood"])).toEqual(["read user:eve@x.co"]);
    const { findings } = analysisOf(stackWith(google, member("project", { project: "p", role: "roles/made.up" })));
    expect(findings.filter(({ kind }) => kind === "not-understood")).toHaveLength(1);
  });
});

const assigned = (role: string, scope: string, more: object = {}) => ({
  azurerm_role_assignment: { wide: { principal_id: "eve", role_definition_name: role, scope, ...more } },
});

describe("azure", () => {
  test.each<[string, Resources, readonly string[]]>([
    ["reader on the group", assigned("Storage Blob Data Reader", group), ["read eve"]],
    [
      "reader on the account by its id",
      assigned("Storage Blob Data Reader", "${azurerm_storage_account.data.id}"),
      ["read eve"],
    ],
    [
      "owner of the data on the account",
      assigned("Storage Blob Data Owner", "${azurerm_storage_account.data.id}"),
      ["read eve"],
    ],
    ["on the subscription", assigned("Storage Blob Data Reader", "/subscriptions/s"), ["read eve"]],
    [
      "on the management group",
      assigned("Storage Blob Data Reader", "/providers/Microsoft.Management/managementGroups/m"),
      ["read eve"],
    ],
    [
      "on one container",
      assigned("Storage Blob Data Reader", "${azurerm_storage_account.data.id}/blobServices/default/containers/data"),
      ["read eve [data/*]"],
    ],
    [
      "on another account",
      assigned("Storage Blob Data Reader", `${group}/providers/Microsoft.Storage/storageAccounts/penguinsdata2`),
      [],
    ],
    ["on another group", assigned("Storage Blob Data Reader", "/subscriptions/s/resourceGroups/g2"), []],
    ["in another case", assigned("storage blob data reader", group.toUpperCase()), ["read eve"]],
    [
      "a condition stands beside",
      assigned("Storage Blob Data Reader", group, { condition: "@Resource[x] StringEquals 'y'" }),
      ["read eve (@Resource[x] StringEquals 'y')"],
    ],
    ["the owner of the subscription where no key is taken", assigned("Owner", "/subscriptions/s"), []],
  ])("who reads the data: %s", (_, more, expected) => {
    expect(ways(azure, more, "azurerm_storage_account.data", ["read"])).toEqual(expected);
  });

  test("where the account takes keys, whoever may list them reads; an owner may always let somebody in", () => {
    const keys = { azurerm_storage_account: { data: { name: "penguinsdata", resource_group_name: "g" } } };
    expect(
      ways(azure, { ...keys, ...assigned("Owner", "/subscriptions/s") }, "azurerm_storage_account.data", ["read"]),
    ).toEqual(["read eve"]);
    expect(ways(azure, assigned("Owner", "/subscriptions/s"), "azurerm_storage_account.data", ["administer"])).toEqual([
      "administer eve",
    ]);
  });

  test("Data Scientist deletes and stops, as its definition says", () => {
    const workspace = {
      azapi_resource: {
        w: {
          name: "w",
          type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
          parent_id: "${azurerm_resource_group.g.id}",
        },
      },
    };
    const scientist = assigned("AzureML Data Scientist", "${azapi_resource.w.id}");
    expect(ways(azure, { ...workspace, ...scientist }, "azapi_resource.w", ["stop", "delete", "approve"])).toEqual([
      "approve eve",
      "delete eve",
      "stop eve",
    ]);
  });

  test("a federated credential is the identity, for whoever its issuer says", () => {
    const credential = {
      azurerm_federated_identity_credential: {
        ci: {
          parent_id: "${azurerm_user_assigned_identity.job.id}",
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:eve/x:ref:refs/heads/main",
        },
      },
    };
    const who = "act as federated repo:eve/x:ref:refs/heads/main (https://token.actions.githubusercontent.com)";
    expect(ways(azure, credential, "azurerm_user_assigned_identity.job", ["act as"])).toEqual([who]);
    expect(analysisOf(stackWith(azure, credential)).findings.map(({ kind }) => kind)).toContain("foreign");
  });
});

test("a Sid is a name: a wildcard with one has a row of its own, with its place", () => {
  const { findings } = analysisOf(stackWith(aws, inline({ Sid: "Metrics", ...allow("s3:GetObject", "*") })));
  const [found] = findings.filter(({ kind }) => kind === "wildcard");
  expect([found?.reason, found?.address]).toEqual([undefined, "aws_iam_role_policy.wide"]);
  const whole = {
    google_project_iam_policy: {
      all: {
        project: "p",
        policy_data: JSON.stringify({ bindings: [{ role: "roles/owner", members: ["user:eve@x"] }] }),
      },
    },
  };
  const [owner] = analysisOf(stackWith(google, whole)).findings.filter(({ kind }) => kind === "wildcard");
  expect([owner?.reason, owner?.address]).toEqual([undefined, "google_project_iam_policy.all"]);
});

test("what is not understood stands in the answer that it could change", () => {
  const broken = { aws_iam_role_policy: { broken: { role: "job", policy: '${file("p.json")}' } } };
  const [[, answer]] = answers(analysisOf(stackWith(aws, broken))) as readonly [readonly [string, string]];
  expect(plain(answer)).toBe(
    "nobody by what this review reads of this stack; not understood, so not in this answer: aws_iam_role_policy.broken",
  );
});

describe("a condition that anybody fulfils holds nobody out", () => {
  const isPublic = (Condition: object) =>
    analysisOf(
      stackWith(aws, onBucket(allow("s3:GetObject", "arn:aws:s3:::penguins-data/*", { Principal: "*", Condition }))),
    ).findings.some(({ kind, address }) => kind === "public" && address === "aws_s3_bucket_policy.own");
  test.each([
    [{ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }],
    [{ IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }],
    [{ IpAddress: { "aws:SourceIp": ["::/0"] } }],
    [{ NotIpAddress: { "aws:SourceIp": "192.0.2.1/32" } }],
    [{ StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }],
    [{ StringLike: { "aws:PrincipalAccount": "*" } }],
    [{ StringNotEquals: { "aws:PrincipalAccount": "999999999999" } }],
    [{ StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } }],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }],
    [{ Bool: { "aws:SecureTransport": "true" } }],
  ])("%j is public", (condition) => expect(isPublic(condition)).toBe(true));
  test.each([
    [{ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }],
    [{ StringEquals: { "aws:PrincipalOrgID": "o-1" } }],
    [{ StringEquals: { "aws:SourceVpce": "vpce-1" } }],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/*" } }],
  ])("%j is not", (condition) => expect(isPublic(condition)).toBe(false));
});
