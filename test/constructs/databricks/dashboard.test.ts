import { Dashboard, type DashboardProps } from "../../../constructs/databricks/dashboard.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { dashboardProps } from "./candidates.js";

const synthesized = (change: Partial<DashboardProps> = {}) => {
  let made: Dashboard | undefined;
  const stack = synthesizeScope((scope) => {
    made = new Dashboard(scope, "dashboard", { ...dashboardProps, ...change });
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, entry, alert: (id: string) => stack.one("databricks_alert_v2", id) };
};

test("each alert is one number of the inference table, above what was agreed", () => {
  const { alert } = synthesized();
  const read = ["p95", "errors", "idle"].map((id) => {
    const { evaluation, query_text: query } = alert(id);
    return [evaluation.comparison_operator, evaluation.threshold.value.double_value, query];
  });
  const recent = "from penguins.pilot.penguins_endpoint_payload where request_time > now() - interval";
  expect(read).toEqual([
    [
      ...["GREATER_THAN", 500],
      `select percentile_approx(execution_duration_ms, 0.95) as p95 ${recent} 2 hours and status_code < 400`,
    ],
    [
      ...["GREATER_THAN", 1],
      `select 100 * avg(case when status_code >= 500 then 1 else 0 end) as percent ${recent} 2 hours`,
    ],
    ["LESS_THAN", 1, `select count(*) as requests ${recent} 24 hours`],
  ]);
});

test("a query reads no request and no answer", () => {
  const { alert } = synthesized();
  for (const id of ["p95", "errors", "idle"])
    expect(alert(id).query_text).not.toMatch(/\b(?:request|response)\b|\*(?!\))(?! avg)/);
});

test("every argument that the API gives back is written: one that is left out fails the apply", () => {
  const { alert } = synthesized();
  for (const id of ["p95", "errors", "idle"]) {
    const made = alert(id);
    for (const key of ["parent_path", "custom_summary", "custom_description"]) expect(made[key]).toBeTruthy();
    expect(made.schedule).toEqual({
      quartz_cron_schedule: "0 0 * * * ?",
      timezone_id: "UTC",
      pause_status: "UNPAUSED",
    });
    expect(made.evaluation.source).toEqual({
      name: expect.any(String),
      aggregation: "MAX",
      display: expect.any(String),
    });
    expect(made.evaluation.notification).toEqual({
      ...{ notify_on_ok: true, retrigger_seconds: 86_400, subscriptions: [{ user_email: "ml@example.com" }] },
    });
    expect(made.evaluation.empty_result_state).toBe("OK");
  }
});

test("the column that is compared is the one that the query names", () => {
  const { alert } = synthesized();
  for (const id of ["p95", "errors", "idle"]) {
    const { evaluation, query_text: query } = alert(id);
    expect(query).toContain(` as ${evaluation.source.name} from `);
  }
});

test("paused, nothing wakes the warehouse", () => {
  const { alert, entry } = synthesized({ paused: true });
  expect(alert("p95").schedule.pause_status).toBe("PAUSED");
  expect(entry.meter?.whileIdle).toBe(false);
});

test("the metric's alarm is the threshold of p95", () => {
  const { entry } = synthesized();
  expect(entry.metric?.statistic).toBe("p95");
  expect(entry.metric?.alarm?.[1]).toBe("/evaluation/threshold/value/double_value");
});
