/** Names that a pilot's constructs keep as plain text: these and no others, each said by its construct. */
import { synthesizePilot, variants } from "../../synth.js";
import { namedByText } from "../plain-names.js";

test.each([
  [
    "phase 2",
    [
      "google_monitoring_alert_policy.endpoint_alerts_failing_6CCF2B96 /conditions",
      "google_monitoring_alert_policy.endpoint_alerts_idle_5E3E0961 /conditions",
      "google_monitoring_alert_policy.endpoint_alerts_slow_2071EF2D /conditions",
      "google_workflows_workflow.endpoint_undeploy_19ADCBCD /source_contents",
      "google_workflows_workflow.pipeline_stop_A461A301 /source_contents",
    ],
  ],
  [
    "phase 2, batch",
    [
      "google_workflows_workflow.batch_stop_2E4B46E1 /source_contents",
      "google_workflows_workflow.pipeline_stop_A461A301 /source_contents",
    ],
  ],
])("%s", async (variant, places) => {
  const pilot = await synthesizePilot("google", variants[variant]);
  expect(namedByText(pilot)).toEqual(places);
  expect(pilot?.problems).toEqual([]);
});
