/** What happens to a bad spec: one line per problem, which says where, what is wrong and what is allowed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSpecs } from "../../../stacks/load.js";
import { platformIds } from "../../../stacks/pilot-spec/schema.js";
import { UserError } from "../../../stacks/user-error.js";

const good = `name: penguins
owners:
  data: data@example.com
  training: ml@example.com
  serving: serving@example.com
  network: network@example.com
  budget: finance@example.com
budget: { monthly: 500, recipients: [finance@example.com], start: 2026-12-01 }
needs: { residency: eu }
data: { retentionDays: { data: 90 } }
training: { hardware: cpu-small, maxRuntimeSeconds: 7200, retries: 2 }
gate: { threshold: 0.8 }
endpoint: { minReplicas: 1, maxReplicas: 2 }
network: { cidr: 10.20.0.0/20, allowedClients: [192.168.10.0/24] }
labels: { team: ml }
aws: { account: "210987654321", region: eu-west-1 }
google: { project: penguins-lab, projectNumber: "123456789012", region: europe-west4, billingAccount: 012345-6789AB-CDEF01 }
azure:
  subscription: 22222222-3333-4444-8555-666666666666
  tenant: 33333333-4444-4555-8666-777777777777
  location: westeurope
`;

const hours = "a whole number from 60 to 432000";
const sections =
  "name, owners, operators, budget, needs, data, training, steps, gate, registry, endpoint, network, image, quotas, state, labels, " +
  `paused, onDestroy, incident, trial, mixed, ${platformIds.join(", ")}`;
const alias = (letter: string, index: number) => `${letter}: &${letter} [${`*${"abcdefg"[index]}, `.repeat(9)}1]`;

/** What is written instead of what, and the lines that come of it, without the file's name. */
const edits: ReadonlyArray<readonly [kind: string, from: string, to: string, ...lines: string[]]> = [
  // keys
  ["unknown section", "labels:", "label:", `15:1: label: unknown key; did you mean "labels"? allowed: ${sections}`],
  [
    "unknown key",
    "maxReplicas",
    "maxReplica",
    '13:29: endpoint.maxReplica: unknown key; did you mean "maxReplicas"? allowed: mode, hardware, minReplicas, ' +
      "maxReplicas, p95Milliseconds, errorPercent, canaryPercent, idleHours, captureRetentionDays, requestSample, schedule",
  ],
  ["a key of every object", "labels:", "constructor:", `15:1: constructor: unknown key; allowed: ${sections}`],
  ["a key twice", "labels:", "gate:", "15:1: gate: stands twice, first in line 12; remove one of them"],
  [
    "missing owner",
    "  serving: serving@example.com\n",
    "",
    "2:1: owners.serving: is missing; it must be an e-mail address, such as ml-team@example.com",
  ],
  [
    "missing section",
    "budget: {",
    "quotas: {",
    ...[
      "1:1: budget: is missing; give a map with monthly, recipients, start",
      "8:11: quotas.monthly: unknown key; allowed: check, request",
      "8:25: quotas.recipients: unknown key; allowed: check, request",
      "8:60: quotas.start: unknown key; allowed: check, request",
    ],
  ],
  // types
  ["wrong type", "retries: 2", "retries: two", '11:68: training.retries: "two" must be a whole number from 0 to 10'],
  ["no whole number", "retries: 2", "retries: 1.5", "11:68: training.retries: 1.5 must be a whole number from 0 to 10"],
  ["a number for text", "name: penguins", "name: 2026", '1:7: name: 2026 must be text in quotes, "2026"'],
  [
    "an account without quotes",
    '"210987654321"',
    "210987654321",
    '16:17: aws.account: 210987654321 must be 12 digits in quotes, such as "123456789012"',
  ],
  ["a list for a map", "{ team: ml }", "[ml]", '15:9: labels: ["ml"] must be a map'],
  ["nothing for a map", "{ threshold: 0.8 }", "", "12:7: gate: null must be a map with metric, threshold"],
  // limits
  ["a limit of 0", "7200", "0", `11:53: training.maxRuntimeSeconds: 0 must be ${hours}`],
  ["a limit of infinity", "7200", ".inf", `11:53: training.maxRuntimeSeconds: .inf must be ${hours}`],
  ["a limit of no number", "7200", ".nan", `11:53: training.maxRuntimeSeconds: .nan must be ${hours}`],
  ["money of 0", "500", "0", "8:20: budget.monthly: 0 must be a number above 0 and at most 10000000"],
  [
    "a store that keeps",
    "data: 90",
    "data: 0",
    "10:32: data.retentionDays.data: 0 must be a whole number from 1 to 3650",
  ],
  [
    "min > max",
    "minReplicas: 1",
    "minReplicas: 3",
    "13:26: endpoint.minReplicas: 3 is more than maxReplicas, 2; lower it or raise maxReplicas",
  ],
  ["no accuracy", "0.8", "80", "12:20: gate.threshold: 80 must be from 0 to 1, because accuracy is a share"],
  [
    "nobody is told",
    "recipients: [finance@example.com]",
    "recipients: []",
    "8:37: budget.recipients: [] must name at least one address that is told",
  ],
  // networks
  [
    "a small network",
    "10.20.0.0/20",
    "10.20.0.0/24",
    '14:18: network.cidr: "10.20.0.0/24" is a /24; allowed: /16 to /22; take a block of that size',
  ],
  [
    "host bits",
    "10.20.0.0/20",
    "10.20.1.0/20",
    '14:18: network.cidr: "10.20.1.0/20" has host bits set; take "10.20.0.0/20"',
  ],
  [
    "no block",
    "10.20.0.0/20",
    "10.20.0.0",
    '14:18: network.cidr: "10.20.0.0" must be an IPv4 block, such as 10.20.0.0/20',
  ],
  [
    "an overlap",
    "192.168.10.0/24",
    "10.20.4.0/24",
    '14:48: network.allowedClients: "10.20.4.0/24" overlaps the network\'s own "10.20.0.0/20"; take another block',
  ],
  [
    "everybody",
    "192.168.10.0/24",
    "0.0.0.0/0",
    '14:48: network.allowedClients: "0.0.0.0/0" is everybody; name the networks that may come in',
  ],
  [
    "a region elsewhere",
    "region: eu-west-1",
    "region: eu-west-2",
    '16:41: aws.region: "eu-west-2" is not in eu, where needs.residency keeps all data; take another region',
  ],
  // names
  [
    "a bad name",
    "name: penguins",
    "name: Penguins_1",
    '1:7: name: "Penguins_1" must be lower-case letters, digits and single -, a letter first and no - at the end',
  ],
  [
    "a name bad for one platform only",
    "name: penguins",
    "name: penguins-of-south",
    '1:7: name: "penguins-of-south" makes the storage account name "penguinsofsouthneta7023215" (26 characters) on ' +
      "azure; allowed: 3 to 24 lower-case letters and digits; take a name of at most 15 characters",
  ],
  [
    "unknown hardware class",
    "cpu-small",
    "gpu-smal",
    '11:23: training.hardware: "gpu-smal" is unknown; did you mean "gpu-small"? allowed: cpu-small, cpu-large, gpu-small, ' +
      "gpu-large, tpu-small, trainium-small",
  ],
  [
    "no platform",
    good.slice(good.indexOf("aws:")),
    "",
    `1:1: names no platform; add a block: ${platformIds.join(", ")}`,
  ],
  // releases
  [
    "live without a release",
    "region: europe-west4",
    "region: europe-west4, live: r1",
    '17:93: google.live: "r1" is not one of the releases; list it under releases first',
  ],
  [
    "a release without an image",
    "region: eu-west-1",
    'region: eu-west-1, releases: { r1: "1" }',
    "16:62: aws.releases: a release needs the image that serves it; set image.digest first",
  ],
  // what Terraform or a terminal would obey
  [
    "a template",
    "{ team: ml }",
    "{ team: '${file(\"/etc/passwd\")}' }",
    '15:17: labels.team: "${file(\\"/etc/passwd\\")}" holds ${, which Terraform reads as a template; write it without',
  ],
  [
    "a control character in a key",
    "{ team: ml }",
    '{ "a\\u001b[2Jb\\n": ml }',
    '15:11: labels."a\\u001b[2Jb\\n": "a\\u001b[2Jb\\n" holds a control character; write it without',
  ],
];

