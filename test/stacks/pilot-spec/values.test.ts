/** Values that a cloud would refuse or that would not do what they say: named by check, with the fix. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSpec } from "../../../stacks/pilot-spec/check.js";
import { notes } from "../../../stacks/pilot-spec/notes.js";
import { placeholders } from "../../../stacks/pilot-spec/placeholders.js";
import { readSpec } from "../../../stacks/pilot-spec/read.js";
import { type PilotSpec, type PilotSpecInput, platformIds } from "../../../stacks/pilot-spec/schema.js";
import { imageSteps } from "../../../stacks/pilot-spec/steps.js";
import { exampleInput, exampleSpec } from "../../variants.js";

// biome-ignore lint/suspicious/noExplicitAny: a spec that is wrong on purpose
type Input = any;
const problems = (change: (input: Input) => void): readonly string[] =>
  checkSpec(exampleInput(change as (input: PilotSpecInput) => void)).problems.map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
const only = (platform: string) => (input: Input) => {
  for (const each of platformIds) if (each !== platform) delete input[each];
};

test.each<[string, (input: Input) => void, string]>([
  [
    "an operator twice, in another case",
    (input: Input) => {
      const [id] = input.operators.azure;
      input.operators.azure = ["aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE", id];
    },
    'operators.azure.1: "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE" must not stand twice; remove it here or at 0',
  ],
  [
    "a percent twice",
    (input: Input) => {
      input.budget.alertPercents = [50, 50, 100];
    },
    "budget.alertPercents.1: 50 must not stand twice; remove it here or at 0",
  ],
  [
    "a recipient twice",
    (input: Input) => {
      input.budget.recipients = ["ml@example.com", "ML@example.com"];
    },
    'budget.recipients.1: "ML@example.com" must not stand twice; remove it here or at 0',
  ],
  [
    "a client network twice",
    (input: Input) => {
      input.network.allowedClients = ["192.168.10.0/24", "192.168.10.0/24"];
    },
    'network.allowedClients.1: "192.168.10.0/24" must not stand twice; remove it here or at 0',
  ],
  [
    "no start of the budget",
    (input: Input) => {
      delete input.budget.start;
    },
    "budget.start: is missing; it must be the first day of a month, as YYYY-MM-01",
  ],
  [
    "a public block",
    (input: Input) => {
      input.network.cidr = "8.8.0.0/20";
    },
    'network.cidr: "8.8.0.0/20" must be a private block, inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, ' +
      "100.64.0.0/10; take one of them",
  ],
  [
    "a minute that no hour has",
    (input: Input) => {
      input.endpoint.mode = "batch";
      input.endpoint.schedule = "61 3 * * *";
    },
    'endpoint.schedule: "61 3 * * *" has the minute 61; it must be from 0 to 59, such as 0 3 * * *',
  ],
  [
    "a step that no hour has",
    (input: Input) => {
      input.endpoint.mode = "batch";
      input.endpoint.schedule = "*/70 3 * * *";
    },
    'endpoint.schedule: "*/70 3 * * *" has the minute */70; the number after / must be from 1 to 59, such as 0 3 * * *',
  ],
  [
    "a schedule of an endpoint",
    (input: Input) => {
      input.endpoint.schedule = "0 3 * * *";
    },
    'endpoint.schedule: "0 3 * * *" has no meaning without mode: batch, because an endpoint runs on no schedule; remove it',
  ],
  [
    "a number in quotes",
    (input: Input) => {
      input.training.maxRuntimeSeconds = "14400";
    },
    'training.maxRuntimeSeconds: "14400" must be a whole number from 60 to 432000, without quotes: 14400',
  ],
  [
    "a digest in capitals",
    (input: Input) => {
      input.image.digest = `sha256:${"AB".repeat(32)}`;
    },
    'image.digest: "sha256:ABABABABABABABABABABABABABABABABABABABABABABABABA…" must be sha256: and 64 lower-case hex ' +
      "digits, as docker push prints it",
  ],
  [
    "a key of another backend",
    (input: Input) => {
      input.state = { backend: "s3", bucket: "states", region: "eu-west-1", container: "x" };
    },
    "state.container: unknown key; allowed: backend, bucket, region, prefix, kmsKeyId, roleArn, profile",
  ],
  [
    "a backend without its bucket",
    (input: Input) => {
      input.state = { backend: "s3", region: "eu-west-1" };
    },
    "state.bucket: is missing; it must be the name of a bucket: 3 to 63 lower-case letters, digits, - and ., such as acme-terraform-states",
  ],
  [
    "gcp",
    (input: Input) => {
      input.gcp = input.google;
    },
    expect.stringMatching(/^gcp: unknown key; did you mean "google"\? allowed: /),
  ] as unknown as [string, (input: Input) => void, string],
  [
    "a label that would hide the pilot's name",
    (input: Input) => {
      input.labels = { Pilot: "x" };
    },
    expect.stringMatching(/^labels\.Pilot: must not be set: every resource carries the pilot's name there/),
  ] as unknown as [string, (input: Input) => void, string],
])("%s", (_, change, expected) => {
  expect(problems(change)).toContainEqual(expected);
});

