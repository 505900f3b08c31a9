/**
 * Makes: MLflow as one Deployment with a Service inside of the namespace, on a claim or a Postgres that exists.
 * Needs: an MLflow image by digest that runs without root; a Secret with the URI of a Postgres; a class that retains.
 * Never: an address outside of the cluster, artifacts through the server, a token of the API, root, a password here.
 * Idle cost: one replica's requests, and the claim.
 * Survives destroy: the claim's volume where its storage class retains it; a Postgres of yours.
 * Verified by: unit tests and synthesized JSON.
 */
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1/index.js";
import { PersistentVolumeClaimV1 } from "@cdktf/provider-kubernetes/lib/persistent-volume-claim-v1/index.js";
import type { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import {
  formProblems,
  identityProblems,
  numberProblems,
  type Problem,
  placeProblems,
  refuse,
} from "./checks/values.js";
import { bindRole, tunnelTo } from "./workloads/bindings.js";
import { resourcesOf } from "./workloads/resources.js";
import { roleLabel } from "./workloads/roles.js";
import { containerSecurity, podSecurity } from "./workloads/security.js";

/** Who gets a right in the namespace. A grant adds its binding to the list. */
export interface Identity {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** What it is to the cluster. */
  readonly kind: "User" | "Group" | "ServiceAccount";
  /** As the cluster knows it, such as `ml-operators@example.com`. */
  readonly subject: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ModelRegistryProps {
  /** Of the Deployment and the Service. */
  readonly name: string;
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Of the registered model. */
  readonly modelName: string;
  /** Who answers for what is registered. */
  readonly owner: string;
  /** MLflow 3 by digest, such as `registry.example.com/mlflow@sha256:…`; with Postgres its driver is in it. */
  readonly image: string;
  /** A claim of its own, or the Secret that holds a Postgres URI below the key. */
  readonly store:
    | { readonly claimGiB: number; readonly storageClass: string }
    | { readonly secretName: string; readonly key: string };
  /** vCPUs of the server. @default 0.5 */
  readonly cpus?: number;
  /** Of the server: one worker of MLflow 3.17 took 1 GiB. @default 2 */
  readonly memoryGiB?: number;
  /** What pods wait for: policies of the network, the quota. @default none */
  readonly after?: readonly ITerraformDependable[];
  /** No server; the claim stays. @default false */
  readonly paused?: boolean;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

const port = 5000;

/** What is wrong with props: one entry per problem. */
export function modelRegistryProblems(props: Partial<ModelRegistryProps>): Array<Problem<keyof ModelRegistryProps>> {
  const store: { claimGiB?: number; storageClass?: string; secretName?: string; key?: string } = props.store ?? {};
  return [
    ...placeProblems(props),
    ...formProblems<keyof ModelRegistryProps>([
      ["name", props.name, "name"],
      ["modelName", props.modelName, "name"],
      ["image", props.image, "imageByDigest"],
      ["store", store.secretName, "secret"],
      ["store", store.key, "word"],
      ["store", store.storageClass, "storageClass"],
    ]),
    ...numberProblems<keyof ModelRegistryProps>([
      ["store", store.claimGiB, 1, 16_384],
      ["cpus", props.cpus, 0.1, 64, "vCPUs"],
      ["memoryGiB", props.memoryGiB, 1, 512, "GiB of memory"],
    ]),
  ];
}

/** The registry: versions with a tag `approval` that a person sets, and an alias that says what is live. */
export class ModelRegistry extends Construct {
  /** The model's name in MLflow. */
  readonly modelName: string;
  /** Where clients inside of the namespace find it. */
  readonly trackingUri: string;
  private readonly props: ModelRegistryProps;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    refuse(this, modelRegistryProblems(props));
    this.props = props;
    const { name, namespace, modelName, store, labels = {} } = props;
    this.modelName = modelName;
    this.trackingUri = `http://${name}.${namespace}.svc:${port}`;
    const selector = { [roleLabel]: "registry", "ml-pilot/name": name };
    const claim =
      "claimGiB" in store
        ? new PersistentVolumeClaimV1(this, "claim", {
            metadata: { name, namespace, labels },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: store.storageClass,
              resources: { requests: { storage: `${store.claimGiB}Gi` } },
            },
            // a class that binds with the first pod would be waited for in vain
            waitUntilBound: false,
          })
        : undefined;
    new ServiceV1(this, "service", {
      metadata: { name, namespace, labels },
      spec: { type: "ClusterIP", selector, port: [{ name: "http", port, targetPort: String(port) }] },
    });
    const account = new ServiceAccountV1(this, "account", {
      metadata: { name, namespace, labels },
      automountServiceAccountToken: false,
    });
    if (props.paused !== true) this.server(selector, account.metadata.name, claim);
    record(this, {
      box: "model registry",
      owner: props.owner,
      meter: {
        what: `requested vCPU and memory hours of one replica; ${
          claim ? "GiB-months of the claim" : "the database, on the bill of its owner"
        }`,
        whileIdle: true,
      },
      metric: { name: "kube_deployment_status_replicas_available", statistic: "min" },
      identity: [account, "/metadata/name"],
      limits: claim
        ? [
            {
              kind: "volume",
              subject: "registry",
              unit: "GiB",
              owner: props.owner,
              enforcement: "hard",
              at: [claim, "/spec/resources/requests/storage"],
            },
          ]
        : [],
      survives:
        claim && "storageClass" in store
          ? [
              {
                what: `the volume of the claim ${name}, if the class ${store.storageClass} retains it`,
                costs: "GiB-months",
                remove: "kubectl delete persistentvolume <its volume>, and the disk behind it",
              },
            ]
          : [],
      debug: `kubectl --namespace ${namespace} logs deployment/${name}`,
      lineage: `kubectl --namespace ${namespace} port-forward service/${name} ${port}`,
      export: [`kubectl --namespace ${namespace} port-forward service/${name} ${port} & mlflow models download`],
    });
  }

  private server(selector: Record<string, string>, serviceAccountName: string, claim?: PersistentVolumeClaimV1) {
    const { name, namespace, store, labels = {}, cpus = 0.5, memoryGiB = 2 } = this.props;
    const check = { httpGet: { path: "/health", port: String(port) }, periodSeconds: 10, failureThreshold: 3 };
    const sqlite = "sqlite:////data/mlflow.db";
    new DeploymentV1(this, "Default", {
      metadata: { name, namespace, labels },
      // Terraform shows no warning of Pod Security: only a rollout that is waited for fails loudly.
      waitForRollout: true,
      spec: {
        replicas: "1",
        progressDeadlineSeconds: 600,
        // the claim is of one pod at a time
        strategy: { type: "Recreate" },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...labels, ...selector } },
          spec: {
            serviceAccountName,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurity,
            container: [
              {
                name: "main",
                image: this.props.image,
                imagePullPolicy: "IfNotPresent",
                command: ["mlflow"],
                args: [
                  ...["server", "--host", "0.0.0.0", "--port", String(port), "--workers", "1"],
                  // Models lie in the bucket, and nobody gets at it through the registry.
                  "--no-serve-artifacts",
                  ...["--allowed-hosts", `${name}.${namespace}.svc:${port},localhost:${port}`],
                ],
                env: [
                  "secretName" in store
                    ? {
                        name: "MLFLOW_BACKEND_STORE_URI",
                        valueFrom: { secretKeyRef: { name: store.secretName, key: store.key } },
                      }
                    : { name: "MLFLOW_BACKEND_STORE_URI", value: sqlite },
                  { name: "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", value: "false" },
                  { name: "HOME", value: "/tmp" },
                ],
                port: [{ name: "http", containerPort: port }],
                // MLflow needed two minutes to come up on half a vCPU
                startupProbe: { ...check, failureThreshold: 30 },
                readinessProbe: check,
                livenessProbe: check,
                resources: resourcesOf({ cpus, memoryGiB }, 1),
                securityContext: containerSecurity,
                volumeMount: [
                  { name: "tmp", mountPath: "/tmp" },
                  ...(claim ? [{ name: "data", mountPath: "/data" }] : []),
                ],
              },
            ],
            volume: [
              { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
              ...(claim ? [{ name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } }] : []),
            ],
          },
        },
      },
      timeouts: { create: "15m", update: "15m" },
      dependsOn: [...(this.props.after ?? [])],
    });
  }

  /**
   * Lets somebody reach the registry through a tunnel, to set the tag `approval` and the alias. MLflow asks nobody who
   * they are: what registers could also approve, so a person lists the release in the spec. Returns the binding.
   */
  grantApprove(identity: Identity): RoleBindingV1 {
    refuse(this, identityProblems(identity));
    const { name, namespace, labels = {} } = this.props;
    const binding = bindRole(this, "approve", identity, { name, namespace, labels, rule: tunnelTo(name) });
    identity.policies.push(binding);
    return binding;
  }
}
