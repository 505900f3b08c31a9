/**
 * Makes: a component a step, the pipeline job of them, a schedule that is off or as given; an alert on failed runs.
 * Needs: an image digest; without one it makes nothing. Steps run on the training job's clusters, as its identity.
 * Never: a parameter in a shell, a step without a time limit, a run that starts by itself unless a schedule says so.
 * Idle cost: one alert.
 * Survives destroy: nothing; runs and their lineage go with the workspace, what they wrote stays in the bucket.
 * Verified by: unit tests, Microsoft's own SDK loader, an interpreter that runs it; never in a real subscription.
 */
import { MonitorMetricAlert } from "@cdktf/provider-azurerm/lib/monitor-metric-alert/index.js";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { childId } from "../pilot/child-id.js";
import { given } from "../pilot/given.js";
import { record, tryChild } from "../pilot/record.js";
import { gateStep } from "../pilot/step.js";
import { AzapiResource } from "./azapi/resource.js";
import { AzapiResourceAction } from "./azapi/resource-action.js";
import { identityProblems, principalOf, refuse } from "./checks/values.js";
import { Component } from "./pipeline/component.js";
import { commandOf, type PipelineJobBody, type PipelineStep, pipelineJob } from "./pipeline/definition.js";
import { ledgerEntries } from "./pipeline/ledger-entries.js";
import { jobStepProblems, pipelineProblems } from "./pipeline/problems.js";

export type { PipelineStep };
export { jobStepProblems, pipelineProblems };

