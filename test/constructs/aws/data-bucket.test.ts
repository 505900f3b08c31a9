import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import {
  DataBucket,
  type DataBucketProps,
  dataBucketProblems,
  type Identity,
} from "../../../constructs/aws/data-bucket.js";
import { type SynthesizedStack, statementsOf, synthesizeScope } from "../../synth.js";

const days = { data: 90, artifacts: 91, evaluation: 92, exports: 93, capture: 94, noncurrent: 95, accessLogs: 96 };
const operator = "arn:aws:iam::123456789012:role/ml-operator";
const props: DataBucketProps = {
  bucketName: "penguins-data-123456789012",
  accessLogBucketName: "penguins-logs-123456789012",
  keyAlias: "alias/penguins",
  account: "123456789012",
  region: "eu-west-1",
  owner: "data@example.com",
  retentionDays: days,
};

/** A data bucket, and what is done with it. */
const made = (
  more: Partial<DataBucketProps> = {},
  then?: (bucket: DataBucket, job: Identity) => void,
): SynthesizedStack =>
  synthesizeScope((stack) => {
    const bucket = new DataBucket(stack, "data-bucket", { ...props, ...more });
    const role = new IamRole(stack, "role", { name: "job", assumeRolePolicy: "{}" });
    const policies: ITerraformDependable[] = [];
    then?.(bucket, { name: "job", roleName: role.name, policies });
  });

const bucketName = "${aws_s3_bucket.data-bucket.bucket}";
const arn = `arn:aws:s3:::${bucketName}`;

describe("makes", () => {
  const stack = made();

  test("a bucket with its own rotated key, used for every object", () => {
    const key = stack.one("aws_kms_key");
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    const encryption = stack.one("aws_s3_bucket_server_side_encryption_configuration", "data-bucket_encryption");
    expect(encryption.rule).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: `\${${stack.all("aws_kms_key")[0]?.address}.arn}`,
        },
        bucket_key_enabled: true,
      },
    ]);
  });

  test("versions", () => {
    const { bucket, versioning_configuration } = stack.one("aws_s3_bucket_versioning");
    expect([bucket, versioning_configuration]).toEqual([bucketName, { status: "Enabled" }]);
  });

  test("expiry per prefix, of old versions and of unfinished uploads", () => {
    const { rule, depends_on } = stack.one("aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry");
    const prefixes = ["data", "artifacts", "evaluation", "exports", "capture", "models"] as const;
    expect(rule).toEqual(
      prefixes.map((id) => ({
        id,
        status: "Enabled",
        filter: [{ prefix: `${id}/` }],
        // what releases are served from stays until somebody deletes it
        ...(id === "models" ? {} : { expiration: [{ days: days[id] }] }),
        noncurrent_version_expiration: [{ noncurrent_days: 95 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      })),
    );
    expect(depends_on).toEqual([stack.all("aws_s3_bucket_versioning")[0]?.address]);
  });

  test("an access log bucket that only log delivery of this account writes to, and that expires", () => {
    const [logs] = stack.all("aws_s3_bucket").filter(({ address }) => address.includes("access-logs"));
    const { bucket, target_bucket } = stack.one("aws_s3_bucket_logging");
    expect([bucket, target_bucket]).toEqual([bucketName, `\${${logs?.address}.bucket}`]);
    const expiry = stack.one("aws_s3_bucket_lifecycle_configuration", "access-logs");
    expect(expiry.rule[0]).toMatchObject({ status: "Enabled", expiration: [{ days: 96 }] });
    const allowed = statementsOf(stack.one("aws_s3_bucket_policy", "access-logs").policy).filter(
      ({ Effect }) => Effect === "Allow",
    );
    expect(allowed).toEqual([
      expect.objectContaining({
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      }),
    ]);
  });
});

