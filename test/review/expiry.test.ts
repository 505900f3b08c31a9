/**
 * One question has one answer: the rule over whole stacks and the review say the same of every store. In each of the
 * first six cases one of them once said that it expires, and the other that it does not.
 */
import { endlessStores } from "../../review/analysis/expiry.js";
import { stackOf } from "../../review/read/stack.js";
import type { CheckedStack } from "../../stacks/rules/rule.js";
import { storeWithoutExpiry } from "../../stacks/rules/store-without-expiry.js";
import { examplePlatforms, synthesizePilot, variants } from "../synth.js";

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** What the rule and the review name as stores in which nothing expires. */
function answers(resource: Resources): { readonly rule: readonly string[]; readonly review: readonly string[] } {
  const json = { resource };
  const rule = storeWithoutExpiry.check({ json } as unknown as CheckedStack).map(({ address }) => address);
  return { rule, review: endlessStores(stackOf("s", "f", structuredClone(json))).map(({ address }) => address) };
}

const bucket = { b: { bucket: "theirs" } };
const lifecycle = (rule: object, of = "${aws_s3_bucket.b.bucket}"): Resources => ({
  aws_s3_bucket: bucket,
  aws_s3_bucket_lifecycle_configuration: { l: { bucket: of, rule: [rule] } },
});
const ecr = (type: string): Resources => ({
  aws_ecr_repository: { b: { name: "images" } },
  aws_ecr_lifecycle_policy: {
    l: { repository: "${aws_ecr_repository.b.name}", policy: JSON.stringify({ rules: [{ action: { type } }] }) },
  },
});
const google = (rule: object): Resources => ({ google_storage_bucket: { b: { name: "n", lifecycle_rule: [rule] } } });
const cleanup = (given: object): Resources => ({ google_artifact_registry_repository: { b: given } });
const account = (rule: object): Resources => ({
  azurerm_storage_account: { b: { name: "theirs" } },
  azurerm_storage_management_policy: { l: { storage_account_id: "${azurerm_storage_account.b.id}", rule: [rule] } },
});
const flowLog = (enabled: boolean): Resources => ({
  azurerm_storage_account: { b: { name: "theirs" } },
  azapi_resource: {
    l: {
      type: "Microsoft.Network/networkWatchers/flowLogs@2024-05-01",
      body: {
        properties: {
          storageId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/theirs",
          retentionPolicy: { enabled, days: 30 },
        },
      },
    },
  },
});

const expires = true;
const stays = false;

test.each<[string, Resources, boolean]>([
  // the six
  ["aws: a rule that only moves", lifecycle({ status: "Enabled", transition: [{ days: 30 }] }), stays],
  ["aws: a repository whose policy deletes nothing", ecr("transition"), stays],
  ["google: a rule that only moves", google({ action: { type: "SetStorageClass" }, condition: { age: 30 } }), stays],
  ["google: cleanup that only keeps", cleanup({ repository_id: "r", cleanup_policies: [{ action: "KEEP" }] }), stays],
  [
    "google: tables without an expiry, partitions with one",
    { google_bigquery_dataset: { b: { dataset_id: "d", default_partition_expiration_ms: 86_400_000 } } },
    expires,
  ],
  ["azure: a log workspace without a retention", { azurerm_log_analytics_workspace: { b: { name: "w" } } }, stays],
  // their kin
  ["aws: a rule that is switched off", lifecycle({ status: "Disabled", expiration: [{ days: 30 }] }), stays],
  ["aws: a rule that deletes", lifecycle({ status: "Enabled", expiration: [{ days: 30 }] }), expires],
  ["aws: one block, not a list", lifecycle({ status: "Enabled", expiration: { days: 30 } }), expires],
  ["aws: a rule of a bucket by its name", lifecycle({ status: "Enabled", expiration: { days: 1 } }, "theirs"), expires],
  ["aws: a rule of another bucket", lifecycle({ status: "Enabled", expiration: { days: 1 } }, "others"), stays],
  ["aws: only old versions", lifecycle({ status: "Enabled", noncurrent_version_expiration: [{ days: 1 }] }), stays],
  ["aws: only markers", lifecycle({ status: "Enabled", expiration: { expired_object_delete_marker: true } }), stays],
  [
    "aws: one rule is off and one only moves",
    {
      aws_s3_bucket: bucket,
      aws_s3_bucket_lifecycle_configuration: {
        l: {
          bucket: "theirs",
          rule: [
            { status: "Disabled", expiration: { days: 1 } },
            { status: "Enabled", transition: { days: 1 } },
          ],
        },
      },
    },
    stays,
  ],
  [
    "aws: the rule inside of the bucket, of an older provider",
    { aws_s3_bucket: { b: { bucket: "b", lifecycle_rule: [{ enabled: true, expiration: [{ days: 9 }] }] } } },
    expires,
  ],
  ["aws: a repository whose policy expires", ecr("expire"), expires],
  ["aws: a log group that keeps for ever", { aws_cloudwatch_log_group: { b: { retention_in_days: 0 } } }, stays],
  ["aws: a log group with a variable", { aws_cloudwatch_log_group: { b: { retention_in_days: "${var.d}" } } }, expires],
  ["google: a rule that deletes", google({ action: { type: "Delete" }, condition: { age: 30 } }), expires],
  [
    "google: a rule that deletes old versions alone",
    google({ action: { type: "Delete" }, condition: { num_newer_versions: 3 } }),
    stays,
  ],
  [
    "google: cleanup that is a dry run",
    cleanup({ repository_id: "r", cleanup_policy_dry_run: true, cleanup_policies: [{ action: "DELETE" }] }),
    stays,
  ],
  ["google: cleanup that deletes", cleanup({ repository_id: "r", cleanup_policies: [{ action: "DELETE" }] }), expires],
  [
    "azure: a policy that deletes",
    account({ enabled: true, actions: [{ base_blob: [{ delete_after_days_since_modification_greater_than: 9 }] }] }),
    expires,
  ],
  [
    "azure: a policy that is switched off",
    account({ enabled: false, actions: [{ base_blob: [{ delete_after_days_since_modification_greater_than: 9 }] }] }),
    stays,
  ],
  [
    "azure: a policy that only moves",
    account({
      enabled: true,
      actions: [{ base_blob: [{ tier_to_cool_after_days_since_modification_greater_than: 9 }] }],
    }),
    stays,
  ],
  [
    "azure: a policy for versions alone",
    account({ enabled: true, actions: [{ version: [{ delete_after_days_since_creation: 9 }] }] }),
    stays,
  ],
  ["azure: a flow log that expires", flowLog(true), expires],
  ["azure: a flow log that keeps", flowLog(false), stays],
])("%s: the rule and the review say the same", (_, resource, isExpired) => {
  const [address] = Object.keys(resource).flatMap((type) => ("b" in (resource[type] ?? {}) ? [`${type}.b`] : []));
  const expected = isExpired ? [] : [address];
  expect(answers(resource)).toEqual({ rule: expected, review: expected });
});

test.each(examplePlatforms)("%s: in every store of the pilot something expires, by both", async (platform) => {
  const json = (await synthesizePilot(platform, variants["phase 2"]))?.json as {
    readonly resource: Resources;
    readonly "//": { readonly checks?: { readonly suppressed: ReadonlyArray<{ id: string; address: string }> } };
  };
  // what a pilot keeps for ever, it says with the reason
  const said = (json["//"].checks?.suppressed ?? []).filter(({ id }) => id === "store-without-expiry");
  const kept = said.map(({ address }) => address);
  expect(answers(json.resource)).toEqual({ rule: kept, review: kept });
});
