/**
 * Makes: a workflow that runs the steps as a Vertex AI PipelineJob, one that stops it, two accounts, an alert on failed runs, a schedule.
 * Needs: aiplatform, workflows, workflowexecutions, cloudscheduler and monitoring enabled; an image digest, without which it makes no workflow.
 * Never: a parameter that loosens the gate, a step without a runtime limit, a run without an account of its own, a cached step.
 * Idle cost: one alert; a scheduler job, where there is a schedule.
 * Survives destroy: nothing; runs, jobs and their lineage stay in Vertex AI's records.
 * Verified by: unit tests, PipelineSpec and aiplatform v1 messages, the workflow executed, an interpreter that runs the steps; never in a real project.
 */
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { plainName } from "../pilot/plain-name.js";
import { record, tryChild } from "../pilot/record.js";
import { refuse } from "./checks/values.js";
import { Accounts } from "./pipeline/accounts.js";
import type { JobRun, PipelineStep } from "./pipeline/definition.js";
import { ledgerEntries } from "./pipeline/ledger-entries.js";
import { pipelineProblems } from "./pipeline/problems.js";
import { Schedule } from "./pipeline/schedule.js";
import { pipelineSourceProblems, runSource, sourceHolds } from "./pipeline/source.js";
import { parameterProblems } from "./pipeline/steps.js";
import { stopWorkflow } from "./pipeline/stop-workflow.js";
import { failedRunAlert } from "./workflows/failed-run-alert.js";
import { sourceProblems } from "./workflows/source.js";

export type { PipelineStep };
export { parameterProblems, pipelineProblems, pipelineSourceProblems };

/**
 * Who gets rights. A grant adds its policy to the list; what runs as a service account waits for all of its policies.
 */
export interface Identity {
  /** Plain text for ids, such as `pipeline`. */
  readonly name: string;
  /** `serviceAccount:` and the account's email as a reference; or a `user:` or `group:`. */
  readonly member: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface PipelineProps {
  /** Of the workflow, and what its runs' names begin with. */
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /** Who owns the pipeline and its limits. */
  readonly owner: string;
  /** Ids of its service accounts: `pipeline` starts jobs, `workflow` starts runs, `schedule` starts the workflow. */
  readonly serviceAccountIds: { readonly pipeline: string; readonly workflow: string; readonly schedule: string };
  /** In their order: each runs after the one before. The one named `train` makes the model. */
  readonly steps: readonly PipelineStep[];
  /**
   * A model whose metric is below the threshold is not registered. @default - nothing is registered: a scoring pipeline
   */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** Where a model that passes the gate goes. @default - nothing is registered */
  readonly modelRegistry?: { readonly modelName: string };
  /** Release → version, where a step reads a release: the files of all are kept. @default - those of that one */
  readonly releases?: Readonly<Record<string, string>>;
  /**
   * By digest; null makes no workflow yet. `command` runs in it, an entry point follows; routes and port are for
   * serving.
   */
  readonly image: {
    readonly digest: string | null;
    readonly command: readonly string[];
    readonly port: number;
    readonly healthRoute: string;
    readonly predictRoute: string;
  };
  /** What jobs run as, and what writes a job: a `TrainingJob`. */
  readonly trainingJob: {
    readonly identity: Identity;
    readonly serviceAccountName: string;
    imageUri(digest: string): string;
    stepArguments(step: PipelineStep, run: JobRun): object;
  };
  /** Where steps read and write, with its key where it has one: a `DataBucket`, or one that exists. */
  readonly bucket: { readonly bucketName: string; readonly keyId?: string };
  /** What jobs are attached to: a `PrivateNetwork`, or an attachment that exists. */
  readonly network: { readonly networkAttachmentId: string; readonly policies?: readonly ITerraformDependable[] };
  /**
   * Google's pipeline components, which Vertex AI runs without a machine: by digest, because they act as the pipeline's
   * account. @default - version 2.22.0, by a tag that Google can move
   */
  readonly launcherImage?: string;
  /** When it starts by itself: five cron fields in UTC, such as `0 3 * * *`. @default - never */
  readonly schedule?: string;
  /** The schedule stands and starts nothing. @default false */
  readonly paused?: boolean;
  /** Names of notification channels that are told of failed runs. @default - an alert that tells nobody */
  readonly notificationChannels?: readonly string[];
  /**
   * Numbers what Google holds back after a destroy: ids of custom roles for up to 37 days. 0 is the names without a
   * number. @default 0
   */
  readonly generation?: number;
  /** On the workflow and on every run. @default none */
  readonly labels?: Record<string, string>;
}

/** The steps from data to a registered model, or one scoring step. */
export class Pipeline extends Construct {
  /** What the pipeline runs as: other boxes grant it what it may. */
  readonly identity: Identity;
  /** What its workflow runs as: it starts runs, and keeps the files of models that they registered. */
  readonly workflowIdentity: Identity;
  /** The workflow's name as a reference; undefined while there is no image. */
  readonly pipelineName?: string;
  /** Name of the workflow that stops what the pipeline runs, as a reference; undefined while there is no image. */
  readonly stopName?: string;
  private readonly project: string;
  private readonly watchRoleId: string;
  private watchRole?: ProjectIamCustomRole;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    refuse(this, pipelineProblems(props));
    const { name, project, region, steps, trainingJob, network, image, labels = {} } = props;
    this.project = project;
    const { generation = 0 } = props;
    this.watchRoleId = `${name.replace(/-/g, "_")}_watch${generation === 0 ? "" : `_${generation}`}`;
    const accounts = new Accounts(this, "accounts", {
      name,
      project,
      pipelineAccountId: props.serviceAccountIds.pipeline,
      workflowAccountId: props.serviceAccountIds.workflow,
      jobAccountName: trainingJob.serviceAccountName,
      generation: props.generation ?? 0,
    });
    this.identity = {
      name: this.node.id,
      member: `serviceAccount:${accounts.pipeline.email}`,
      policies: accounts.policies,
    };

