/** Names that a pilot's constructs keep as plain text: these and no others, each said by its construct. */
import { synthesizePilot, variants } from "../../synth.js";
import { namedByText } from "../plain-names.js";

test.each([
  [
    "phase 2",
    [
      "aws_cloudwatch_metric_alarm.endpoint_alarms_errors_A35C68A2 /metric_query",
      "aws_cloudwatch_metric_alarm.endpoint_alarms_idle_651D29F5 /dimensions",
      "aws_cloudwatch_metric_alarm.endpoint_alarms_p95_B347C064 /metric_query",
      "aws_iam_role.pipeline_role_344DF3A8 /assume_role_policy",
    ],
  ],
  [
    "phase 2, batch",
    ["aws_iam_role.batch_role_284F43C7 /assume_role_policy", "aws_iam_role.pipeline_role_344DF3A8 /assume_role_policy"],
  ],
])("%s", async (variant, places) => {
  const pilot = await synthesizePilot("aws", variants[variant]);
  expect(namedByText(pilot)).toEqual(places);
  expect(pilot?.problems).toEqual([]);
});