/** Who works with the pipeline: a managed identity, or a person or group of the spec. */
export interface Identity {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** Its object id. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

/** The ARM body of a schedule. */
export interface ScheduleBody {
  readonly properties: {
    readonly displayName: string;
    readonly isEnabled: boolean;
    readonly trigger: { readonly triggerType: "Cron"; readonly expression: string; readonly timeZone: "UTC" };
    readonly action: { readonly actionType: "CreateJob"; readonly jobDefinition: PipelineJobBody };
  };
}

export interface PipelineProps {
  /** Names the components and the schedule. */
  readonly name: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who owns the pipeline and its limits. */
  readonly owner: string;
  /** In their order: each runs after the one before. The one named `train` makes the model. */
  readonly steps: readonly PipelineStep[];
  /** A model whose metric is below the threshold is not registered. @default - nothing is registered: it scores */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** Where a model that passes the gate goes, and where a scoring step finds its release. */
  readonly modelRegistry: { readonly modelName: string; versionId(version: string): string };
  /**
   * By digest; null makes no pipeline yet. `command` runs in it, a step's entry point follows. `environmentId`: where
   * the digest is another than the training job's.
   */
  readonly image: {
    readonly digest: string | null;
    readonly command: readonly string[];
    readonly environmentId?: string;
  };
  /** The workspace, the clusters and the identity that steps run on and as: a `TrainingJob`. */
  readonly trainingJob: {
    readonly identity: Identity;
    readonly jobIdentityId: string;
    readonly workspaceId: string;
    readonly environmentId?: string;
    readonly ready: ITerraformDependable[];
    /** Makes what a step needs beside its job: a cluster of its machines. */
    makeRoomFor(step: PipelineStep): void;
    computeFor(step: PipelineStep): string;
    pathOf(prefix: string): string;
  };
  /** When it starts by itself: five cron fields in UTC, such as `0 3 * * *`. @default - never */
  readonly schedule?: string;
  /** Nothing starts by itself. @default false */
  readonly paused?: boolean;
  /** Who is told of failed runs. @default - an alert that tells nobody */
  readonly actionGroupId?: string;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** The steps from data to a registered model, or one scoring step. */
export class Pipeline extends Construct {
  /** The schedule's name as a reference; undefined while there is no image. */
  readonly pipelineName?: string;
  private readonly props: PipelineProps;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    this.props = props;
    refuse(this.node.path, pipelineProblems(props));
    const { name, trainingJob, image, gate, modelRegistry, tags } = props;
    const { digest } = image;
    const { workspaceId } = trainingJob;
    const environmentId = image.environmentId ?? trainingJob.environmentId;
    for (const step of props.steps) trainingJob.makeRoomFor(step);
    if (digest !== null && environmentId !== undefined) {
      const steps = gate ? [...props.steps, gateStep(props.steps, gate)] : props.steps;
      const components: Record<string, string> = {};
      for (const [index, step] of steps.entries()) {
        const component = new Component(this, childId(step.name), {
          // lower-case letters, digits and _: what the SDK and the studio accept
          componentName: `${name}_${step.name}`.replace(/-/g, "_"),
          workspaceId,
          environmentId,
          isOwnEnvironment: image.environmentId !== undefined,
          digest,
          command: commandOf(step, image.command, index === 0, step.name === "gate"),
          dependsOn: trainingJob.ready,
        });
        components[step.name] = component.componentId;
      }
      const jobDefinition = pipelineJob({
        name,
        steps: props.steps,
        ...given({ gate, modelName: gate && modelRegistry.modelName }),
        digest,
        pathOf: (prefix) => trainingJob.pathOf(prefix),
        computeFor: (step) => trainingJob.computeFor(step),
        componentOf: (step) => components[step.name] ?? "",
        versionId: (version) => modelRegistry.versionId(version),
      });
      const type = "Microsoft.MachineLearningServices/workspaces/schedules@2025-06-01";
      const body: ScheduleBody = {
        properties: {
          displayName: name,
          isEnabled: props.schedule !== undefined && props.paused !== true,
          // a schedule must have a trigger; one that is off never fires
          trigger: { triggerType: "Cron", expression: props.schedule ?? "0 3 * * *", timeZone: "UTC" },
          action: { actionType: "CreateJob", jobDefinition },
        },
      };
      const made = new AzapiResource<ScheduleBody>(this, "Default", { type, parentId: workspaceId, name, body });
      // "You must first disable a schedule to delete it": learn.microsoft.com/azure/machine-learning/
      // how-to-schedule-pipeline-job (2024-09-05). Azure takes a whole schedule only, so this one follows each change.
      new AzapiResourceAction<ScheduleBody>(this, "disable", {
        type,
        resourceId: `${workspaceId}/schedules/${made.name}`,
        method: "PUT",
        when: "destroy",
        body: {
          properties: {
            ...body.properties,
            displayName: made.name,
            isEnabled: false,
            action: {
              actionType: "CreateJob",
              jobDefinition: { ...jobDefinition, displayName: made.name, experimentName: made.name },
            },
          },
        },
        lifecycle: {
          ignoreChanges: "all",
          replaceTriggeredBy: [`${made.terraformResourceType}.${made.friendlyUniqueId}`],
        },
      });
      // Filled at synth: what the steps run as may do all that it is granted, before the first run and after the last.
      made.dependsOn = Lazy.listValue({ produce: () => trainingJob.identity.policies.map(dependable) });
      this.pipelineName = made.name;
      if (gate) {
        new MonitorMetricAlert(this, "failed", {
          name: `${name}-failed`,
          resourceGroupName: props.resourceGroupName,
          description: "a run in the workspace failed",
          scopes: [workspaceId],
          severity: 2,
          frequency: "PT5M",
          windowSize: "PT5M",
          criteria: [
            {
              metricNamespace: "Microsoft.MachineLearningServices/workspaces",
              metricName: "Failed Runs",
              aggregation: "Total",
              operator: "GreaterThan",
              threshold: 0,
            },
          ],
          action: props.actionGroupId === undefined ? [] : [{ actionGroupId: props.actionGroupId }],
          ...given({ tags }),
        });
      }
    }
    for (const entry of ledgerEntries(props, tryChild(this, "Default"), tryChild(this, "failed"))) record(this, entry);
  }

  /**
   * Lets somebody start, stop and watch runs. The built-in role is wider than that (it may also deploy): Azure has no
   * narrower one, and a submitter needs more rights than are documented one by one. Returns the role assignment.
   */
  grantStart(identity: Identity): RoleAssignment {
    refuse(this.node.path, identityProblems(identity));
    const { trainingJob } = this.props;
    const principal = principalOf(identity);
    const policy = new RoleAssignment(this, `${identity.name}-start`, {
      ...principal,
      scope: trainingJob.workspaceId,
      roleDefinitionName: "AzureML Data Scientist",
    });
    // a run that has an identity is started by somebody who may hand that identity out
    const handOut = new RoleAssignment(this, `${identity.name}-hand-out`, {
      ...principal,
      scope: trainingJob.jobIdentityId,
      roleDefinitionName: "Managed Identity Operator",
    });
    identity.policies.push(policy, handOut);
    return policy;
  }
}
