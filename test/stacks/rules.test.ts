/** Each whole-stack rule fails on a stack that has the problem, and passes without it. */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { SagemakerNotebookInstance } from "@cdktf/provider-aws/lib/sagemaker-notebook-instance/index.js";
import { Fn, TerraformOutput, TerraformResource, type TerraformStack } from "cdktf";
import { plainName } from "../../constructs/pilot/plain-name.js";
import { record } from "../../constructs/pilot/record.js";
import { nameAttributes as awsNameAttributes } from "../../stacks/aws/name-attributes.js";
import { addRules, type CheckOptions, checks, plainNamesOf, rules } from "../../stacks/rules/index.js";
import { only, synthesizeApp, synthesizePilot, synthesizeScope } from "../synth.js";

/** The problems that the rules find in a stack. */
const problemsOf = (build: (stack: TerraformStack) => void, options?: CheckOptions): readonly string[] =>
  synthesizeScope((stack) => {
    build(stack);
    stack.node.addValidation(checks(stack, options));
  }).problems;

/** A log group that no rule minds. */
const logGroup = (stack: TerraformStack, id: string, name: string) =>
  new CloudwatchLogGroup(stack, id, { name, retentionInDays: 30 });

const bucket = (stack: TerraformStack, id = "bucket", name = "penguins") => {
  const made = new S3Bucket(stack, id, { bucket: name });
  const expiration = [{ days: 30 }];
  const rule = [{ id: "all", status: "Enabled", filter: [{ prefix: "" }], expiration }];
  new S3BucketLifecycleConfiguration(stack, `${id}-expiry`, { bucket: made.bucket, rule });
  return made;
};

const owned = { unit: "days", owner: "ml@example.com", enforcement: "hard" } as const;

interface Row {
  readonly rule: string;
  readonly kind: string;
  readonly wrong: (stack: TerraformStack) => void;
  readonly problems: readonly unknown[];
  /** The same without the problem. */
  readonly right: (stack: TerraformStack) => void;
}

