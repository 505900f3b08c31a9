/** The AWS pilot as a whole: phases, what a pause leaves, what a first plan can show, problems at the spec's places. */
import { specProblems } from "../../../stacks/aws/rules.js";
import { checkSpec } from "../../../stacks/pilot-spec/check.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { exampleInput, statementsOf, synthesizePilot, variants } from "../../synth.js";

async function stackOf(variant: keyof typeof variants, change: (input: PilotSpecInput) => void = () => {}) {
  const aws = await synthesizePilot("aws", (input) => {
    variants[variant]?.(input);
    change(input);
  });
  if (aws === undefined) throw new Error("the example has no aws block");
  expect(aws.problems).toEqual([]);
  return aws;
}

test.each([
  ["phase 0", ["next_1_push_image", "next_2_upload_data", "next_6_export"]],
  ["phase 1", ["next_1_push_image", "next_2_upload_data", "next_3_run", "next_4_approve", "next_6_export", "stop_run"]],
  [
    "phase 2",
    [
      ...["next_1_push_image", "next_2_upload_data", "next_3_run", "next_4_approve", "next_5_invoke", "next_6_export"],
      "stop_run",
    ],
  ],
] as const)("%s ends with the commands that can be run then", async (phase, commands) => {
  const { json } = await stackOf(phase);
  expect(Object.keys(json.output ?? {})).toEqual(commands);
});

test("models keep the names that they were deployed with, as long as nothing that replaces them changes", async () => {
  const namesOf = async (change: (aws: NonNullable<PilotSpecInput["aws"]>) => void) => {
    const stack = await synthesizePilot("aws", (input) => {
      variants["phase 2"]?.(input);
      if (input.aws) change(input.aws);
    });
    return stack?.all("aws_sagemaker_model").map(({ arguments: given }) => given["name"]);
  };
  const deployed = ["penguins-endpoint-r1-bfa947b8", "penguins-endpoint-r2-fc406bc3"];
  expect(await namesOf(() => {})).toEqual(deployed);
  for (const change of [{ endpointKind: "serverless" }, { zones: ["a", "c"] }, { zones: ["a", "b", "c"] }]) {
    const names = await namesOf((aws) => Object.assign(aws, change));
    expect(names).toHaveLength(2);
    for (const name of deployed) expect(names).not.toContain(name);
  }
});

test("what is pushed starts: one platform, Docker's media types, no attestation, no git and no default profile", async () => {
  const output = (await stackOf("phase 1")).json.output as Record<string, { value: string }>;
  const push = output["next_1_push_image"]?.value ?? "";
  expect(push).toContain("docker buildx build --platform linux/amd64 --provenance=false --sbom=false");
  expect(push).toContain("--output type=image,oci-mediatypes=false,push=true");
  expect(push).not.toContain("git ");
  expect(push).toContain('source_profile "$AWS_PROFILE"');
  expect(push).toContain("credential_source Environment");
});

test("approving keeps the image, and a run can be stopped by whoever may start it", async () => {
  const stack = await stackOf("phase 2, batch");
  const output = stack.json.output as Record<string, { value: string }>;
  const approve = output["next_4_approve"]?.value ?? "";
  expect(approve).toContain("ecr put-image");
  expect(approve.indexOf("ecr put-image")).toBeLessThan(approve.indexOf("update-model-package"));
  expect(approve).toContain('--image-tag "release-$(basename "$MODEL")"');
  const stop = output["stop_run"]?.value ?? "";
  for (const pipeline of ["pipeline", "batch"]) {
    expect(stop).toContain(`--pipeline-name \${aws_sagemaker_pipeline.${pipeline}.pipeline_name}`);
    const granted = statementsOf(stack.one("aws_iam_role_policy", `${pipeline}_operator-start`).policy);
    const actions = granted.flatMap(({ Action }) => Action);
    expect(actions).toEqual(
      expect.arrayContaining(["sagemaker:StopPipelineExecution", "sagemaker:ListPipelineExecutions"]),
    );
  }
});

test("a release's model lies where nothing expires: on day 91 it is read as on the first", async () => {
  const stack = await stackOf("phase 2, batch");
  const { rule } = stack.one("aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry");
  const expiring = rule.flatMap(
    ({ expiration, filter }: { expiration?: unknown; filter: Array<{ prefix: string }> }) =>
      expiration === undefined ? [] : filter.map(({ prefix }) => prefix),
  );
  const definition = (name: string) => {
    const found = stack
      .all("aws_sagemaker_pipeline")
      .find(({ address }) => address === `aws_sagemaker_pipeline.${name}`);
    return JSON.parse(String(found?.arguments["pipeline_definition"]));
  };
  const train = definition("pipeline").Steps.find(({ Type }: { Type: string }) => Type === "Training").Arguments;
  const [place, ...path] = train.OutputDataConfig.S3OutputPath["Std:Join"].Values;
  expect([place.split("}/")[1], path.at(-1)]).toEqual(["models/runs", "model"]);
  expect(expiring).toEqual(["data/", "artifacts/", "evaluation/", "exports/", "capture/"]);
});

