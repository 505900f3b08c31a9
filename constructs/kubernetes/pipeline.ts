/**
 * Makes: the steps as an Argo WorkflowTemplate, and a CronWorkflow that is suspended unless a schedule is given.
 * Needs: Argo Workflows in the cluster and its CRDs before the first plan; the image by digest.
 * Never: a run: Terraform holds the definition, a run is a command; a run without an end; a release of another hash.
 * Idle cost: none.
 * Survives destroy: runs of the last days, until Argo removes them; what they wrote is in the bucket.
 * Verified by: unit tests and synthesized JSON.
 */
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";
import { ledgerEntries } from "./pipeline/ledger-entries.js";
import { workflowSpec } from "./pipeline/workflow.js";
import { stepProblems } from "./steps/problems.js";
import type { PipelineStep } from "./steps/step-run.js";
import type { StepTemplate } from "./steps/step-template.js";
import type { Bucket } from "./workloads/artifacts.js";

export type { PipelineStep };

/** What the steps run as. A grant adds its binding to the list. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** What it is to the cluster. */
  readonly kind: "User" | "Group" | "ServiceAccount";
  /** As the cluster knows it. */
  readonly subject: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface PipelineProps {
  /** Of the template, and what its runs' names begin with. */
  readonly name: string;
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Who owns the pipeline and its limits. */
  readonly owner: string;
  /** In their order: each runs after the one before. The one named `train` makes the model. */
  readonly steps: readonly PipelineStep[];
  /** A model whose metric is below the threshold is not registered. @default - nothing is registered */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** Where a model that passes the gate goes. @default - nothing is registered */
  readonly modelRegistry?: { readonly modelName: string; readonly trackingUri: string };
  /** By digest; null makes no template yet. */
  readonly image: { readonly digest: string | null };
  /** What steps run as, and what writes a step: a `TrainingJob`. */
  readonly trainingJob: {
    readonly identity: Identity;
    readonly serviceAccountName: string;
    readonly bucket: Bucket;
    stepTemplate(step: PipelineStep, releaseKey?: (release: string) => string): StepTemplate;
  };
  /** When it starts by itself: five cron fields in UTC, such as `0 3 * * *`. @default - never */
  readonly schedule?: string;
  /** Nothing starts by itself. @default false */
  readonly paused?: boolean;
  /** Seconds for which a run waits for nodes, in all, before it is ended. @default 3600 */
  readonly waitSeconds?: number;
  /** Days for which a finished run is shown. @default 7 */
  readonly runsKeptDays?: number;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function pipelineProblems(props: Partial<PipelineProps>): Array<Problem<keyof PipelineProps>> {
  const { gate, schedule, steps, modelRegistry } = props;
  return [
    ...placeProblems(props),
    ...formProblems<keyof PipelineProps>([
      ["name", props.name, "name"],
      ["image", props.image?.digest ?? undefined, "digest"],
      ["gate", gate?.metric, "word"],
      ["modelRegistry", modelRegistry?.modelName, "name"],
      ["modelRegistry", modelRegistry?.trackingUri, "plainText"],
    ]),
    ...numberProblems<keyof PipelineProps>([
      ["gate", gate?.threshold, -1_000_000, 1_000_000, "a number"],
      ["waitSeconds", props.waitSeconds, 60, 7 * 86_400],
      ["runsKeptDays", props.runsKeptDays, 1, 365],
    ]),
    ...(schedule === undefined || /^(?:[\d*,/-]+ ){4}[\d*,/-]+$/.test(schedule)
      ? []
      : [
          {
            prop: "schedule" as const,
            message: `must be five cron fields, got ${JSON.stringify(schedule)}; use "0 3 * * *"`,
          },
        ]),
    ...(steps?.length === 0
      ? [{ prop: "steps" as const, message: "must have at least one step, got none; add one" }]
      : []),
    ...gather(steps ?? [], (step) => stepProblems(step)),
    ...lastStepProblems(props),
  ];
}

/** The gate runs on what the last step runs on, and what it passes on must come back from there. */
function lastStepProblems({ steps, gate }: Partial<PipelineProps>): Array<Problem<"steps">> {
  const nodes = gate === undefined ? undefined : steps?.[steps.length - 1]?.nodes;
  if (nodes === undefined || !(nodes > 1)) return [];
  return [{ prop: "steps", message: `the last step must run on one node, because the gate does, got ${nodes}; set 1` }];
}

/** The steps from data to a registered model, or one scoring step. */
export class Pipeline extends Construct {
  /** The template's name; undefined before there is an image. */
  readonly pipelineName: string | undefined;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    refuse(this, pipelineProblems(props));
    const { name, namespace, trainingJob, labels = {} } = props;
    if (props.image.digest !== null) {
      const spec = workflowSpec({
        serviceAccountName: trainingJob.serviceAccountName,
        steps: props.steps,
        ...(props.gate === undefined ? {} : { gate: props.gate }),
        ...(props.modelRegistry === undefined ? {} : { modelRegistry: props.modelRegistry }),
        bucketUri: trainingJob.bucket.uri,
        templateOf: (step) => trainingJob.stepTemplate(step),
        waitSeconds: props.waitSeconds ?? 3600,
        keptSeconds: (props.runsKeptDays ?? 7) * 86_400,
      });
      const manifest = (kind: string, body: object) => ({
        apiVersion: "argoproj.io/v1alpha1",
        kind,
        metadata: { name, namespace, labels },
        spec: body,
      });
      const template = new Manifest(this, "Default", { manifest: manifest("WorkflowTemplate", spec) });
      // Filled at synth: what the steps run as may do all that it is granted, before the first run and after the last.
      template.dependsOn = Lazy.listValue({ produce: () => trainingJob.identity.policies.map(dependable) });
      // a schedule must be written down; one that is suspended never fires
      new Manifest(this, "schedule", {
        manifest: manifest("CronWorkflow", {
          schedules: [props.schedule ?? "0 3 * * *"],
          timezone: "Etc/UTC",
          suspend: props.schedule === undefined || props.paused === true,
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 600,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 3,
          workflowSpec: { workflowTemplateRef: { name } },
        }),
        dependsOn: [template],
      });
      this.pipelineName = name;
      for (const entry of ledgerEntries(props, { template, spec })) record(this, entry);
      return;
    }
    for (const entry of ledgerEntries(props)) record(this, entry);
  }
}