const rows: readonly Row[] = [
  {
    rule: "dangling-name",
    kind: "the name of another resource as a string",
    wrong: (stack) => {
      bucket(stack);
      bucket(stack, "logs", "penguin-logs");
      new S3BucketLoggingA(stack, "log", { bucket: "penguins", targetBucket: "penguin-logs", targetPrefix: "" });
    },
    problems: [
      'dangling-name: aws_s3_bucket_logging.log /bucket: names aws_s3_bucket.bucket by the string "penguins"; use a ' +
        "reference to that resource's name attribute, or list it with a reason",
      'dangling-name: aws_s3_bucket_logging.log /target_bucket: names aws_s3_bucket.logs by the string "penguin-logs"; ' +
        "use a reference to that resource's name attribute, or list it with a reason",
    ],
    right: (stack) => {
      const { bucket: target } = bucket(stack, "logs", "penguin-logs");
      new S3BucketLoggingA(stack, "log", { bucket: bucket(stack).bucket, targetBucket: target, targetPrefix: "" });
    },
  },
  {
    rule: "double-address",
    kind: "two elements that cdktf would merge",
    wrong: (stack) => {
      for (const id of ["a.b", "ab"]) logGroup(stack, id, id).overrideLogicalId("same");
    },
    problems: [
      "double-address: aws_cloudwatch_log_group.same: 2 elements at one address: test/a.b, test/ab; give them different ids",
    ],
    right: (stack) => {
      for (const id of ["a.b", "ac"]) logGroup(stack, id, id);
    },
  },
  {
    rule: "double-address",
    kind: "two outputs of one name",
    wrong: (stack) => {
      for (const id of ["a", "b"]) new TerraformOutput(stack, id, { value: id }).overrideLogicalId("same");
    },
    problems: ["double-address: output.same: 2 elements at one address: test/a, test/b; give them different ids"],
    right: (stack) => {
      for (const id of ["a", "b"]) new TerraformOutput(stack, id, { value: id });
    },
  },
  {
    rule: "mangled-token",
    kind: "a token in capital letters",
    wrong: (stack) => {
      new TerraformOutput(stack, "url", { value: `s3://${bucket(stack).bucket.toUpperCase()}/` });
    },
    problems: [
      expect.stringMatching(
        /^mangled-token: output\.url \/value: "s3:\/\/\$\{TFTOKEN\[TOKEN\.\d+\]\}\/" holds a mangled token; do not /,
      ),
    ],
    right: (stack) => {
      new TerraformOutput(stack, "url", { value: `s3://${Fn.upper(bucket(stack).bucket)}/` });
    },
  },
  {
    rule: "unescaped-template",
    kind: "expressions of other languages",
    wrong: (stack) => {
      for (const text of ['${sys.get_env("X")}', "${{inputs.data}}", "%{if x}", "${len(items)}"]) {
        new TerraformOutput(stack, `o${text.length}`, { value: `a ${text}` });
      }
    },
    problems: [
      'output.o19 /value: "${sys.get_env("X")}" is no reference of this stack',
      'output.o16 /value: "${{inputs.data}}" is no reference of this stack',
      'output.o7 /value: "%{if x}" is no reference of this stack',
      'output.o13 /value: "${len(items)}" is no reference of this stack',
    ].map((line) => `unescaped-template: ${line}; write $\${ or %%{ to keep it as text`),
    right: (stack) => {
      for (const text of ['$${sys.get_env("X")}', "$${{inputs.data}}", "%%{if x}", "$${len(items)}"]) {
        new TerraformOutput(stack, `o${text.length}`, { value: `a ${text}` });
      }
      new TerraformOutput(stack, "own", {
        value: `${bucket(stack).bucket} ${Fn.join(",", ["a", "b"])} \${path.module}`,
      });
    },
  },
  {
    rule: "store-without-expiry",
    kind: "a store in which nothing expires",
    wrong: (stack) => {
      new CloudwatchLogGroup(stack, "group", { name: "group" });
      new S3Bucket(stack, "bucket", { bucket: "penguins" });
    },
    problems: [
      "store-without-expiry: aws_cloudwatch_log_group.group: nothing in this aws_cloudwatch_log_group expires; set " +
        "retention_in_days",
      "store-without-expiry: aws_s3_bucket.bucket: nothing in this aws_s3_bucket expires; add an " +
        "aws_s3_bucket_lifecycle_configuration with an enabled rule that expires",
    ],
    right: (stack) => {
      logGroup(stack, "group", "group");
      bucket(stack);
    },
  },
  {
    rule: "unowned-limit",
    kind: "a limit that nobody owns",
    wrong: (stack) => {
      const at = [logGroup(stack, "group", "group"), "/retention_in_days"] as const;
      record(stack, {
        box: "endpoint",
        owner: "ml@example.com",
        limits: [{ ...owned, kind: "retention", owner: " ", at }],
      });
    },
    problems: [
      'unowned-limit: aws_cloudwatch_log_group.group /retention_in_days: limit "kept for" has no owner; name an owner in the ' +
        "props of the construct",
    ],
    right: (stack) => {
      const at = [logGroup(stack, "group", "group"), "/retention_in_days"] as const;
      record(stack, { box: "endpoint", owner: "ml@example.com", limits: [{ ...owned, kind: "retention", at }] });
    },
  },
  {
    rule: "notebook-instance",
    kind: "a machine that serves a notebook",
    wrong: (stack) => {
      new SagemakerNotebookInstance(stack, "n", {
        name: "n",
        instanceType: "ml.t3.medium",
        roleArn: "arn:aws:iam::1:role/r",
      });
    },
    problems: [
      "notebook-instance: aws_sagemaker_notebook_instance.n: aws_sagemaker_notebook_instance is a notebook's machine; run " +
        "it as a training job or a step of the pipeline",
    ],
    right: () => {},
  },
];

