/** What AWS refuses of a spec is a problem of the check, at the spec's own path. */
import { pipelineProblems } from "../../../constructs/aws/pipeline.js";
import { aws } from "../../../stacks/aws/index.js";
import { checkSpec } from "../../../stacks/pilot-spec/check.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { exampleInput } from "../../synth.js";

const problemsOf = (change: (input: PilotSpecInput) => void): readonly string[] => {
  const { sections, problems } = checkSpec(exampleInput(change));
  expect(problems).toEqual([]);
  return aws.specProblems(sections).map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
};
const foreign = "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7";
const sso = (count: number) =>
  Array.from(
    { length: count },
    (_, at) =>
      "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_MLOperator_" +
      String(at).padStart(16, "0"),
  );
const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, "value"]));
const batch = { mode: "batch", schedule: "0 3 * * *" } as const;

test.each(["99 99 * * *", "0 24 * * *", "60 3 * * *", "0 3 40 13 *", "0 3 0 * *", "0 3 * * 8", "0 9-3 * * *"])(
  "Scheduler refuses the schedule %s, and so does the construct",
  (schedule) => {
    const steps = [] as const;
    expect(pipelineProblems({ steps, schedule })).toEqual([expect.objectContaining({ prop: "schedule" })]);
    expect(pipelineProblems({ steps, schedule: "0 3 * * *" })).toEqual([]);
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
    ['endpoint.hardware: must not be "trainium-small" for processing'],
  ],
  ...(["b", "x"] as const).map((zone): [string, (input: PilotSpecInput) => void, readonly string[]] => [
    `the zone ${zone} of Tokyo`,
    (input) => {
      delete input.needs;
      Object.assign(input.aws ?? {}, { region: "ap-northeast-1", zones: ["a", zone] });
    },
    [`aws.zones: [a, ${zone}] must be zones of ap-northeast-1, which has a, c, d, got ${zone}; take zones: [a, c]`],
  ]),
  [
    "sixteen roles of single sign-on as operators",
    (input) => Object.assign(input.operators ?? {}, { aws: sso(16) }),
    [],
  ],
  [
    "seventeen of them",
    (input) => Object.assign(input.operators ?? {}, { aws: sso(17) }),
    ["operators.aws: must fit into a trust policy of 2048 characters, got 17 principals in 2094"],
  ],
  ["47 labels", (input) => Object.assign(input, { labels: labels(47) }), []],
  [
    "48 labels",
    (input) => Object.assign(input, { labels: labels(48) }),
    ["labels: must be at most 47 on AWS, which takes 50 tags of a resource, got 48"],
  ],
  [
    "Docker's own network",
    (input) => Object.assign(input.network ?? {}, { cidr: "172.17.0.0/16" }),
    ['network.cidr: "172.17.0.0/16" holds addresses of 172.17.0.0/16, which Docker uses'],
  ],
  ["a block around Docker's own network", (input) => Object.assign(input.network ?? {}, { cidr: "172.16.0.0/16" }), []],
  [
    "60 client networks",
    (input) =>
      Object.assign(input.network ?? {}, {
        allowedClients: Array.from({ length: 60 }, (_, at) => `192.168.${at}.0/24`),
      }),
    [
      "network.allowedClients: must be at most 59 with interface endpoints, whose security group takes 60 rules, got 60",
    ],
  ],
  [
    "a server on a port and routes that SageMaker does not call",
    (input) => {
      input.image = { ...input.image, port: 9000, healthRoute: "/healthz", predictRoute: "/score" };
    },
    [
      "image.port: must be 8080 on SageMaker, which calls nothing else of a container, got 9000",
      "image.healthRoute: must be /ping on SageMaker, which calls nothing else of a container, got /healthz",
      "image.predictRoute: must be /invocations on SageMaker, which calls nothing else of a container, got /score",
    ],
  ],
  [
    "a client network with host bits",
    (input) => Object.assign(input.network ?? {}, { allowedClients: ["192.168.10.7/24"] }),
    ['network.allowedClients: "192.168.10.7/24" has host bits set; take "192.168.10.0/24"'],
  ],
  ...["dynamodb", "s3tables", "no.such.service", "sagemaker.studio"].map(
    (service): [string, (input: PilotSpecInput) => void, readonly string[]] => [
      `an interface endpoint to ${service}`,
      (input) =>
        Object.assign(input.aws ?? {}, { interfaceEndpoints: { ...input.aws?.interfaceEndpoints, [service]: "why" } }),
      [`aws.interfaceEndpoints: must be a service that has a private address here, got "${service}"`],
    ],
  ),
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
  expect(problemsOf(change)).toEqual(lines.map((line) => expect.stringContaining(line)));
});
