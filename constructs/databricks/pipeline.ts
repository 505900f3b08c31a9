/**
 * Makes: a Job on serverless compute with a task per step, the gate and the registration; who may start and stop runs.
 * Needs: the wheel by its SHA-256; the deployer's role `servicePrincipal.user` on what the steps run as.
 * Never: a run without an end, a retry that the step did not ask for, two runs at once, a job that the UI can change.
 * Idle cost: none.
 * Survives destroy: runs of the last 60 days in the workspace; what they wrote is in the data bucket.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { Job, type JobEnvironment, type JobTask } from "@cdktf/provider-databricks/lib/job/index.js";
import type { Permissions } from "@cdktf/provider-databricks/lib/permissions/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { ObjectPermissions } from "./access/permissions.js";
import { type PrincipalKind, principalProblems } from "./access/principal.js";
import { formProblems, numberProblems, ownedProblems, type Problem, refuse, wordProblems } from "./checks/values.js";
import { ledgerEntries } from "./pipeline/ledger-entries.js";
import { jobTasks, quartzOf, recipientProblems, runSeconds, scheduleProblems, withGate } from "./pipeline/settings.js";
import { stepsProblems } from "./steps/problems.js";
import type { PipelineStep } from "./steps/task.js";

export type { PipelineStep };

/** Who gets a right, or what the steps run as. A grant adds its resources to the list. */
export interface Identity {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface PipelineProps {
  /** Of the job. */
  readonly name: string;
  /** Who owns the pipeline and its limits. */
  readonly owner: string;
  /** In their order: each runs after the one before. The one named `train` makes the model. */
  readonly steps: readonly PipelineStep[];
  /**
   * A model whose metric is below the threshold ends the run, and is not registered. @default - nothing is registered
   */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** Where a model that passes the gate goes: `catalog.schema.model`. @default - nothing is registered */
  readonly modelRegistry?: { readonly modelName: string };
  /** The wheel by digest; null makes no job yet. */
  readonly image: { readonly digest: string | null };
  /** What steps run as, and what writes a step: a `TrainingJob`. */
  readonly trainingJob: {
    readonly identity: Identity;
    stepEnvironment(): JobEnvironment;
    stepTask(step: PipelineStep, steps: readonly PipelineStep[], releaseKey?: (release: string) => string): JobTask;
  };
  /** When it starts by itself: five cron fields in UTC, such as `0 3 * * *`. @default - never */
  readonly schedule?: string;
  /** Nothing starts by itself. @default false */
  readonly paused?: boolean;
  /** Seconds for which a run waits for capacity, in all, before it is ended. @default 3600 */
  readonly waitSeconds?: number;
  /** Mail addresses that are notified of a run that failed, or lasts longer than `alertSeconds`. @default none */
  readonly recipients?: readonly string[];
  /** Seconds after which a running run alerts. @default - half of what a run may take */
  readonly alertSeconds?: number;
  /** `STANDARD` starts within minutes, `PERFORMANCE_OPTIMIZED` faster and for more DBUs. @default "STANDARD" */
  readonly performanceTarget?: "STANDARD" | "PERFORMANCE_OPTIMIZED";
  /** The `Budget`'s policy, by which the bill of serverless compute is found. @default - none */
  readonly budgetPolicyId?: string;
  /**
   * Who applies: an application id or an address. It owns the job, so a grant to it is refused. @default - not known
   */
  readonly deployer?: string;
  /** Tags of the job, which stand on its bill. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function pipelineProblems(props: Partial<PipelineProps>): Array<Problem<keyof PipelineProps>> {
  const { gate, steps, modelRegistry, waitSeconds = 3600 } = props;
  const most = steps ? runSeconds(steps, waitSeconds) : 0;
  return [
    ...ownedProblems(props),
    ...formProblems<keyof PipelineProps>([
      ["name", props.name, "name"],
      ["image", props.image?.digest ?? undefined, "digest"],
      ["gate", gate?.metric, "word"],
      ["modelRegistry", modelRegistry?.modelName, "modelName"],
    ]),
    ...numberProblems<keyof PipelineProps>([
      ["gate", gate?.threshold, -1_000_000, 1_000_000, "a number"],
      ["waitSeconds", props.waitSeconds, 60, 86_400],
      ["alertSeconds", props.alertSeconds, 60, 30 * 86_400],
    ]),
    ...wordProblems<keyof PipelineProps>([
      ["performanceTarget", props.performanceTarget, ["STANDARD", "PERFORMANCE_OPTIMIZED"]],
    ]),
    ...(most > 0 && (props.alertSeconds ?? 0) > most
      ? [
          {
            prop: "alertSeconds" as const,
            message: `must be less than the ${most} seconds that a run may take, got ${props.alertSeconds}; lower it`,
          },
        ]
      : []),
    ...scheduleProblems(props.schedule),
    ...recipientProblems(props.recipients),
    ...stepsProblems(steps),
  ];
}

/** The steps from data to a registered model, or one scoring step. */
export class Pipeline extends Construct {
  /** The job's name; undefined before there is a wheel. */
  readonly pipelineName: string | undefined;
  private readonly permissions?: ObjectPermissions;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    refuse(this, pipelineProblems(props));
    if (props.image.digest === null) {
      for (const entry of ledgerEntries(props)) record(this, entry);
      return;
    }
    const { trainingJob } = props;
    const tasks = jobTasks({ ...props, stepTask: (step, steps) => trainingJob.stepTask(step, steps) });
    const job = this.job(props, tasks);
    this.pipelineName = props.name;
    this.permissions = new ObjectPermissions(this, { jobId: job.id }, props.deployer);
    for (const entry of ledgerEntries(props, { job, tasks })) record(this, entry);
  }

