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

/**
 * Five fields of numbers, names, lists, ranges, steps and `*`:
 * docs.cloud.google.com/scheduler/docs/configuring/cron-job-schedules (2026-10)
 */
export function isCron(text: string): boolean {
  const limits = [59, 23, 31, 12, 7];
  const fields = text.split(" ");
  const isNumber = (part: string, most: number) => /^\d{1,2}$/.test(part) && Number(part) <= most;
  return (
    fields.length === 5 &&
    fields.every((field, index) =>
      field.split(",").every((entry) => {
        const [range = "", step, more] = entry.split("/");
        if (more !== undefined || (step !== undefined && !(isNumber(step, 59) && Number(step) > 0))) return false;
        return range === "*" || range.split("-").every((part) => isNumber(part, limits[index] ?? 0));
      }),
    )
  );
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
