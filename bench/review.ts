/** The review over 10,000 resources and their plan: time against a smaller stack of the same run, and memory. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { review } from "../review/review.js";

const dir = mkdtempSync(join(tmpdir(), "ml-pilot-bench-"));

/** A stack of `count` resources in the shapes that cost most to read: buckets, their blocks, roles, policies, rules. */
function app(count: number, changed: boolean): string {
  const types: Record<string, Record<string, object>> = {};
  for (const type of [
    "aws_s3_bucket",
    "aws_s3_bucket_public_access_block",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_vpc_security_group_egress_rule",
  ])
    types[type] = {};
  for (let index = 0; index < count / 5; index += 1) {
    const put = (type: string, given: object) => {
      (types[type] as Record<string, object>)[`r${index}`] = {
        ...given,
        "//": { metadata: { path: `big/part-${index % 100}/r${index}` } },
      };
    };
    const block = {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    };
    const trust = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" };
    const days = changed && index % 10 === 0 ? "s3:DeleteObject" : "s3:GetObject";
    const statement = {
      Effect: "Allow",
      Action: [days],
      Resource: `arn:aws:s3:::\${aws_s3_bucket.r${index}.bucket}/*`,
    };
    put("aws_s3_bucket", { bucket: `bucket-${index}`, lifecycle_rule: [{ enabled: true }] });
    put("aws_s3_bucket_public_access_block", { bucket: `\${aws_s3_bucket.r${index}.bucket}`, ...block });
    put("aws_iam_role", { name: `role-${index}`, assume_role_policy: JSON.stringify({ Statement: [trust] }) });
    put("aws_iam_role_policy", {
      role: `\${aws_iam_role.r${index}.name}`,
      policy: JSON.stringify({ Statement: [statement] }),
    });
    put("aws_vpc_security_group_egress_rule", {
      security_group_id: `sg-${index}`,
      cidr_ipv4: "10.0.0.0/8",
      from_port: 443,
      to_port: 443,
      ip_protocol: "tcp",
    });
  }
  const folder = mkdtempSync(join(dir, "app-"));
  writeFileSync(
    join(folder, "cdk.tf.json"),
    JSON.stringify({ "//": { metadata: { stackName: "big" } }, resource: types }),
  );
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify({ stacks: { big: { synthesizedStackPath: "cdk.tf.json" } } }),
  );
  const changes = Object.entries(types).flatMap(([type, byId]) =>
    Object.keys(byId).map((id) => ({
      address: `${type}.${id}`,
      change: { actions: ["create"], after_unknown: { id: true, arn: true } },
    })),
  );
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ format_version: "1.2", resource_changes: changes }));
  return folder;
}

/** Seconds of processor time: other work on this machine does not count. */
const seconds = (run: () => unknown): number => {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

/** The better of three: the first run also compiles. */
const best = (run: () => unknown): number => Math.min(...[1, 2, 3].map(() => seconds(run)));

try {
  const [small, big] = [app(1_000, false), app(10_000, false)];
  const [smallChanged, changed] = [app(1_000, true), app(10_000, true)];
  const page = (folder: string) => () => review([], { app: folder, plan: join(folder, "plan.json"), format: "html" });
  const [one, ten] = [best(page(small)), best(page(big))];
  const smallDifference = best(() => review([], { app: smallChanged, base: small }));
  const difference = best(() => review([], { app: changed, base: big }));
  const memory = process.memoryUsage.rss() / 2 ** 20;
  const row = (what: string, value: string, aim: string) =>
    console.log(`${what.padEnd(58)} ${value.padStart(10)}   ${aim}`);
  row("review of 10,000 resources with their plan", `${ten.toFixed(2)} s`, "aim: about 1 s");
  row("against 10 times a review of 1,000", (ten / (10 * one)).toFixed(2), "at most 1.5");
  row("what changed between two versions of 10,000", `${difference.toFixed(2)} s`, "");
  row("against 10 times that of 1,000", (difference / (10 * smallDifference)).toFixed(2), "at most 1.5");
  row("memory of the whole run", `${memory.toFixed(0)} MiB`, "");
  if (ten > 10 * one * 1.5 || difference > 10 * smallDifference * 1.5) {
    console.error("the review, or the change report, grows faster than the stack");
    process.exitCode = 1;
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
