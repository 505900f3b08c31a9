/** The settings of a job: tasks in the order that the platform gives back, and when it starts by itself. */
import type { JobTask } from "@cdktf/provider-databricks/lib/job/index.js";
import { gateStep } from "../../pilot/step.js";
import { formProblems, type Problem } from "../checks/values.js";
import type { PipelineStep } from "../steps/task.js";

export interface TasksProps {
  readonly steps: readonly PipelineStep[];
  /** @default - nothing is registered */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** @default - nothing is registered */
  readonly modelRegistry?: { readonly modelName: string };
  readonly stepTask: (step: PipelineStep, steps: readonly PipelineStep[]) => JobTask;
}

/** Seconds between two tries of a task. */
const pause = 60;

/** Seconds that a run may take: each step with all of its retries, and a wait. */
export const runSeconds = (steps: readonly PipelineStep[], waitSeconds: number): number =>
  steps.reduce(
    (sum, { timeoutSeconds, retries }) => sum + timeoutSeconds * (retries + 1) + pause * retries,
    waitSeconds,
  );

/** The steps with the gate. The same evaluation fails the same way again, so the gate is tried once. */
export const withGate = ({ steps, gate }: Pick<TasksProps, "steps" | "gate">): readonly PipelineStep[] =>
  gate ? [...steps, { ...gateStep(steps, gate), retries: 0 }] : steps;

/**
 * Returns the tasks, each after the one before, sorted by key: the platform gives them back in that order, and another
 * one differs at every plan (databricks 1.99.0).
 */
export function jobTasks(props: TasksProps): JobTask[] {
  const { gate, modelRegistry } = props;
  const steps = withGate(props);
  const tasks = steps.map((step) => props.stepTask(step, steps));
  const last = tasks[tasks.length - 1];
  if (gate && modelRegistry && last) tasks.push(registerTask(last, modelRegistry.modelName));
  const chained = tasks.map((task, index) => {
    const before = tasks[index - 1];
    return before === undefined ? task : { ...task, dependsOn: [{ taskKey: before.taskKey }] };
  });
  return chained.sort((a, b) => (a.taskKey < b.taskKey ? -1 : 1));
}

/** Registers what passed the gate. It is tried once: a second time would make a second version. */
function registerTask(gate: JobTask, modelName: string): JobTask {
  const wheel = gate.pythonWheelTask;
  const given = wheel?.parameters ?? [];
  const approved = given[given.indexOf("--approved") + 1] ?? "";
  return {
    ...gate,
    taskKey: "register",
    pythonWheelTask: {
      packageName: wheel?.packageName ?? "",
      entryPoint: "register",
      parameters: ["--approved", approved, "--model-name", modelName, "--run", "{{job.run_id}}"],
    },
  };
}

const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/**
 * Returns five cron fields as Quartz has them: seconds in front, days of the week by name, because Quartz counts them
 * from 1, and `?` for the day that does not matter. docs.databricks.com/jobs/scheduled (2026-11)
 */
export function quartzOf(schedule: string): string {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = schedule.split(" ");
  const named = weekday.replace(/[0-7]/g, (digit) => days[Number(digit) % 7] ?? digit);
  return weekday === "*" ? `0 ${minute} ${hour} ${day} ${month} ?` : `0 ${minute} ${hour} ? ${month} ${named}`;
}

/** What is wrong with when it starts by itself. */
export function scheduleProblems(schedule: string | undefined): Array<Problem<"schedule">> {
  if (schedule === undefined) return [];
  const field = /^(?:(?:\*|\d{1,2}(?:-\d{1,2})?)(?:\/\d{1,2})?)(?:,\d{1,2}(?:-\d{1,2})?)*$/;
  const fields = schedule.split(" ");
  const weekday = fields[4] ?? "";
  const isRight =
    fields.length === 5 &&
    fields.every((each) => field.test(each)) &&
    (weekday === "*" || (/^[0-7](?:-[0-7])?(?:,[0-7](?:-[0-7])?)*$/.test(weekday) && fields[2] === "*"));
  if (isRight) return [];
  const message = `must be five cron fields with a day of the month or of the week, got ${JSON.stringify(schedule)}; use "0 3 * * *"`;
  return [{ prop: "schedule", message }];
}

/** What is wrong with who is alerted. */
export const recipientProblems = (recipients: readonly string[] | undefined): Array<Problem<"recipients">> =>
  formProblems<"recipients">([["recipients", recipients, "address"]]);
