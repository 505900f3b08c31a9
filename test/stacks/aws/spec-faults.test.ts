/** What AWS refuses of a spec is a problem of the check, at the spec's own path. */
import { pipelineFaults } from "../../../constructs/aws/pipeline.js";
import { aws } from "../../../stacks/aws/index.js";
import { checkSpec } from "../../../stacks/spec/check.js";
import type { PilotSpecInput } from "../../../stacks/spec/schema.js";
import { exampleInput } from "../../synth.js";

const faultsOf = (change: (input: PilotSpecInput) => void): readonly string[] => {
  const { sections, faults } = checkSpec(exampleInput(change));
  expect(faults).toEqual([]);
  return aws.specFaults(sections).map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
};
const foreign = "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7";
const batch = { mode: "batch", schedule: "0 3 * * *" } as const;

test.each(["99 99 * * *", "0 24 * * *", "60 3 * * *", "0 3 40 13 *", "0 3 0 * *", "0 3 * * 8", "0 9-3 * * *"])(
  "Scheduler refuses the schedule %s, and so does the construct",
  (schedule) => {
    const steps = [] as const;
    expect(pipelineFaults({ steps, schedule })).toEqual([expect.objectContaining({ prop: "schedule" })]);
    expect(pipelineFaults({ steps, schedule: "0 3 * * *" })).toEqual([]);
  },
);

test.each<[string, (input: PilotSpecInput) => void, readonly string[]]>([
  ["the example", () => {}, []],
  [
    "a release of another group, account and region",
    (input) => {
      input.image = { digest: `sha256:${"a".repeat(64)}` };
      Object.assign(input.aws ?? {}, { releases: { r1: foreign } });
    },
    [`aws.releases: r1: must be a version of the pilot's own region "eu-west-1", got "${foreign}"`],
  ],
  [
    "another currency than USD",
    (input) => Object.assign(input.budget, { currency: "EUR" }),
    ['budget.currency: must be USD, the one currency of AWS Budgets, got "EUR"'],
  ],
  ...(
    [
      ["gpu-small", 250],
      ["gpu-large", 3800],
      ["trainium-small", 474],
    ] as const
  ).flatMap(([hardware, most]) => [
    [
      `${hardware} with ${most} GB`,
      (input: PilotSpecInput) => {
        input.training = { hardware, volumeGiB: most };
      },
      [],
    ] as [string, (input: PilotSpecInput) => void, readonly string[]],
    [
      `${hardware} with ${most + 1} GB`,
      (input: PilotSpecInput) => {
        input.training = { hardware, volumeGiB: most + 1 };
      },
      [`training.volumeGiB: must be at most ${most}`],
    ] as [string, (input: PilotSpecInput) => void, readonly string[]],
  ]),
  [
    "batch on a GPU with a larger volume than its disks",
    (input) => {
      input.endpoint = { ...batch, hardware: "gpu-small" };
      input.training = { volumeGiB: 251 };
    },
    ["training.volumeGiB: must be at most 250, what the disks of ml.g5.xlarge (gpu-small) hold, got 251"],
  ],
  [
    "batch on Trainium",
    (input) => {
      input.endpoint = { ...batch, hardware: "trainium-small" };
    },
    ['endpoint.hardware: must not be "trainium-small" in batch mode'],
  ],
  [
    "serverless on other hardware",
    (input) => {
      input.endpoint = { hardware: "gpu-small" };
      input.needs = { privateNetwork: false };
      Object.assign(input.aws ?? {}, { endpointKind: "serverless" });
    },
    ["endpoint.hardware: must be cpu-small with aws.endpointKind: serverless, which takes no other hardware"],
  ],
  [
    "a word of 257 characters",
    (input) => {
      input.image = { command: ["python", "x".repeat(257)] };
    },
    ["image.command.1: must have at most 256 characters on SageMaker, got 257"],
  ],
  [
    "101 words",
    (input) => {
      input.image = { command: Array(101).fill("x") };
    },
    ["image.command: must have at most 100 words on SageMaker, got 101"],
  ],
])("%s", (_, change, lines) => {
  expect(faultsOf(change)).toEqual(lines.map((line) => expect.stringContaining(line)));
});
