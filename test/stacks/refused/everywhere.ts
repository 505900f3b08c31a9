/** What no platform takes: rows of the files of cases that are about every cloud. */
import { all, at, batch, type RefusedRow } from "./row.js";

const month = (ahead: number): string => {
  const today = new Date();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);
};

const tooLate =
  `must be at most twelve months ahead, ${month(12)} at the latest, because a budget alerts nobody before its start; ` +
  `use ${month(0)}`;

/** The rows. */
export const rows: readonly RefusedRow[] = [
  [
    "a region with a typing error",
    at("aws.region", "eu-centrl-1"),
    'aws.region: "eu-centrl-1" was not a region of aws in November 2026; did you mean "eu-central-1"? Where it opened later, set aws.regionCheck: false',
  ],
  [
    "a region that is made up",
    at("aws.region", "eu-central-9"),
    'aws.region: "eu-central-9" was not a region of aws in November 2026; did you mean "eu-central-1"? Where it opened later, set aws.regionCheck: false',
  ],
  ["a budget that starts years ahead", at("budget.start", "2099-01-01"), `budget.start: "2099-01-01" ${tooLate}`],
  ["a budget that starts in thirteen months", at("budget.start", month(13)), `budget.start: "${month(13)}" ${tooLate}`],
  ["a budget that starts in twelve months", at("budget.start", month(12))],
  [
    "money that no price is made of",
    at("budget.monthly", 500.125),
    "budget.monthly: 500.125 must have at most two decimals; write 500.13",
  ],
  [
    "a percent twice",
    at("budget.alertPercents", [50, 50, 100]),
    "budget.alertPercents.1: 50 must not stand twice; remove it here or at 0",
  ],
  [
    "a public block as the network",
    at("network.cidr", "8.8.0.0/20"),
    'network.cidr: "8.8.0.0/20" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "a loopback block",
    at("network.cidr", "127.0.0.0/16"),
    'network.cidr: "127.0.0.0/16" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "a link-local block",
    at("network.cidr", "169.254.0.0/16"),
    'network.cidr: "169.254.0.0/16" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "a multicast block",
    at("network.cidr", "224.0.0.0/16"),
    'network.cidr: "224.0.0.0/16" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "a block of nobody",
    at("network.cidr", "0.0.0.0/16"),
    'network.cidr: "0.0.0.0/16" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "host bits",
    at("network.cidr", "10.20.1.0/20"),
    'network.cidr: "10.20.1.0/20" has host bits set; take "10.20.0.0/20"',
  ],
  [
    "host bits of a client",
    at("network.allowedClients", ["192.168.10.7/24"]),
    'network.allowedClients: "192.168.10.7/24" has host bits set; take "192.168.10.0/24"',
  ],
  [
    "a client twice",
    at("network.allowedClients", ["192.168.10.0/24", "192.168.10.0/24"]),
    'network.allowedClients.1: "192.168.10.0/24" must not stand twice; remove it here or at 0',
  ],
  [
    "cron fields out of range",
    batch("99 99 * * *"),
    'endpoint.schedule: "99 99 * * *" has the minute 99; it must be from 0 to 59, such as 0 3 * * *',
  ],
  [
    "a month that no year has",
    batch("0 3 1 13 *"),
    'endpoint.schedule: "0 3 1 13 *" has the month 13; it must be from 1 to 12, such as 0 3 * * *',
  ],
  [
    "a day that its month lacks",
    batch("0 3 31 2 *"),
    'endpoint.schedule: "0 3 31 2 *" has the day of the month 31, which none of its months (2) has, so it is never due; take another, such as 0 3 * * *',
  ],
  [
    "a step longer than its field",
    batch("*/70 3 * * *"),
    'endpoint.schedule: "*/70 3 * * *" has the minute */70; the number after / must be from 1 to 59, such as 0 3 * * *',
  ],
  [
    "a range that ends before it begins",
    batch("0 9-3 * * *"),
    'endpoint.schedule: "0 9-3 * * *" has the hour 9-3, which ends before it begins, such as 0 3 * * *',
  ],
  [
    "a schedule of an endpoint",
    at("endpoint.schedule", "0 3 * * *"),
    'endpoint.schedule: "0 3 * * *" has no meaning without mode: batch, because an endpoint runs on no schedule; remove it',
  ],
  [
    "a wait without spot capacity",
    at("training.maxWaitSeconds", 9000),
    "training.maxWaitSeconds: 9000 has no meaning without interruptible: true; remove it or set that",
  ],
  [
    "a label that would hide the pilot's name",
    at("labels", { Pilot: "x" }),
    "labels.Pilot: must not be set: every resource carries the pilot's name there; remove it",
  ],
  [
    "an address that mail cannot have",
    at("owners.data", `${"a".repeat(65)}@example.com`),
    'owners.data: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" must have at most 64 characters before the @',
  ],
  [
    "an address longer than mail takes",
    at("budget.recipients", [`a@${"b.".repeat(130)}example.com`]),
    'budget.recipients.0: "a@b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.…" must be an e-mail address, such as ml-team@example.com',
  ],
  [
    "a digest in capitals",
    at("image.digest", `sha256:${"AB".repeat(32)}`),
    'image.digest: "sha256:ABABABABABABABABABABABABABABABABABABABABABABABABA…" must be sha256: and 64 lower-case hex digits, as docker push prints it',
  ],
  [
    "another currency than AWS has, beside AWS",
    at("budget.currency", "EUR"),
    'budget.currency: must be USD, the one currency of AWS Budgets, got "EUR"; write the sum in USD',
  ],
  [
    "a currency of nobody",
    at("budget.currency", "XXY"),
    'budget.currency: "XXY" must be a currency of ISO 4217, such as USD',
  ],
  [
    "replicas the wrong way round",
    all(at("endpoint.minReplicas", 3), at("endpoint.maxReplicas", 2)),
    "endpoint.minReplicas: 3 is more than maxReplicas, 2; lower it or raise maxReplicas",
  ],
  [
    "a template",
    at("labels", { team: "$" + "{file(1)}" }),
    'labels.team: "${file(1)}" holds ${, which Terraform reads as a template; write it without',
  ],
  [
    "a day of the month and a month that no year has",
    batch("0 3 40 13 *"),
    'endpoint.schedule: "0 3 40 13 *" has the day of the month 40; it must be from 1 to 31, such as 0 3 * * *',
  ],
  [
    "a minute that no hour has",
    batch("61 3 * * *"),
    'endpoint.schedule: "61 3 * * *" has the minute 61; it must be from 0 to 59, such as 0 3 * * *',
  ],
  [
    "the 30th of February",
    batch("0 3 30 2 *"),
    'endpoint.schedule: "0 3 30 2 *" has the day of the month 30, which none of its months (2) has, so it is never due; take another, such as 0 3 * * *',
  ],
  [
    "the last day by a letter",
    batch("0 3 L * *"),
    'endpoint.schedule: "0 3 L * *" must have five fields of digits, *, / , - and commas, such as 0 3 * * *',
  ],
  [
    "a larger public block",
    at("network.cidr", "8.8.0.0/16"),
    'network.cidr: "8.8.0.0/16" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "a block for tests of networks",
    at("network.cidr", "198.18.0.0/16"),
    'network.cidr: "198.18.0.0/16" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10; take one of them',
  ],
  [
    "everybody as a client",
    at("network.allowedClients", ["0.0.0.0/0"]),
    'network.allowedClients: "0.0.0.0/0" is everybody; name the networks that may come in',
  ],
  [
    "a currency that stands for none",
    at("budget.currency", "XXX"),
    'budget.currency: "XXX" must be a currency of ISO 4217, such as USD',
  ],
  [
    "the bucket of a state by a name that S3 refuses",
    at("state", { backend: "s3", bucket: "acme_states", region: "eu-west-1" }),
    'state.bucket: "acme_states" must be the name of a bucket: 3 to 63 lower-case letters, digits, - and ., such as acme-terraform-states',
  ],
  [
    "the bucket of a state by an address",
    at("state", { backend: "s3", bucket: "192.168.5.4", region: "eu-west-1" }),
    'state.bucket: "192.168.5.4" must be the name of a bucket: 3 to 63 lower-case letters, digits, - and ., such as acme-terraform-states',
  ],
  [
    "a state in a region that does not exist",
    at("state", { backend: "s3", bucket: "acme-states", region: "eu-centrl-1" }),
    'state.region: "eu-centrl-1" was not a region of aws in November 2026; did you mean "eu-central-1"? Where it opened later, set regionCheck: false in a platform\'s block',
  ],
  [
    "a state in a region of another partition",
    at("state", { backend: "s3", bucket: "acme-states", region: "cn-north-1" }),
    'state.region: "cn-north-1" is a region of the partition aws-cn, and a pilot is made for the partition aws, which its policies name; take another region',
  ],
  [
    "a state in a region that opened later, and says so",
    all(at("state", { backend: "s3", bucket: "acme-states", region: "eu-later-1" }), at("aws.regionCheck", false)),
  ],
  [
    "a state under a key that is not one",
    at("state", { backend: "s3", bucket: "acme-states", region: "eu-west-1", kmsKeyId: "my key" }),
    'state.kmsKeyId: "my key" must be the ARN of a KMS key or alias',
  ],
  [
    "the bucket of a state by a name that Cloud Storage refuses",
    at("state", { backend: "gcs", bucket: "goog-states" }),
    'state.bucket: "goog-states" must be the name of a bucket: 3 to 63 lower-case letters, digits, -, _ and ., not beginning with goog and without google, such as acme-terraform-states',
  ],
  [
    "a state in a resource group that ends in a dot",
    at("state", { backend: "azurerm", resourceGroup: "states.", storageAccount: "acmestates", container: "states" }),
    'state.resourceGroup: "states." must be the name of a resource group',
  ],
  [
    "a state at a port that no server has",
    at("state", { backend: "http", address: "https://states.example.com:65536" }),
    'state.address: "https://states.example.com:65536" must be an https address without a / at the end, such as https://gitlab.com/api/v4/projects/42/terraform/state',
  ],
];
