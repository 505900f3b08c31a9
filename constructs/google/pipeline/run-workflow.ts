/**
 * The thin workflow around a run: it starts the PipelineJob, waits for it, cancels it when it runs too long or can no
 * longer be watched, and says clearly why it failed. As JSON: a plan shows only what changed. An expression is written
 * `$${…}`, because Terraform reads `${…}` itself.
 */
import { calls, type Step } from "../workflows/calls.js";
import { keepFiles, keepStep } from "../workflows/keep-files.js";
import { allAreKept, keepListed, keepReleasesStep } from "../workflows/keep-releases.js";
import { pollSeconds } from "../workflows/source.js";
import { modelUriParameter, parentModelParameter } from "./definition.js";
import { findModel, findRelease } from "./find-model.js";

export interface RunWorkflowProps {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly bucketName: string;
  readonly serviceAccount: string;
  readonly networkAttachmentId: string;
  readonly keyId?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pipelineSpec: object;
  /** The run is cancelled after so many seconds. */
  readonly limitSeconds: number;
  /** Display name of the registry's model. */
  readonly modelName?: string;
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** The step that makes the model. @default - none does */
  readonly modelStep?: string;
  /** Of the workflow that stops what this one started, as a reference. */
  readonly stopName: string;
  /** A version of the model, where a step reads a release. */
  readonly release?: string;
  /** Listed releases, whose files are kept. @default - the one that a step reads */
  readonly releases?: Readonly<Record<string, string>>;
}