/** Files that are no spec at all. */
const files: ReadonlyArray<readonly [kind: string, content: string, ...lines: string[]]> = [
  ["an empty file", "", "1:1: is empty; give name, owners, budget and a platform's block"],
  ["a list", "- a", '1:1: ["a"] is not a map of sections; give name, owners, budget and a platform\'s block'],
  [
    "no YAML",
    "a: [1, 2\nb: }",
    ...["2:1: is not YAML: flow sequence in block collection must be sufficiently indented and end with a ]"],
  ],
  ["a tab", "a:\n\t- b", "2:1: a tab indents this line, and YAML takes only spaces there; use spaces"],
  ["two documents", `${good}---\n${good}`, "22:1: is not YAML: a second document begins here; a spec is one document"],
  ["an alias of nothing", "name: *pilot", "1:7: is not YAML: the alias *pilot names no anchor before it"],
  ["a tag", "name: !env HOME", "1:7: is not YAML: unresolved tag: !env"],
  [
    "aliases that explode",
    ["a: &a [1]", ...[..."bcdefgh"].map(alias)].join("\n"),
    "1:1: aliases expand to more than 50 values; write the values out",
  ],
  ["brackets without end", "[".repeat(200_000), "1:1: is nested deeper than 50; a spec has five levels"],
  ["keys of keys", "? ".repeat(100_000), "1:1: is nested deeper than 50; a spec has five levels"],
];