test.each(["phase 2", "phase 2, batch"] as const)(
  "%s: the ledger says until when there is a way back",
  async (variant) => {
    const stack = await stackOf(variant, (input) => {
      Object.assign(input.data ?? {}, { retentionDays: { ...input.data?.retentionDays, artifacts: 45 } });
    });
    const { rule } = stack.one("aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry");
    const expiry = rule.flatMap(
      ({ expiration, filter }: { expiration?: Array<{ days: number }>; filter: Array<{ prefix: string }> }) =>
        filter.map(({ prefix }) => `${prefix} ${expiration?.[0]?.days ?? "never"}`),
    );
    expect(expiry).toEqual(expect.arrayContaining(["models/ never", "artifacts/ 45"]));
    expect(stack.ledger.wayBack).toMatch(
      /under models\/, where nothing expires.*under artifacts\/ and expires after 45 days/,
    );
  },
);

test("captured requests expire after the days that the spec says", async () => {
  const stack = await stackOf("phase 2", (input) => {
    input.endpoint = { ...input.endpoint, captureRetentionDays: 17 };
  });
  const { rule } = stack.one("aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry");
  const capture = rule.find(({ id }: { id: string }) => id === "capture");
  expect([capture?.filter, capture?.expiration]).toEqual([[{ prefix: "capture/" }], [{ days: 17 }]]);
});

test("a schedule sets a parameter: Scheduler refuses a pipeline without any", async () => {
  const { target } = (await stackOf("phase 2, batch")).one("aws_scheduler_schedule");
  expect(target.sagemaker_pipeline_parameters).toEqual({
    pipeline_parameter: [{ name: "InputDataUri", value: expect.stringMatching(/^s3:\/\/.*\/data\/$/) }],
  });
});

test("a batch pilot is called by starting its pipeline, and has no endpoint", async () => {
  const stack = await stackOf("phase 2, batch");
  expect(JSON.stringify(stack.json.output?.["next_5_invoke"])).toContain("aws_sagemaker_pipeline.batch.pipeline_name");
  expect(stack.all("aws_sagemaker_endpoint")).toEqual([]);
  expect(stack.all("aws_appautoscaling_target")).toEqual([]);
  expect(stack.all("aws_sagemaker_pipeline")).toHaveLength(2);
  expect(stack.one("aws_scheduler_schedule").state).toBe("ENABLED");
});

test("paused leaves nothing that bills while idle but stores", async () => {
  const stack = await stackOf("phase 2, paused");
  for (const type of [
    "aws_sagemaker_endpoint",
    "aws_appautoscaling_target",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_dashboard",
  ]) {
    expect(stack.all(type)).toEqual([]);
  }
  const doors = stack.all("aws_vpc_endpoint").map(({ arguments: given }) => given["vpc_endpoint_type"]);
  expect(doors).toEqual(["Gateway"]);
  const batch = await stackOf("phase 2, batch", (input) => {
    input.paused = true;
  });
  expect(batch.one("aws_scheduler_schedule").state).toBe("DISABLED");
});

test("who may do what is known at the first plan: no id and no ARN outside of the Deny-only bounds", async () => {
  for (const variant of ["phase 1", "phase 2", "phase 2, batch"] as const) {
    const stack = await stackOf(variant, (input) => {
      input.budget = { ...input.budget, brake: true };
    });
    for (const { address, arguments: given } of stack.all("aws_iam_role_policy")) {
      const hidden = [...strings(given["policy"])].flatMap(
        ({ text }) => text.match(/\$\{[^}]*\.(id|arn|prefix_list_id)\}/g) ?? [],
      );
      const effects = [...new Set(statementsOf(String(given["policy"])).map(({ Effect }) => Effect))];
      if (String(given["name"]).endsWith("-bounds")) expect([address, effects]).toEqual([address, ["Deny"]]);
      else expect([address, hidden]).toEqual([address, []]);
    }
  }
});