/** The workflow's source. */
export function runWorkflow(props: RunWorkflowProps): object {
  const { gate, release } = props;
  const jobs = '"/" + parent + "/pipelineJobs"';
  const parameterValues = {
    ...(gate ? { [parentModelParameter]: "$${parent_model}" } : {}),
    ...(release ? { [modelUriParameter]: "$${model_uri}" } : {}),
  };
  const listed = release === undefined ? undefined : (props.releases ?? { [`version ${release}`]: release });
  const keeping =
    listed === undefined || props.modelName === undefined
      ? []
      : [keepReleasesStep("keep_listed", props.modelName, listed, { bucketName: props.bucketName })];
  const start: Step[] = [
    {
      settings: {
        assign: [
          { api: `https://${props.region}-aiplatform.googleapis.com/v1` },
          { parent: `projects/${props.project}/locations/${props.region}` },
          { run: `$\${"${props.name}-" + sys.get_env("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID")}` },
          { limit_seconds: props.limitSeconds },
          { poll_seconds: pollSeconds(props.limitSeconds) },
          { waited: 0 },
          { nothing: {} },
          { none: [] },
          { job: {} },
          { stop: props.stopName },
          { reason: "" },
          { registered: "" },
          { parent_model: "" },
          ...(release ? [{ model_uri: "" }, { version: release }, { approved: `approved-${release}` }] : []),
        ],
      },
    },
    ...(props.modelName === undefined ? [] : findModel(props.modelName)),
    ...(release ? findRelease() : []),
    ...keeping,
    {
      create: {
        try: {
          call: "send",
          args: {
            method: "POST",
            url: `$\${api + ${jobs}}`,
            query: { pipelineJobId: "$${run}", fields: "name,state" },
            body: {
              displayName: props.name,
              labels: props.labels,
              serviceAccount: props.serviceAccount,
              ...(props.keyId === undefined ? {} : { encryptionSpec: { kmsKeyName: props.keyId } }),
              pscInterfaceConfig: { networkAttachment: props.networkAttachmentId },
              runtimeConfig: {
                gcsOutputDirectory: `gs://${props.bucketName}/artifacts`,
                failurePolicy: "PIPELINE_FAILURE_POLICY_FAIL_FAST",
                parameterValues,
              },
              pipelineSpec: props.pipelineSpec,
            },
          },
          result: "job",
        },
        except: {
          as: "e",
          steps: [
            // A repeated request that had arrived: the run is there, under this execution's own id.
            { is_there: { switch: [{ condition: '$${map.get(e, "code") == 409}', next: "wait" }] } },
            { explain_create: { call: "explain", args: { e: "$${e}" }, result: "create_error" } },
            { why_not_started: { assign: [{ reason: '$${"its start was not answered: " + create_error.text}' }] } },
            // It may have started all the same.
            { may_run: { switch: [{ condition: "$${create_error.may_pass}", next: "give_up" }] } },
            { refused: { raise: "$${e}" } },
          ],
        },
      },
    },
  ];
  const watch: Step[] = [
    { wait: { call: "sys.sleep", args: { seconds: "$${poll_seconds}" } } },
    {
      look: {
        try: {
          call: "read",
          // A whole PipelineJob holds its PipelineSpec, and all variables of an execution may hold 512 KB.
          args: {
            url: `$\${api + ${jobs} + "/" + run}`,
            query: { fields: "name,state,jobDetail.taskDetails(taskName,state,error)" },
          },
          result: "job",
        },
        except: {
          as: "e",
          steps: [
            { explain_look: { call: "explain", args: { e: "$${e}" }, result: "look_error" } },
            { why_lost: { assign: [{ reason: '$${"it could not be watched: " + look_error.text}' }] } },
            { lost: { next: "give_up" } },
          ],
        },
      },
    },
    {
      count: {
        assign: [
          { waited: "$${waited + poll_seconds}" },
          { detail: '$${default(map.get(job, "jobDetail"), nothing)}' },
          { tasks: '$${default(map.get(detail, "taskDetails"), none)}' },
        ],
      },
    },
    {
      decide: {
        switch: [
          { condition: '$${job.state == "PIPELINE_STATE_SUCCEEDED"}', next: "succeeded" },
          { condition: '$${job.state == "PIPELINE_STATE_FAILED"}', next: "failed" },
          { condition: '$${job.state == "PIPELINE_STATE_CANCELLED"}', next: "cancelled" },
          { condition: "$${waited >= limit_seconds}", next: "too_long" },
        ],
        next: "wait",
      },
    },
  ];
  const end: Step[] = [
    {
      failed: {
        for: {
          value: "task",
          in: "$${tasks}",
          steps: [
            {
              is_it: {
                switch: [
                  {
                    condition: '$${task.state == "FAILED"}',
                    steps: [
                      {
                        name_it: {
                          assign: [
                            { error: '$${default(map.get(task, "error"), nothing)}' },
                            { said: '$${default(map.get(error, "message"), "no message")}' },
                            { reason: '$${reason + " " + task.taskName + ": " + said + ";"}' },
                          ],
                        },
                      },
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    },
    { raise_failed: { raise: '$${"run " + run + " failed:" + reason}' } },
    { cancelled: { raise: '$${"run " + run + " was cancelled"}' } },
    { too_long: { assign: [{ reason: '$${"it ran for " + string(waited) + " seconds, which is its limit"}' }] } },
    {
      give_up: {
        try: {
          call: "send",
          args: { method: "POST", url: `$\${api + ${jobs} + "/" + run + ":cancel"}`, query: {}, body: {} },
        },
        except: {
          as: "e",
          steps: [
            { explain_cancel: { call: "explain", args: { e: "$${e}" }, result: "cancel_error" } },
            {
              never_was: {
                switch: [
                  {
                    condition: "$${cancel_error.code == 404}",
                    raise: '$${"run " + run + " was not started: " + reason}',
                  },
                ],
              },
            },
            {
              goes_on: {
                raise:
                  '$${"run " + run + " may go on and bill: " + reason + "; its cancel failed: " + cancel_error.text + "; run the workflow " + stop}',
              },
            },
          ],
        },
      },
    },
    { raise_given_up: { raise: '$${"run " + run + " was cancelled: " + reason}' } },
  ];
  const outcome: Step[] =
    gate === undefined
      ? [
          { succeeded: { assign: [{ outcome: "succeeded" }] } },
          ...(keeping.length === 0 ? [] : [allAreKept('"run " + run + " succeeded"')]),
          { finish: { return: { run: "$${run}", outcome: "$${outcome}" } } },
        ]
      : [
          {
            succeeded: {
              for: {
                value: "task",
                in: "$${tasks}",
                steps: [
                  {
                    is_registered: {
                      switch: [
                        {
                          condition: '$${task.taskName == "register" and task.state == "SUCCEEDED"}',
                          steps: [{ note: { assign: [{ registered: "$${task.taskName}" }] } }],
                        },
                      ],
                    },
                  },
                ],
              },
            },
          },
          {
            gate: {
              switch: [
                {
                  condition: '$${registered == ""}',
                  raise: `$\${"run " + run + ": gate: ${gate.metric} is below ${gate.threshold}, nothing was registered"}`,
                },
              ],
            },
          },
          {
            keep: {
              try: {
                steps: [
                  // Vertex AI puts what a step makes under the project's number, the run and the step's name with a
                  // number.
                  keepStep(
                    "keep_model",
                    props.bucketName,
                    `"artifacts/" + sys.get_env("GOOGLE_CLOUD_PROJECT_NUMBER") + "/" + run + "/${props.modelStep ?? ""}_"`,
                  ),
                ],
              },
              except: {
                as: "e",
                steps: [
                  { explain_keep: { call: "explain", args: { e: "$${e}" }, result: "keep_error" } },
                  {
                    not_kept: {
                      raise:
                        '$${"run " + run + " registered a version whose files may expire: " + keep_error.text + "; list it as a release and run the release, which keeps them"}',
                    },
                  },
                ],
              },
            },
          },
          { finish: { return: { run: "$${run}", outcome: "registered a version that waits for approval" } } },
        ];
  return {
    main: { steps: [...start, ...watch, ...outcome, ...end] },
    ...(keeping.length === 0 ? keepFiles : keepListed),
    ...calls,
  };
}