test("tags with capitals and an address are right where only AWS is named, and a problem that says why on Google", () => {
  const labels = { CostCenter: "4711", Owner: "ml@acme.io" };
  const change = (input: Input) => {
    input.labels = labels;
  };
  expect(
    problems((input: Input) => {
      change(input);
      only("aws")(input);
    }),
  ).toEqual([]);
  expect(problems(change)).toEqual([
    'labels.CostCenter: the key "CostCenter" must be lower-case letters, digits, - and _, a letter first, at most 63 on google, ' +
      "which this spec names",
    'labels.Owner: the key "Owner" must be lower-case letters, digits, - and _, a letter first, at most 63 on google, which this ' +
      "spec names",
    'labels.Owner: "ml@acme.io" must be at most 63 letters, digits, -, _ and . on kubernetes, which this spec names',
  ]);
});

test("keys that differ in their case alone are one key to IAM and Azure", () => {
  expect(
    problems((input: Input) => {
      input.labels = { Team: "a", team: "b" };
      only("azure")(input);
    }),
  ).toEqual(['labels.team: must differ from "Team" in more than its case; remove one of them']);
});

describe("YAML", () => {
  const dir = mkdtempSync(join(tmpdir(), "values-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  const error = (text: string): string => {
    const file = join(dir, "pilot.yaml");
    writeFileSync(file, text);
    try {
      const { problems: found, line } = readSpec(file);
      return found.map(line).join("\n").replaceAll(`${dir}/`, "");
    } catch (thrown) {
      return (thrown as Error).message.replaceAll(`${dir}/`, "");
    }
  };

  test("a key that stands twice is named, with its first line", () => {
    expect(error("name: a\nowners:\n  data: x\n  data: y\n")).toBe(
      "pilot.yaml:4:3: data: stands twice, first in line 3; remove one of them",
    );
  });

  test("a tab is one line", () => {
    expect(error("name: a\nowners:\n\tdata: x\n\ttraining: y\n")).toBe(
      "pilot.yaml:3:1: a tab indents this line, and YAML takes only spaces there; use spaces",
    );
  });

  test("a merge key is said not to be read", () => {
    expect(error("x: &x { data: a@example.com }\nowners:\n  <<: *x\n")).toContain(
      'owners."<<": is a YAML merge key, which is not read here; write the keys out',
    );
  });
});

test("steps beside training have a machine, a volume and a time of their own", () => {
  const steps = imageSteps(
    exampleSpec((input) => {
      input.steps = { prepare: { hardware: "cpu-large", volumeGiB: 200, maxRuntimeSeconds: 7200 } };
    }),
    "s3://bucket",
  );
  const of = (name: string) => {
    const { hardware, volumeGiB, timeoutSeconds } = steps.find((step) => step.name === name) ?? steps[0] ?? {};
    return [hardware, volumeGiB, timeoutSeconds];
  };
  expect(of("prepare")).toEqual(["cpu-large", 200, 7200]);
  expect(of("probe")).toEqual(["cpu-small", 10, 900]);
  expect(of("evaluate")).toEqual(["cpu-small", 10, 3600]);
});

test("notes say what synthesizes and may not do what its author expects", () => {
  const spec = exampleSpec((input) => {
    input.operators = { ...input.operators, aws: [] };
    input.budget.start = "2020-01-01";
    input.training = { ...input.training, nodes: 2, hardware: "gpu-small" };
  });
  const keys = (of: PilotSpec) => notes(of, new Date("2026-11-30")).map((line) => line.slice(0, line.indexOf(":")));
  // A platform's own: an image that its default names by a tag.
  const ofWorkspace = ["location", "host", "budgetPolicyId", "alerts"].map((key) => `databricks.${key}`);
  const ofCluster = ["kubernetes.bucket", "kubernetes.networkPolicyEnforced", "operators.kubernetes"];
  const [where, host, ...more] = ofWorkspace;
  const own = ["google.launcherImage", where, host, "training.maxRuntimeSeconds", ...more, ...ofCluster];
  expect(keys(spec)).toEqual(["operators.aws", ...own, "budget.start", "training.nodes", "training.hardware"]);
  expect(keys(exampleSpec())).toEqual(own);
});

test("what init wrote and no account has is found", () => {
  expect(
    placeholders({ aws: { account: "123456789012" }, owners: { data: "you@example.com" }, name: "churn" }),
  ).toEqual([
    'aws.account: "123456789012" is the account of the cloud\'s own examples',
    'owners.data: "you@example.com" is an address that nobody can receive mail at',
  ]);
});