    this.workflowIdentity = {
      name: `${this.node.id}-workflow`,
      member: `serviceAccount:${accounts.workflow.email}`,
      policies: accounts.policies,
    };

    let workflow: WorkflowsWorkflow | undefined;
    if (image.digest !== null) {
      const workflowOf = (what: string, workflowName: string, description: string, source: object) => {
        const wrong = sourceProblems(source, sourceHolds);
        if (wrong.length > 0)
          throw new Error(wrong.map((message) => `${this.node.path}: steps: ${message}`).join("\n"));
        return new WorkflowsWorkflow(this, what, {
          project,
          region,
          name: workflowName,
          description,
          serviceAccount: `projects/${project}/serviceAccounts/${accounts.workflow.email}`,
          callLogLevel: "LOG_ERRORS_ONLY",
          deletionProtection: false,
          sourceContents: JSON.stringify(source),
          labels,
        });
      };
      const stepNames = steps.map((step) => step.name);
      // What stops a run is there before a run can start, and goes after it.
      const stop = workflowOf(
        "stop",
        `${name}-stop`,
        "cancels every run and every job of the pipeline",
        stopWorkflow({ name, project, region, stepNames }),
      );
      const rights = () => [...this.identity.policies, ...this.workflowIdentity.policies].map(dependable);
      stop.dependsOn = Lazy.listValue({ produce: rights });
      const shown = "the display name of the pipeline's runs, by which they are found, and not of its workflow";
      plainName(stop, "/source_contents", shown);
      this.stopName = stop.name;
      workflow = workflowOf(
        "Default",
        name,
        stepNames.join(", "),
        runSource(props, { serviceAccount: accounts.pipeline.email, stopName: stop.name }),
      );
      // Filled at synth: a grant that comes later is waited for too, when it is made and when it goes.
      const produce = () =>
        [...this.identity.policies, ...trainingJob.identity.policies, ...(network.policies ?? [])].map(dependable);
      workflow.dependsOn = Lazy.listValue({ produce });
      this.pipelineName = workflow.name;
      failedRunAlert(this, "failed", {
        project,
        displayName: `${name} failed`,
        condition: "a run failed, was stopped or did not pass the gate",
        workflowName: workflow.name,
        notificationChannels: props.notificationChannels ?? [],
        labels,
      });
      if (props.schedule !== undefined) {
        new Schedule(this, "schedule", {
          name,
          project,
          region,
          serviceAccountId: props.serviceAccountIds.schedule,
          workflow,
          cron: props.schedule,
          paused: props.paused === true,
        });
      }
    }
    for (const entry of ledgerEntries(props, accounts.pipeline, workflow, tryChild(this, "failed")))
      record(this, entry);
  }

  /**
   * Lets an identity start and watch runs, and stop them by the workflow `stopName`: of every workflow in the project,
   * because Workflows knows no rights on a single one. Cancelling an execution of the pipeline's own workflow ends the
   * watch over a run and not the run. Returns the policy that it made.
   */
  grantStart(identity: Identity): ProjectIamMember {
    const policy = new ProjectIamMember(this, `${identity.name}-start`, {
      project: this.project,
      role: "roles/workflows.invoker",
      member: identity.member,
    });
    identity.policies.push(policy);
    return policy;
  }

  /**
   * Lets an identity see runs, their jobs, the endpoint and the project's logs, so that it can tell why a run failed.
   * Returns the policies that it made.
   */
  grantWatch(identity: Identity): ProjectIamMember[] {
    const { project } = this;
    this.watchRole ??= new ProjectIamCustomRole(this, "watch-role", {
      project,
      roleId: this.watchRoleId,
      title: "see runs, their jobs and the endpoint",
      permissions: watches,
    });
    const roles = { watch: `projects/${project}/roles/${this.watchRole.roleId}`, logs: "roles/logging.viewer" };
    const policies = Object.entries(roles).map(
      ([verb, role]) =>
        new ProjectIamMember(this, `${identity.name}-${verb}`, { project, role, member: identity.member }),
    );
    identity.policies.push(...policies);
    return policies;
  }
}

/**
 * Looking at runs, their jobs and what serves. docs.cloud.google.com/vertex-ai/docs/general/iam-permissions (2026-11)
 */
const watches = [
  "aiplatform.customJobs.get",
  "aiplatform.customJobs.list",
  "aiplatform.endpoints.get",
  "aiplatform.endpoints.list",
  "aiplatform.pipelineJobs.get",
  "aiplatform.pipelineJobs.list",
];
