/** Starts a workflow by the clock, as an account that can do nothing else. */
import { CloudSchedulerJob } from "@cdktf/provider-google/lib/cloud-scheduler-job/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import type { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow/index.js";
import { Construct } from "constructs";

export interface ScheduleProps {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly serviceAccountId: string;
  readonly workflow: WorkflowsWorkflow;
  /** Five cron fields, in UTC. */
  readonly cron: string;
  /** It stands and starts nothing until somebody resumes it. */
  readonly paused: boolean;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers, from `least` on. */
  readonly names: readonly string[];
}

/** The fields of a cron line with what each takes. Both 0 and 7 are Sunday. */
const fields: readonly Field[] = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of the month", least: 1, most: 31, names: [] },
  { name: "month", least: 1, most: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ") },
  { name: "day of the week", least: 0, most: 7, names: "SUN MON TUE WED THU FRI SAT".split(" ") },
];

/** The longest month of each number: a day that none of the named months has is never due. */
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The numbers that a field stands for, or undefined where it is not one. */
function numbersOf(text: string, { least, most, names }: Field): number[] | undefined {
  const numbers: number[] = [];
  for (const entry of text.split(",")) {
    const written = entry.replace(/[A-Z]{3}/g, (name) =>
      names.includes(name) ? String(names.indexOf(name) + least) : name,
    );
    const [, whole, from, to, step] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(written) ?? [];
    if (whole === undefined && from === undefined) return undefined;
    // A step follows a range or *, and no single number.
    if (step !== undefined && whole === undefined && to === undefined) return undefined;
    const first = whole === undefined ? Number(from) : least;
    const last = whole === undefined ? Number(to ?? from) : most;
    const by = Number(step ?? 1);
    if (first < least || last > most || first > last || by < 1 || by > most) return undefined;
    for (let number = first; number <= last; number += by) numbers.push(number);
  }
  return numbers;
}

/**
 * Validates a cron line in UTC, such as `0 3 * * *`. Returns what is wrong with it, or undefined. A line that is never
 * due, such as the 31st of February, is wrong too.
 * docs.cloud.google.com/scheduler/docs/configuring/cron-job-schedules (2026-10)
 */
export function cronProblem(text: string): string | undefined {
  const parts = text.split(" ");
  if (parts.length !== fields.length) {
    return `must have five fields (${fields.map(({ name }) => name).join(", ")}), got ${JSON.stringify(text)}; write it like 0 3 * * *`;
  }
  const numbers: number[][] = [];
  for (const [index, field] of fields.entries()) {
    const found = numbersOf(parts[index] ?? "", field);
    if (found === undefined) {
      const { name, least, most } = field;
      return `the ${name} must be numbers from ${least} to ${most}, a range from low to high, a step of a range or of *, or a list of these, got ${JSON.stringify(parts[index])} in ${JSON.stringify(text)}; write it like 0 3 * * *`;
    }
    numbers.push(found);
  }
  const [, , days = [], months = []] = numbers;
  // With a day of the week it is due on those days too.
  if (parts[4] === "*" && !months.some((month) => days.some((day) => day <= (daysOfMonth[month - 1] ?? 0)))) {
    return `must be due some day, got ${JSON.stringify(text)}: none of its months has such a day; change the third or the fourth field`;
  }
  return undefined;
}

/** A Cloud Scheduler job. */
export class Schedule extends Construct {
  readonly job: CloudSchedulerJob;

  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { project, region, workflow } = props;
    const account = new ServiceAccount(this, "account", {
      project,
      accountId: props.serviceAccountId,
      displayName: "starts the workflow by the clock",
    });
    // In the whole project: Workflows knows no rights on a single workflow.
    const invoke = new ProjectIamMember(this, "invoke", {
      project,
      role: "roles/workflows.invoker",
      member: `serviceAccount:${account.email}`,
    });
    this.job = new CloudSchedulerJob(this, "Default", {
      project,
      region,
      name: `${props.name}-schedule`,
      schedule: props.cron,
      timeZone: "Etc/UTC",
      paused: props.paused,
      // No retry, which is Google's default: a second try could start a second run.
      httpTarget: {
        httpMethod: "POST",
        // Named, because provider 6.50 ends where an answer holds no header at all.
        headers: { "Content-Type": "application/json" },
        uri: `https://workflowexecutions.googleapis.com/v1/projects/${project}/locations/${region}/workflows/${workflow.name}/executions`,
        oauthToken: { serviceAccountEmail: account.email, scope: "https://www.googleapis.com/auth/cloud-platform" },
      },
      dependsOn: [invoke],
    });
  }
}
