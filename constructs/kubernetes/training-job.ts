/**
 * Makes: the service account of all steps, with the one right that the workflow's own containers need; the typed step.
 * Needs: the namespace, an image registry that nodes may pull from, a bucket whose cloud trusts the service account.
 * Never: a pod as root or on a network of its host, a tag for a digest, a right outside of the namespace.
 * Idle cost: none.
 * Survives destroy: nothing; images are in a registry of yours.
 * Verified by: unit tests and synthesized JSON.
 */
import type { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { formProblems, identityProblems, type Problem, placeProblems, refuse } from "./checks/values.js";
import type { PipelineStep } from "./steps/step-run.js";
import { type StepTemplate, stepTemplate } from "./steps/step-template.js";
import type { Bucket } from "./workloads/artifacts.js";
import { bindRole } from "./workloads/bindings.js";

export type { Bucket, PipelineStep, StepTemplate };

/** What runs as a service account of the namespace. What runs as it waits for all of its policies. */
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

export interface TrainingJobProps {
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Who owns the job and its limits. */
  readonly owner: string;
  /** The service account of all steps; the cloud's `WorkloadIdentity` of this name may read and write the bucket. */
  readonly serviceAccountName: string;
  /** What the cloud's `WorkloadIdentity` wants on the service account. @default none */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /** What it wants on the pods. @default none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** A repository without a tag, such as `registry.example.com/penguins/image`. */
  readonly imageRepository: string;
  /** The image by digest, null until it is pushed; `command` runs in it, the entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  /** Where steps read and write. */
  readonly bucket: Bucket;
  /** Secrets with which the nodes pull the image. @default - they may pull it as they are */
  readonly imagePullSecrets?: readonly string[];
  /** A step runs on several nodes, so Argo makes RayJobs and whoever stops a run ends them. @default false */
  readonly makesRayJobs?: boolean;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export function trainingJobProblems(props: Partial<TrainingJobProps>): Array<Problem<keyof TrainingJobProps>> {
  const { image, bucket, podLabels = {} } = props;
  return [
    ...placeProblems(props),
    ...formProblems<keyof TrainingJobProps>([
      ["serviceAccountName", props.serviceAccountName, "serviceAccount"],
      ["imageRepository", props.imageRepository, "repository"],
      ["imagePullSecrets", props.imagePullSecrets, "secret"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["bucket", bucket?.uri, "bucketUri"],
      ["bucket", bucket?.region, "region"],
      ["podLabels", Object.keys(podLabels), "labelKey"],
      ["podLabels", Object.values(podLabels), "labelValue"],
      ["serviceAccountAnnotations", Object.keys(props.serviceAccountAnnotations ?? {}), "qualifiedKey"],
      ["serviceAccountAnnotations", Object.values(props.serviceAccountAnnotations ?? {}), "plainText"],
    ]),
    ...(bucket?.uri.startsWith("s3://") && bucket.region === undefined
      ? [{ prop: "bucket" as const, message: "must have a region, because it is of S3, got none; add its region" }]
      : []),
  ];
}

/** What the steps run as, and how a step becomes a pod. */
export class TrainingJob extends Construct {
  /** What steps run as: other boxes grant it what they may. */
  readonly identity: Identity;
  /** The service account's name as a reference. */
  readonly serviceAccountName: string;
  /** Where steps read and write. */
  readonly bucket: Bucket;
  private readonly props: TrainingJobProps;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    refuse(this, trainingJobProblems(props));
    this.props = props;
    this.bucket = props.bucket;
    const { namespace, labels = {} } = props;
    const account = new ServiceAccountV1(this, "Default", {
      metadata: {
        name: props.serviceAccountName,
        namespace,
        labels,
        annotations: { ...props.serviceAccountAnnotations },
      },
      // Argo's wait container reports results with it; a pod of this account therefore holds a token of the API
      automountServiceAccountToken: true,
      imagePullSecret: (props.imagePullSecrets ?? []).map((name) => ({ name })),
    });
    this.serviceAccountName = account.metadata.name;
    // argo-workflows.readthedocs.io/en/latest/workflow-rbac (2026-11): the least that an executor needs
    const binding = bindRole(
      this,
      "report",
      { name: "executor", kind: "ServiceAccount", subject: account.metadata.name },
      {
        ...this.place,
        rule: [
          { apiGroups: ["argoproj.io"], resources: ["workflowtaskresults"], verbs: ["create", "patch"] },
          ...(props.makesRayJobs === true
            ? // makes one, and asks for its status until it ends
              [{ apiGroups: ["ray.io"], resources: ["rayjobs"], verbs: ["create", "get"] }]
            : []),
        ],
      },
    );
    this.identity = {
      name: this.node.id,
      kind: "ServiceAccount",
      subject: this.serviceAccountName,
      policies: [binding],
    };
    record(this, {
      box: "training job",
      owner: props.owner,
      meter: { what: "requested vCPU and memory hours of running steps", whileIdle: false },
      identity: [account, "/metadata/name"],
      debug: `kubectl --namespace ${namespace} get pods --selector ml-pilot/role=job`,
      export: [`docker pull ${props.imageRepository}@<digest>`],
    });
    if (props.bucket.isMade === true) return;
    record(this, {
      box: "data bucket",
      owner: props.bucket.owner ?? props.owner,
      meter: { what: `GiB-months of ${props.bucket.uri}, on the bill of its owner`, whileIdle: true },
      survives: [
        {
          what: `${props.bucket.uri}, which existed before`,
          costs: "GiB-months",
          remove: "what its owner says; no stack of the pilot made it",
        },
      ],
      debug: `kubectl --namespace ${namespace} logs --selector ml-pilot/role=job --container wait`,
    });
  }

  /** The image by digest. */
  imageUri(digest: string): string {
    return `${this.props.imageRepository}@${digest}`;
  }

  /**
   * Returns the template of a step.
   * @throws Error before there is an image
   */
  stepTemplate(step: PipelineStep, releaseKey?: (release: string) => string): StepTemplate {
    const { image, bucket, podLabels = {} } = this.props;
    if (image.digest === null) throw new Error(`${this.node.path}: image: must have a digest before a step is made`);
    return stepTemplate(step, {
      image: this.imageUri(image.digest),
      digest: image.digest,
      command: image.command,
      bucket,
      podLabels,
      serviceAccountName: this.serviceAccountName,
      ...(releaseKey === undefined ? {} : { releaseKey }),
    });
  }

  /**
   * Lets somebody start, stop and watch runs. A run is made of pods, so whoever starts one can run an image as any
   * service account of the namespace: the namespace is the boundary. Returns the binding.
   */
  grantStart(identity: Identity): RoleBindingV1 {
    refuse(this, identityProblems(identity));
    const binding = bindRole(this, "start", identity, {
      ...this.place,
      rule: [
        {
          apiGroups: ["argoproj.io"],
          resources: ["workflows"],
          // stopping a run is a patch; deleting a workflow ends its pods
          verbs: ["create", "get", "list", "watch", "patch", "delete"],
        },
        { apiGroups: ["argoproj.io"], resources: ["workflowtemplates", "cronworkflows"], verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["pods", "pods/log", "events"], verbs: ["get", "list", "watch"] },
        ...(this.props.makesRayJobs === true
          ? // stopping a workflow leaves what it made, until that ends by itself
            [{ apiGroups: ["ray.io"], resources: ["rayjobs"], verbs: ["get", "list", "watch", "delete"] }]
          : []),
      ],
    });
    identity.policies.push(binding);
    return binding;
  }

  private get place() {
    const { serviceAccountName, namespace, labels = {} } = this.props;
    return { name: serviceAccountName, namespace, labels };
  }
}