test.each(rows)("$rule: $kind", ({ wrong, right, problems }) => {
  expect(problemsOf(wrong)).toEqual(problems);
  expect(problemsOf(right)).toEqual([]);
});

test("every rule has a row", () => {
  expect([...new Set(rows.map(({ rule }) => rule))].sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe("what is written down", () => {
  const dangling = (stack: TerraformStack) => {
    bucket(stack);
    new S3BucketLoggingA(stack, "log", { bucket: "penguins", targetBucket: "elsewhere", targetPrefix: "" });
  };

  test("a plain name with a reason is no problem, and one that is no longer needed is", () => {
    const plainNames = [{ path: "log", argument: "/bucket", reason: "a test" }];
    expect(problemsOf(dangling, { plainNames })).toEqual([]);
    expect(problemsOf(bucket, { plainNames })).toEqual([
      "dangling-name: log /bucket: is listed as a plain name and is none; remove it",
    ]);
  });

  test("a construct says of itself which of its names are plain, and its stack need not", () => {
    const reason = "a test";
    const build = (stack: TerraformStack) => {
      bucket(stack);
      const log = { bucket: "penguins", targetBucket: "elsewhere", targetPrefix: "" };
      plainName(new S3BucketLoggingA(stack, "log", log), "/bucket", reason);
    };
    expect(problemsOf(build)).toEqual([]);
    expect(plainNamesOf(synthesizeScope(build).stack)).toEqual([{ path: "log", argument: "/bucket", reason }]);
  });

  test("a suppression needs a problem, a known rule and a reason", () => {
    const at = { id: "dangling-name", address: "aws_s3_bucket_logging.log" };
    expect(problemsOf(dangling, { suppress: [{ ...at, why: "a test" }] })).toEqual([]);
    expect(problemsOf(dangling, { suppress: [{ ...at, why: " " }] })).toEqual([
      "suppression of dangling-name at aws_s3_bucket_logging.log: why is empty; write the reason for the reviewer",
    ]);
    expect(problemsOf(bucket, { suppress: [{ ...at, why: "a test" }] })).toEqual([
      "suppression of dangling-name at aws_s3_bucket_logging.log: there is no such problem; remove it",
    ]);
    expect(problemsOf(bucket, { suppress: [{ ...at, id: "dangling", why: "a test" }] })).toEqual([
      expect.stringContaining(
        "suppression of dangling at aws_s3_bucket_logging.log: no such rule; allowed: dangling-name,",
      ),
    ]);
  });

  test("a type that no list names is a problem of a pilot stack, and of no other", () => {
    class Unknown extends TerraformResource {}
    const unknown = (stack: TerraformStack) => void new Unknown(stack, "x", { terraformResourceType: "unknown_thing" });
    expect(problemsOf(unknown)).toEqual([]);
    const pilot = synthesizeScope((stack) => {
      unknown(stack);
      addRules(stack, { nameAttributes: awsNameAttributes });
    });
    expect(pilot.problems).toEqual([
      "dangling-name: unknown_thing.x: type unknown_thing is on no list of name attributes; add it, with null where the " +
        "platform names it",
    ]);
  });
});

test("one reference of the data bucket replaced by its string is named, in the pilot's stack", async () => {
  const pilot = (await synthesizeApp(only("aws"))).aws;
  const controls = pilot?.stack.node.findAll().filter((each) => each instanceof S3BucketOwnershipControls) ?? [];
  const ofData = controls.filter(({ node }) => node.path.endsWith("/data-bucket/no-acls"));
  for (const each of ofData) each.bucket = "penguins-data-123456789012";
  expect(ofData.length).toBe(1);
  expect(pilot?.problems).toEqual([
    expect.stringMatching(
      /^dangling-name: aws_s3_bucket_ownership_controls\.data-bucket_no-acls_\w+ \/bucket: names aws_s3_bucket\.data-bucket by the string "penguins-data-123456789012"; use a reference/,
    ),
  ]);
  expect((await synthesizePilot("aws"))?.problems).toEqual([]);
});