  private job(props: PipelineProps, tasks: JobTask[]): Job {
    const { trainingJob, schedule, recipients = [], waitSeconds = 3600 } = props;
    const { identity } = trainingJob;
    const most = runSeconds(withGate(props), waitSeconds);
    const alerts = {
      emailNotifications: {
        onFailure: [...recipients],
        onDurationWarningThresholdExceeded: [...recipients],
        noAlertForSkippedRuns: true,
      },
      health: {
        rules: [
          { metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: props.alertSeconds ?? Math.floor(most / 2) },
        ],
      },
    };
    const job = new Job(this, "Default", {
      name: props.name,
      task: tasks,
      environment: [trainingJob.stepEnvironment()],
      runAs: { servicePrincipalName: identity.principal },
      timeoutSeconds: most,
      maxConcurrentRuns: 1,
      queue: { enabled: true },
      performanceTarget: props.performanceTarget ?? "STANDARD",
      // what is in the stack is what runs: github.com/databricks/terraform-provider-databricks, resource job (1.99.0)
      editMode: "UI_LOCKED",
      ...(schedule === undefined
        ? {}
        : {
            schedule: {
              quartzCronExpression: quartzOf(schedule),
              timezoneId: "UTC",
              pauseStatus: props.paused === true ? "PAUSED" : "UNPAUSED",
            },
          }),
      ...(recipients.length === 0 ? {} : alerts),
      ...given({ budgetPolicyId: props.budgetPolicyId, tags: props.tags }),
    });
    // Filled at synth: what the steps run as may do all that it is granted, before the first run and after the last.
    job.dependsOn = Lazy.listValue({ produce: () => identity.policies.map(dependable) });
    return job;
  }

  /**
   * Lets somebody start, stop and watch runs. Returns the permissions of the job; undefined before there is a wheel.
   * @throws Error where it is the deployer, who owns the job
   */
  grantStart(identity: Identity): Permissions | undefined {
    refuse(this, principalProblems("identity", identity));
    return this.permissions?.add(identity, "CAN_MANAGE_RUN");
  }
}
