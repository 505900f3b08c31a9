/** Starts a pipeline by the clock. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { SagemakerPipeline } from "@cdktf/provider-aws/lib/sagemaker-pipeline/index.js";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface ScheduleProps {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly pipeline: SagemakerPipeline;
  /** What each start sets: at least one parameter of the pipeline, because Scheduler refuses a target without any. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Five fields in UTC, such as `0 3 * * *`. */
  readonly cron: string;
  readonly isEnabled: boolean;
  /** @default none */
  readonly tags?: Record<string, string>;
}

const field = /^(\*|\d+(-\d+)?(,\d+(-\d+)?)*)(\/\d+)?$/;
/** The numbers that minute, hour, day of the month, month and day of the week take; Sunday is 0 and 7. */
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const isWithin = (text: string, at: number): boolean => {
  const [low, high] = ranges[at] ?? [0, 0];
  const [values = ""] = text.split("/");
  return values.split(",").every((part) => {
    const numbers = part === "*" ? [] : part.split("-").map(Number);
    const [first = low, last = first] = numbers;
    return numbers.every((number) => number >= low && number <= high) && first <= last;
  });
};
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/**
 * A five-field cron line as EventBridge Scheduler writes it, or undefined where it cannot: six fields, one of the two
 * days must be `?`, and days of the week are named. docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * (2026-10)
 */
export function scheduleExpression(cron: string): string | undefined {
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", ...more] = cron.trim().split(/\s+/);
  const fields = [minute, hour, dayOfMonth, month, dayOfWeek];
  if (more.length > 0 || !fields.every((each, at) => field.test(each) && isWithin(each, at))) return undefined;
  if (dayOfMonth !== "*" && dayOfWeek !== "*") return undefined;
  const named = dayOfWeek.replace(/\d+/g, (day) => days[Number(day)] ?? "?");
  if (dayOfWeek !== "*" && (named.includes("?") || dayOfWeek.includes("/"))) return undefined;
  const [ofMonth, ofWeek] = dayOfWeek === "*" ? [dayOfMonth, "?"] : ["?", named];
  return `cron(${minute} ${hour} ${ofMonth} ${month} ${ofWeek} *)`;
}

/** A schedule with a role of its own that can start this pipeline and nothing else. */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { name, account, region, pipeline, tags } = props;
    const role = new IamRole(this, "role", {
      name: `${name}-schedule-role`,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "scheduler.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
        ],
      }),
      ...given({ tags }),
    });
    const start = new IamRolePolicy(this, "start", {
      name: "start-pipeline",
      role: role.name,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sagemaker:StartPipelineExecution",
            Resource: `arn:aws:sagemaker:${region}:${account}:pipeline/${pipeline.pipelineName}`,
          },
        ],
      }),
    });
    new SchedulerSchedule(this, "Default", {
      name: `${name}-schedule`,
      scheduleExpression: scheduleExpression(props.cron) ?? props.cron,
      scheduleExpressionTimezone: "UTC",
      state: props.isEnabled ? "ENABLED" : "DISABLED",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: pipeline.arn,
        roleArn: role.arn,
        // A start that failed is told by the run's absence; the next one comes by the clock.
        retryPolicy: { maximumRetryAttempts: 0 },
        // Optional in the provider, mandatory at AWS. github.com/hashicorp/terraform-provider-aws/issues/33526
        // (2023-09)
        sagemakerPipelineParameters: {
          pipelineParameter: Object.entries(props.parameters).map(([name, value]) => ({ name, value })),
        },
      },
      dependsOn: [start],
    });
  }
}