describe("never", () => {
  const stack = made({
    operators: [operator],
    allowedClients: ["192.168.10.0/24", "198.51.100.0/24"],
    clientVpcIds: ["vpc-own"],
  });
  const both = (type: string) => stack.all(type).map(({ arguments: given }) => given);

  test("public access or an ACL, on either bucket", () => {
    const blocked = { block_public_acls: true, block_public_policy: true, ignore_public_acls: true };
    const expected = { ...blocked, restrict_public_buckets: true };
    expect(both("aws_s3_bucket_public_access_block")).toEqual(Array(2).fill(expect.objectContaining(expected)));
    const owned = { rule: { object_ownership: "BucketOwnerEnforced" } };
    expect(both("aws_s3_bucket_ownership_controls")).toEqual(Array(2).fill(expect.objectContaining(owned)));
    expect(stack.all("aws_s3_bucket_acl")).toEqual([]);
  });

  test("a request without TLS", () => {
    for (const { policy } of both("aws_s3_bucket_policy") as Array<{ policy: string }>) {
      expect(statementsOf(policy)).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
    }
  });

  test("a rule that locks the deployer out: nothing but TLS is denied, and the account keeps the key", () => {
    const denied = both("aws_s3_bucket_policy").flatMap(({ policy }) =>
      statementsOf(String(policy)).filter(({ Effect }) => Effect === "Deny"),
    );
    expect(denied.map(({ Condition }) => Condition)).toEqual(
      Array(2).fill({ Bool: { "aws:SecureTransport": "false" } }),
    );
    const [keeper, ...others] = statementsOf(stack.one("aws_kms_key").policy);
    expect(keeper).toEqual({
      Sid: "AccountKeepsTheKey",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: "kms:*",
      Resource: "*",
    });
    expect(others.filter(({ Effect }) => Effect === "Deny")).toEqual([]);
  });

  test("a destroy that takes the key while the bucket stays", () => {
    const bucket = stack.all("aws_s3_bucket").find(({ address }) => address === "aws_s3_bucket.data-bucket");
    const key = [...stack.all("aws_kms_key"), ...stack.all("aws_kms_alias")].map(({ address }) => address);
    expect(bucket?.arguments["depends_on"]).toEqual(key);
  });
});

describe("operators", () => {
  const allowed = (clients: readonly string[]) =>
    statementsOf(
      made({ operators: [operator], allowedClients: clients, clientVpcIds: ["vpc-own"] }).one(
        "aws_s3_bucket_policy",
        "data-bucket_policy",
      ).policy,
    ).filter(({ Effect }) => Effect === "Allow");

  test("upload under data/ and read, from private and public networks by the address that S3 sees", () => {
    const statements = allowed(["192.168.10.0/24", "198.51.100.0/24"]);
    // The address alone is no network: a VPC of anybody may have it.
    const inside = {
      IpAddress: { "aws:VpcSourceIp": ["192.168.10.0/24"] },
      StringEquals: { "aws:SourceVpc": ["vpc-own"] },
    };
    expect(statements.map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ["OperatorsUploadFromPrivateNetworks", inside],
      ["OperatorsReadFromPrivateNetworks", inside],
      ["OperatorsUploadFromPublicNetworks", { IpAddress: { "aws:SourceIp": ["198.51.100.0/24"] } }],
      ["OperatorsReadFromPublicNetworks", { IpAddress: { "aws:SourceIp": ["198.51.100.0/24"] } }],
    ]);
    for (const { Principal } of statements) expect(Principal).toEqual({ AWS: [operator] });
    expect(statements[0]?.Resource).toBe(`${arn}/data/*`);
    expect(statements[0]?.Action).toEqual(["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"]);
  });

  test("without named networks, their identity is the only condition", () => {
    expect(allowed([]).map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ["OperatorsUploadFromAnywhere", undefined],
      ["OperatorsReadFromAnywhere", undefined],
    ]);
  });

  test("use the key through S3 of this region only; without operators nobody does", () => {
    const ofKey = (stack: SynthesizedStack) => statementsOf(stack.one("aws_kms_key").policy).slice(1);
    expect(ofKey(made())).toEqual([]);
    expect(ofKey(made({ operators: [operator] }))).toEqual([
      expect.objectContaining({
        Principal: { AWS: [operator] },
        Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      }),
    ]);
  });
});

test("each service that uses the key itself is named, with a condition", () => {
  const stack = made({ keyServices: ["log groups", "alarms", "budgets"] });
  const ofThisAccount = { StringEquals: { "aws:SourceAccount": "123456789012" } };
  expect(
    statementsOf(stack.one("aws_kms_key").policy)
      .slice(1)
      .map(({ Principal, Condition }) => [Principal, Condition]),
  ).toEqual([
    [
      { Service: "logs.eu-west-1.amazonaws.com" },
      { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:123456789012:log-group:*" } },
    ],
    [{ Service: "cloudwatch.amazonaws.com" }, ofThisAccount],
    [{ Service: "budgets.amazonaws.com" }, ofThisAccount],
  ]);
});

describe("grants", () => {
  test("read one prefix, and nothing else", () => {
    const stack = made({}, (bucket, job) => {
      expect(job.policies).toEqual([]);
      expect(bucket.grantRead(job, "data/")).toBe(job.policies[0]);
    });
    const { name, role, policy } = stack.one("aws_iam_role_policy");
    expect([name, role]).toEqual(["read-data", "${aws_iam_role.role.name}"]);
    const [objects, listing, key] = statementsOf(policy);
    expect(objects).toMatchObject({ Effect: "Allow", Action: ["s3:GetObject"], Resource: `${arn}/data/*` });
    expect(listing).toMatchObject({
      Action: "s3:ListBucket",
      Resource: arn,
      Condition: { StringLike: { "s3:prefix": "data/*" } },
    });
    expect(key).toMatchObject({
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": `\${${stack.all("aws_kms_alias")[0]?.address}.name}` },
      },
    });
  });

  test("write under one prefix without reading it back", () => {
    const stack = made({}, (bucket, job) => bucket.grantWrite(job, "artifacts/"));
    const [objects] = statementsOf(stack.one("aws_iam_role_policy").policy);
    expect(objects?.Action).toEqual(["s3:PutObject", "s3:AbortMultipartUpload"]);
    expect(objects?.Resource).toBe(`${arn}/artifacts/*`);
  });
});

