/**
 * Arguments of `review/analysis/changes/replacing.json`, each changed alone and planned by the real provider: what the
 * list says of a change is what the provider would do. The state is written by hand, so nothing is read of a cloud.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { replaces } from "../../review/analysis/changes/place.js";
import { temporaryFolder } from "../scratch.js";
import { closedEnvironment, link } from "../terraform/environment.js";
import { guarded } from "../terraform/guard.js";
import { actionsOf } from "../terraform/plan.js";
import { findPackage } from "../terraform/providers.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { terraform } from "../terraform/workspace.js";

type Given = Readonly<Record<string, unknown>>;

/** What is deployed, by type: its arguments, and what the state holds beside them. */
const deployed: Readonly<Record<string, { readonly given: Given; readonly state: Given; readonly version?: number }>> =
  {
    aws_appautoscaling_target: {
      given: {
        max_capacity: 2,
        min_capacity: 1,
        resource_id: "endpoint/penguins/variant/all",
        scalable_dimension: "sagemaker:variant:DesiredInstanceCount",
        service_namespace: "sagemaker",
      },
      state: { id: "endpoint/penguins/variant/all", role_arn: "arn:aws:iam::123456789012:role/scaling" },
    },
    aws_cloudwatch_log_group: {
      given: { name: "/penguins", retention_in_days: 30 },
      state: { id: "/penguins", name_prefix: "", skip_destroy: false, log_group_class: "STANDARD" },
    },
    aws_ecr_repository: {
      given: {
        name: "penguins/image",
        image_tag_mutability: "IMMUTABLE",
        encryption_configuration: [{ encryption_type: "KMS" }],
      },
      state: { id: "penguins/image" },
    },
    aws_flow_log: {
      given: {
        log_destination: "arn:aws:s3:::penguins-logs",
        log_destination_type: "s3",
        max_aggregation_interval: 60,
        traffic_type: "ALL",
        vpc_id: "vpc-1",
        tags: { team: "ml" },
      },
      state: { id: "fl-1" },
    },
    aws_iam_role: {
      given: { name: "penguins", path: "/", description: "trains", assume_role_policy: '{"Statement":[]}' },
      state: { id: "penguins", name_prefix: "", max_session_duration: 3600 },
    },
    aws_kms_key: {
      given: { enable_key_rotation: true, key_usage: "ENCRYPT_DECRYPT" },
      state: {
        id: "12345678-1234-1234-1234-123456789012",
        customer_master_key_spec: "SYMMETRIC_DEFAULT",
        is_enabled: true,
      },
    },
    aws_s3_bucket: {
      given: { bucket: "penguins-data", force_destroy: false },
      state: { id: "penguins-data", bucket_prefix: "", object_lock_enabled: false },
    },
    aws_sns_topic: {
      given: { name: "penguins", display_name: "penguins" },
      state: { id: "arn:aws:sns:eu-west-1:123456789012:penguins", name_prefix: "", fifo_topic: false },
    },
    aws_subnet: {
      given: {
        availability_zone: "eu-west-1a",
        cidr_block: "10.20.0.0/24",
        vpc_id: "vpc-1",
        map_public_ip_on_launch: false,
      },
      state: { id: "subnet-1", ipv6_native: false, assign_ipv6_address_on_creation: false },
      version: 1,
    },
  };

/**
 * A change of one argument, and whether the provider makes the resource anew. Each type has one that it does not, so
 * the others are not replaced for a state that is written wrong.
 */
