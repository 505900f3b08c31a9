/**
 * Makes: a service principal that all steps run as, or takes one that exists; a step as a task of the image's wheel.
 * Needs: the wheel and its lock file in `packages/`; the deployer's role `servicePrincipal.user` on the principal.
 * Never: a secret of the principal, a cluster that it starts, a wheel of another hash, retries that nobody set.
 * Idle cost: none.
 * Survives destroy: nothing; the wheel is in the data bucket.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import type { JobEnvironment, JobTask } from "@cdktf/provider-databricks/lib/job/index.js";
import { ServicePrincipal } from "@cdktf/provider-databricks/lib/service-principal/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import type { PrincipalKind } from "./access/principal.js";
import { formProblems, ownedProblems, type Problem, refuse } from "./checks/values.js";
import { type PipelineStep, packageFolder, type StepRun, stepEnvironment, stepTask } from "./steps/task.js";

export type { PipelineStep };

/** What the steps run as. A grant adds its resources to the list. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface TrainingJobProps {
  /** Who owns the job and its limits. */
  readonly owner: string;
  /**
   * What the steps run as: the display name of a service principal that is made, or the application id of one that
   * exists. Whoever deploys a job that runs as it needs the role `servicePrincipal.user` on it.
   */
  readonly runAs: { readonly displayName: string } | { readonly applicationId: string };
  /**
   * The image's code as a wheel. `digest` is `sha256:` and the SHA-256 of the file, null until it is uploaded; pip
   * refuses another file. It lies at `packages/<first 16 hex digits>/<wheelFile>`, and its `requirements.lock` beside
   * it.
   */
  readonly image: { readonly digest: string | null; readonly packageName: string; readonly wheelFile: string };
  /** Where steps read and write. */
  readonly bucket: { pathOf(prefix: string): string };
  /** Version of the serverless environment; 4 has Python 3.12. @default "4" */
  readonly environmentVersion?: string;
}

/** What is wrong with props: one entry per problem. */
export function trainingJobProblems(props: Partial<TrainingJobProps>): Array<Problem<keyof TrainingJobProps>> {
  const { image } = props;
  const runAs: { displayName?: string; applicationId?: string } = props.runAs ?? {};
  return [
    ...ownedProblems({ ...(props.owner === undefined ? {} : { owner: props.owner }) }).map(({ message }) => ({
      prop: "owner" as const,
      message,
    })),
    ...formProblems<keyof TrainingJobProps>([
      ["runAs", runAs.displayName, "displayName"],
      ["runAs", runAs.applicationId, "applicationId"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.packageName, "packageName"],
      ["image", image?.wheelFile, "wheel"],
      ["environmentVersion", props.environmentVersion, "environmentVersion"],
    ]),
  ];
}

/** What the steps run as, and how a step becomes a task. */
export class TrainingJob extends Construct {
  /** What steps run as: other boxes grant it what they may. */
  readonly identity: Identity;
  private readonly props: TrainingJobProps;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    refuse(this, trainingJobProblems(props));
    this.props = props;
    const { runAs } = props;
    const made =
      "displayName" in runAs
        ? new ServicePrincipal(this, "Default", {
            displayName: runAs.displayName,
            // It runs jobs on serverless compute, and nobody signs in as it: no secret is made.
            workspaceAccess: true,
            allowClusterCreate: false,
            allowInstancePoolCreate: false,
            databricksSqlAccess: false,
          })
        : undefined;
    const principal = made?.applicationId ?? ("applicationId" in runAs ? runAs.applicationId : "");
    this.identity = { name: this.node.id, kind: "service principal", principal, policies: made ? [made] : [] };
    record(this, {
      box: "training job",
      owner: props.owner,
      meter: {
        what: "DBUs of serverless jobs while steps run; serverless compute has no size to choose",
        whileIdle: false,
      },
      ...(made ? { identity: [made, "/display_name"] as const } : {}),
      debug: "databricks jobs list-runs --active-only",
      export: [`unzip ${props.image.wheelFile} # the code of the image is one file`],
    });
  }

  /** Where the wheel and its lock file must lie. @throws Error before there is a wheel */
  packageFolder(): string {
    return packageFolder(this.run());
  }

  /** Returns the environment of all tasks. @throws Error before there is a wheel */
  stepEnvironment(): JobEnvironment {
    return stepEnvironment(this.run());
  }

  /**
   * Returns the task of a step; `steps` are those whose outputs it may read.
   * @throws Error before there is a wheel
   */
  stepTask(step: PipelineStep, steps: readonly PipelineStep[], releaseKey?: (release: string) => string): JobTask {
    return stepTask(step, steps, { ...this.run(), ...(releaseKey === undefined ? {} : { releaseKey }) });
  }

  private run(): StepRun {
    const { image, bucket, environmentVersion = "4" } = this.props;
    const { digest, packageName, wheelFile } = image;
    if (digest === null) throw new Error(`${this.node.path}: image: must have a digest before a step is made`);
    return { digest, packageName, wheelFile, environmentVersion, pathOf: (prefix) => bucket.pathOf(prefix) };
  }
}
