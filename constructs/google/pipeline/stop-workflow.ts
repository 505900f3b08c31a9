/**
 * The workflow that stops what a pipeline runs: cancelling an execution of the pipeline's own workflow ends the watch
 * over a run, and not the run.
 */
import { calls, type Step } from "../workflows/calls.js";

export interface StopWorkflowProps {
  /** Of the pipeline: the display name of its runs, and what those of its jobs begin with. */
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly stepNames: readonly string[];
}

/**
 * The workflow's source. It takes no arguments: every run of the pipeline is cancelled, and then every job of its steps
 * that is left, which a launcher that was cut off would leave running. It goes on after a refusal, and names all of
 * them at its end.
 */
export function stopWorkflow(props: StopWorkflowProps): object {
  const jobNames = props.stepNames.map((step) => `${props.name}-${step}`);
  return {
    main: {
      steps: [
        {
          settings: {
            assign: [
              { api: `https://${props.region}-aiplatform.googleapis.com/v1` },
              { parent: `projects/${props.project}/locations/${props.region}` },
              { none: [] },
              { found: {} },
              { cancelled: 0 },
              { refused: "" },
            ],
          },
        },
        cancelAll("runs", [props.name], "pipelineJobs", "PIPELINE_STATE"),
        cancelAll("jobs", jobNames, "customJobs", "JOB_STATE"),
        {
          is_done: {
            switch: [
              {
                condition: '$${refused != ""}',
                raise: '$${string(cancelled) + " cancelled; these may go on and bill:" + refused}',
              },
            ],
          },
        },
        { finish: { return: { cancelled: "$${cancelled}" } } },
      ],
    },
    ...calls,
  };
}

/** Cancels what has one of the names and has not ended. A list's filter knows one state at a time. */
function cancelAll(what: string, names: readonly string[], collection: string, states: string): Step {
  const cancel: Step[] = [
    {
      [`cancel_${what}`]: {
        try: {
          steps: [
            {
              [`send_${what}`]: {
                call: "send",
                args: { method: "POST", url: '$${api + "/" + one.name + ":cancel"}', query: {}, body: {} },
              },
            },
            { [`count_${what}`]: { assign: [{ cancelled: "$${cancelled + 1}" }] } },
          ],
        },
        except: {
          as: "e",
          steps: [
            { [`explain_${what}`]: { call: "explain", args: { e: "$${e}" }, result: "cancel_error" } },
            {
              [`note_${what}`]: {
                assign: [{ refused: '$${refused + " " + one.name + ": " + cancel_error.text + ";"}' }],
              },
            },
          ],
        },
      },
    },
  ];
  const list: Step[] = [
    {
      [`list_${what}`]: {
        call: "read",
        args: {
          url: `$\${api + "/" + parent + "/${collection}"}`,
          query: {
            filter: '$${"display_name=\\"" + name + "\\" AND state=\\"" + state + "\\""}',
            pageSize: 100,
            fields: `${collection}(name)`,
          },
        },
        result: "found",
      },
    },
    {
      [`each_${what}`]: {
        for: { value: "one", in: `$\${default(map.get(found, "${collection}"), none)}`, steps: cancel },
      },
    },
  ];
  return {
    [what]: {
      for: {
        value: "name",
        in: names,
        steps: [
          {
            [`${what}_by_state`]: {
              for: {
                value: "state",
                in: ["QUEUED", "PENDING", "RUNNING"].map((state) => `${states}_${state}`),
                steps: list,
              },
            },
          },
        ],
      },
    },
  };
}