const changes: ReadonlyArray<readonly [type: string, argument: string, to: unknown, isReplaced: boolean]> = [
  ["aws_appautoscaling_target", "scalable_dimension", "sagemaker:variant:DesiredProvisionedConcurrency", true],
  ["aws_cloudwatch_log_group", "name", "/others", true],
  ["aws_ecr_repository", "encryption_configuration/0/encryption_type", "AES256", true],
  ["aws_flow_log", "max_aggregation_interval", 600, true],
  ["aws_iam_role", "path", "/others/", true],
  ["aws_kms_key", "key_usage", "SIGN_VERIFY", true],
  ["aws_s3_bucket", "bucket", "penguins-others", true],
  ["aws_sns_topic", "name", "others", true],
  ["aws_subnet", "cidr_block", "10.20.1.0/24", true],
  ["aws_appautoscaling_target", "max_capacity", 50, false],
  ["aws_cloudwatch_log_group", "retention_in_days", 90, false],
  ["aws_ecr_repository", "image_tag_mutability", "MUTABLE", false],
  ["aws_flow_log", "tags/team", "others", false],
  ["aws_iam_role", "description", "reads", false],
  ["aws_kms_key", "enable_key_rotation", false, false],
  ["aws_s3_bucket", "force_destroy", true, false],
  ["aws_sns_topic", "display_name", "others", false],
  ["aws_subnet", "map_public_ip_on_launch", true, false],
];

const read = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** A copy with the value at a path replaced. */
function replaced(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === key ? replaced(each, rest, to) : each));
  const given = value as Record<string, unknown>;
  return { ...given, [key]: replaced(given[key], rest, to) };
}

const provider = findPackage({ source: "hashicorp/aws", version: "5.100.0" });
const why = [...noTerraform(), ...(typeof provider === "string" ? [provider] : [])];

describeUnless(why, "what replaces a resource, by its provider", () => {
  const planned = new Map<string, string>();

  beforeAll(async () => {
    if (typeof provider === "string") return;
    const folder = guarded(temporaryFolder("replacing"));
    link(provider, join(folder, "mirror"));
    const resource: Record<string, Record<string, unknown>> = {};
    const instances = changes.map(([type, argument, to], index) => {
      const { given, state, version = 0 } = deployed[type] ?? { given: {}, state: {} };
      const name = `at-${index}`;
      resource[type] = { ...resource[type], [name]: replaced(given, argument.split("/"), to) };
      const attributes = { ...given, ...state };
      return {
        ...{ mode: "managed", type, name, provider: 'provider["registry.terraform.io/hashicorp/aws"]' },
        instances: [{ schema_version: version, attributes, sensitive_attributes: [] }],
      };
    });
    const nobody = { access_key: "none", secret_key: "none", skip_credentials_validation: true };
    const stack = {
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: provider.version } } },
      provider: {
        aws: { ...nobody, region: "eu-west-1", skip_metadata_api_check: "true", skip_requesting_account_id: true },
      },
      resource,
    };
    writeFileSync(join(folder, "stack.tf.json"), JSON.stringify(stack));
    const state = { version: 4, terraform_version: "1.7.0", serial: 1, lineage: "replacing", outputs: {} };
    writeFileSync(join(folder, "terraform.tfstate"), JSON.stringify({ ...state, resources: instances }));
    const env = closedEnvironment(folder, join(folder, "mirror"));
    const run = (...args: readonly string[]) =>
      promisify(execFile)(terraform, [...args, "-no-color"], { cwd: folder, env, maxBuffer: 1 << 26 });
    await run("init");
    const { stdout } = await run("plan", "-refresh=false", "-lock=false");
    for (const line of actionsOf(stdout)) {
      const [address = "", action = ""] = line.split(": ");
      planned.set(address, action.includes("delete") && action.includes("create") ? "replace" : action);
    }
  });

  test.each(changes.map((change, index) => [`${change[0]} ${change[1]}`, index, ...change] as const))(
    "%s",
    (_, index, type, argument, to, isReplaced) => {
      const difference = {
        pointer: `/${argument}`,
        before: read(deployed[type]?.given, argument.split("/")),
        after: to,
      };
      const byList = replaces(type, difference) === undefined ? "update" : "replace";
      expect({ byProvider: planned.get(`${type}.at-${index}`), byList }).toEqual({
        byProvider: isReplaced ? "replace" : "update",
        byList: isReplaced ? "replace" : "update",
      });
    },
  );
});