test.each([
  ["keep", false, 3],
  ["delete", true, 1],
] as const)("onDestroy %s", (onDestroy, forceDestroy, survivors) => {
  let recorded: { survives: unknown[] } | undefined;
  const stack = made({ onDestroy }, (bucket) => {
    recorded = bucket.node.metadata.find(({ type }) => type === "ml-pilot:record")?.data;
  });
  for (const { arguments: given } of stack.all("aws_s3_bucket")) expect(given["force_destroy"]).toBe(forceDestroy);
  expect(recorded?.survives).toHaveLength(survivors);
});

describe("problems", () => {
  const bad = {
    bucketName: "Penguins",
    accessLogBucketName: "x".repeat(64),
    retentionDays: { ...days, data: 0, exports: 1.5 },
  };

  test("each with the bad value, what is allowed and the fix", () => {
    expect(dataBucketProblems(bad).map(({ prop, message }) => `${prop}: ${message}`)).toEqual([
      'bucketName: must have 3 to 63 lower-case letters, digits and -, got "Penguins"; ' +
        'write it such as "penguins-data-123456789012"',
      `accessLogBucketName: must have 3 to 63 lower-case letters, digits and -, got "${"x".repeat(64)}" ` +
        '(64 characters); write it such as "penguins-data-123456789012"',
      "retentionDays: data: must be a whole number from 1 to 36500, got 0; take one in that range",
      "retentionDays: exports: must be a whole number from 1 to 36500, got 1.5; take one in that range",
    ]);
  });

  test("the constructor throws them with its path", () => {
    expect(() => made(bad)).toThrow(
      /^test\/data-bucket: bucketName: .* got "Penguins".*\n.*\n.*\n.*exports: .* got 1\.5; /,
    );
  });

  test("a reference passes unchecked", () => {
    expect(dataBucketProblems({ ...props, bucketName: Token.asString({ resolve: () => "later" }) })).toEqual([]);
  });
});

describe("lets a service in", () => {
  const service = {
    roleName: "penguins-catalog-role",
    principal: "arn:aws:iam::999999999999:role/service",
    externalId: "11111111-2222-4333-8444-555555555555",
  };

  test("by a role of its own, with the id that it shows and with the tags of the bucket", () => {
    const stack = made({ tags: { team: "ml" } }, (bucket) => void bucket.admitService(service));
    const role = stack.one("aws_iam_role", "service");
    expect([role.name, role.tags]).toEqual(["penguins-catalog-role", { team: "ml" }]);
    const [comes] = statementsOf(role.assume_role_policy);
    expect([comes?.Principal, comes?.Condition]).toEqual([
      { AWS: "arn:aws:iam::999999999999:role/service" },
      { StringEquals: { "sts:ExternalId": "11111111-2222-4333-8444-555555555555" } },
    ]);
  });

  test.each<[string, Partial<typeof service>, string]>([
    ["everybody", { principal: "*" }, "principal: must be the ARN of an IAM role"],
    ["a whole account", { principal: "arn:aws:iam::999999999999:root" }, "principal: must be the ARN of an IAM role"],
    [
      "a pattern of roles",
      { principal: "arn:aws:iam::999999999999:role/*" },
      "principal: must be the ARN of an IAM role",
    ],
    [
      "a role of this account",
      { principal: "arn:aws:iam::123456789012:role/service" },
      "principal: must be of another account than 123456789012",
    ],
    ["nobody in particular", { externalId: "" }, "externalId: must be an external id"],
    ["whoever guesses a pattern", { externalId: "1*" }, "externalId: must be an external id"],
  ])("but not %s", (_, wrong, said) => {
    expect(() => made({}, (bucket) => void bucket.admitService({ ...service, ...wrong }))).toThrow(said);
  });
});

test("a prefix that is kept never expires, and its old versions do", () => {
  const { rule } = made({ keptPrefixes: ["packages"] }).one(
    "aws_s3_bucket_lifecycle_configuration",
    "data-bucket_expiry",
  );
  const [, kept] = rule.slice(-2);
  expect([kept.filter, kept.noncurrent_version_expiration, kept.expiration]).toEqual([
    [{ prefix: "packages/" }],
    [{ noncurrent_days: 95 }],
    undefined,
  ]);
});