test("no pilot role reads what another box keeps for itself", async () => {
  const stack = await stackOf("phase 2");
  const readers = (prefix: string) =>
    stack
      .all("aws_iam_role_policy")
      .filter(({ arguments: given }) =>
        statementsOf(String(given["policy"])).some(
          ({ Action, Resource }) =>
            [Action].flat().includes("s3:GetObject") && String(Resource).endsWith(`}/${prefix}*`),
        ),
      )
      .map(({ arguments: given }) =>
        String(given["role"]).replace(/^\$\{aws_iam_role\.|(_role)?(_\w{8})?\.name\}$/g, ""),
      );
  expect(readers("data/")).toEqual(["training-job"]);
  expect(readers("capture/")).toEqual([]);
  expect(readers("exports/")).toEqual([]);
  expect(readers("artifacts/").sort()).toEqual(["endpoint", "exporter", "pipeline", "training-job"]);
});

test("everything that alarms or bills by the hour goes before the budget", async () => {
  const stack = await stackOf("phase 2");
  const topic = stack.all("aws_sns_topic")[0]?.address;
  for (const { arguments: alarm } of stack.all("aws_cloudwatch_metric_alarm")) {
    expect(alarm["alarm_actions"]).toEqual([`\${${topic}.arn}`]);
  }
  expect(stack.one("aws_sns_topic").depends_on).toContain("aws_budgets_budget.budget");
  const alarms = stack.all("aws_cloudwatch_metric_alarm").filter(({ address }) => address.includes("endpoint_alarms"));
  expect(stack.one("aws_sagemaker_endpoint").depends_on).toEqual(
    expect.arrayContaining(alarms.map(({ address }) => address)),
  );
  expect(stack.one("aws_vpc_endpoint", "sagemaker-runtime").depends_on).toContain("aws_budgets_budget.budget");
});

describe("problems stand at the spec's own paths", () => {
  const problemsOf = (change: (input: PilotSpecInput) => void) => {
    const { sections } = checkSpec(
      exampleInput((input) => {
        input.image = { digest: `sha256:${"a".repeat(64)}` };
        change(input);
      }),
    );
    return specProblems(sections).map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  };
  const aws = (given: object) => (input: PilotSpecInput) => Object.assign(input.aws ?? {}, given);

  test("the example has none", () => expect(problemsOf(() => {})).toEqual([]));

  test.each<[string, (input: PilotSpecInput) => void]>([
    ['aws.releases: r1: "latest"; allowed: a version\'s number', aws({ releases: { r1: "latest" } })],
    ['aws.endpointKind: "serverless" has no private network', aws({ endpointKind: "serverless" })],
    [
      "aws.interfaceEndpoints: has no sagemaker.runtime",
      aws({ interfaceEndpoints: {}, releases: { r1: "1" }, live: "r1" }),
    ],
    ["aws.interfaceEndpoints: has no s3", aws({ interfaceEndpoints: { "sagemaker.runtime": "clients call" } })],
    [
      'must be a service that has a private address here, got "sagemaker.runtim"',
      aws({ interfaceEndpoints: { "sagemaker.runtim": "a typo", s3: "upload" } }),
    ],
    [
      'must be a version of the pilot\'s own region "eu-west-1"',
      aws({ releases: { r1: "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7" } }),
    ],
    [
      'must be a version of the pilot\'s own model package group "penguins-models"',
      aws({ releases: { r1: "arn:aws:sagemaker:eu-west-1:123456789012:model-package/other-team-group/7" } }),
    ],
    [
      "operators.aws: must be of the account 123456789012",
      (input) => {
        input.operators = { ...input.operators, aws: ["arn:aws:iam::999999999999:role/ml-operator"] };
      },
    ],
    [
      'training.hyperparameters: "model": must not be a name of the training step\'s own',
      (input) => {
        input.training = { ...input.training, hyperparameters: { model: "x" } };
      },
    ],
    [
      "endpoint.idleHours: 200; allowed: 1 to 168",
      (input) => {
        input.endpoint = { ...input.endpoint, idleHours: 200 };
      },
    ],
    [
      'endpoint.schedule: "0 3 1 * 1"; allowed: five fields',
      (input) => {
        input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 1 * 1" };
      },
    ],
    [
      'aws.releases: r1 reads the release "../x"',
      (input) => {
        input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
        aws({ releases: { r1: "../x" } })(input);
      },
    ],
    [
      "budget.alertPercents: 20, 40, 60, 80, 100 and the forecast",
      (input) => {
        input.budget = { ...input.budget, alertPercents: [20, 40, 60, 80, 100] };
      },
    ],
  ])("%s", (line, change) => {
    expect(problemsOf(change)).toEqual([expect.stringContaining(line)]);
  });
});