describe("a bad spec", () => {
  const scratch = mkdtempSync(join(tmpdir(), "bad-input-"));
  const file = join(scratch, "pilot.yaml");
  afterAll(() => rmSync(scratch, { recursive: true }));

  const linesOf = async (path: string): Promise<readonly string[]> => {
    try {
      await loadSpecs([path]);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.lines.map((line) => line.replace(`${path}:`, ""));
    }
  };

  test("the spec that all rows change is right", async () => {
    writeFileSync(file, good);
    expect(await linesOf(file)).toEqual([]);
  });

  test.each(edits)("%s", async (_kind, from, to, ...lines) => {
    expect(good.split(from)).toHaveLength(2);
    writeFileSync(
      file,
      good.replace(from, () => to),
    );
    expect(await linesOf(file)).toEqual(lines);
  });

  test.each(files)("%s", async (_kind, content, ...lines) => {
    writeFileSync(file, content);
    expect(await linesOf(file)).toEqual(lines);
  });

  test("a directory", async () => {
    expect(await linesOf(scratch)).toEqual([" is not a file; give the path of a spec, such as pilot.yaml"]);
  });

  test("a file that is not there", async () => {
    expect(await linesOf(join(scratch, "none"))).toEqual([" cannot be read (ENOENT); give the path of a spec"]);
  });

  test("10 MB", async () => {
    writeFileSync(file, "#".repeat(10_000_000));
    expect(await linesOf(file)).toEqual([" has 10000000 bytes; a spec has at most 262144, so this is something else"]);
  });

  test("all problems at once, those of two files too", async () => {
    writeFileSync(file, good.replace("500", "0").replace("retries: 2", "retries: two"));
    const other = join(scratch, "other.yaml");
    writeFileSync(other, good.replace("ml@example.com", "ml"));
    await expect(loadSpecs([file, other])).rejects.toThrow(
      new UserError([
        `${file}:8:20: budget.monthly: 0 must be a number above 0 and at most 10000000`,
        `${file}:11:68: training.retries: "two" must be a whole number from 0 to 10`,
        `${other}:4:13: owners.training: "ml" must be an e-mail address, such as ml-team@example.com`,
      ]),
    );
  });

  test("two pilots of one name", async () => {
    const other = join(scratch, "other.yaml");
    for (const path of [file, other]) writeFileSync(path, good);
    await expect(loadSpecs([file, other])).rejects.toThrow(
      `${other}: name: "penguins" is the name of another spec too; give each pilot its own`,
    );
  });
});
