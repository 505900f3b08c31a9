/** Watches a new release under its share of the traffic, and decides. */
import type { Step } from "../workflows/calls.js";
import { online, orRollBack } from "./release-steps.js";
import type { ReleaseWorkflowProps } from "./release-workflow.js";

/** Every minute: requests, errors and p95 of the new release alone. Without a request nothing is proved. */
export function watch(props: ReleaseWorkflowProps): Step[] {
  const filter = (metric: string) =>
    `$\${"metric.type=\\"${online}/${metric}\\" AND resource.type=\\"aiplatform.googleapis.com/Endpoint\\" AND resource.labels.endpoint_id=\\"" + endpoint_id + "\\" AND metric.labels.deployed_model_id=\\"" + target + "\\""}`;
  const measured = (metric: string, aligner: string, reducer: string, result: string): Step => ({
    call: "measure",
    args: { project: props.project, filter: filter(metric), seconds: "$${waited}", aligner, reducer },
    result,
  });
  return [
    {
      wait: { switch: [{ condition: "$${began == 0}", steps: [{ begin: { assign: [{ began: "$${sys.now()}" }] } }] }] },
    },
    { pause: { call: "sys.sleep", args: { seconds: "$${poll_seconds}" } } },
    // By the clock: an outage of Monitoring counts too, and what is measured goes back to the beginning.
    { tick: { assign: [{ waited: "$${int(sys.now() - began)}" }] } },
    orRollBack("measure_all", "it could not be measured", [
      { measure_requests: measured("prediction_count", "ALIGN_SUM", "REDUCE_SUM", "requests") },
      { measure_errors: measured("error_count", "ALIGN_SUM", "REDUCE_SUM", "errors") },
      { measure_p95: measured("prediction_latencies", "ALIGN_PERCENTILE_95", "REDUCE_MAX", "p95") },
    ]),
    {
      judge: {
        switch: [
          {
            condition: "$${p95 > p95_milliseconds}",
            steps: [
              {
                slow: {
                  assign: [{ reason: '$${"p95 was " + string(p95) + " ms, above " + string(p95_milliseconds)}' }],
                },
              },
            ],
          },
          {
            condition: "$${errors > 0 and errors * 100 > error_percent * requests}",
            steps: [
              {
                wrong: {
                  assign: [
                    { reason: '$${string(errors) + " errors, above " + string(error_percent) + " % of the requests"}' },
                  ],
                },
              },
            ],
          },
          {
            condition: "$${waited >= watch_seconds and requests <= 0}",
            steps: [
              {
                unproven: {
                  assign: [{ reason: '$${"no request reached it in " + string(watch_seconds) + " seconds"}' }],
                },
              },
            ],
          },
        ],
      },
    },
    {
      verdict: {
        switch: [
          { condition: '$${reason != ""}', next: "roll_back" },
          { condition: "$${waited >= watch_seconds}", next: "shift" },
        ],
        next: "wait",
      },
    },
  ];
}
