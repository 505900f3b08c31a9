/** One listed release: a Deployment as long as the release is listed, with its autoscaler and disruption budget. */
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1/index.js";
import { HorizontalPodAutoscalerV2 } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2/index.js";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Machine } from "../checks/values.js";
import { fetchProgram } from "../workloads/manifest-hash.js";
import { resourcesOf } from "../workloads/resources.js";
import { roleLabel } from "../workloads/roles.js";
import { containerSecurity, podSecurity } from "../workloads/security.js";

export interface ReleaseProps extends Machine {
  readonly name: string;
  readonly namespace: string;
  readonly release: string;
  /** Where the model's folder lies. */
  readonly uri: string;
  /** Of its manifest.json. */
  readonly sha256: string;
  /** The image by digest. */
  readonly image: string;
  readonly command: readonly string[];
  readonly port: number;
  readonly healthRoute: string;
  readonly predictRoute: string;
  readonly serviceAccountName: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly cpuPercent: number;
  readonly rolloutSeconds: number;
  readonly diskGiB: number;
  /** Of the bucket's cloud, such as `AWS_REGION`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Record<string, string>;
  readonly after: readonly ITerraformDependable[];
}

/** The labels of a release's pods: what the service selects. */
export const selectorOf = (name: string, release: string): Record<string, string> => ({
  [roleLabel]: "endpoint",
  "ml-pilot/name": name,
  "ml-pilot/release": release,
});

/** What serves one release. */
export class Release extends Construct {
  readonly deployment: DeploymentV1;
  readonly autoscaler: HorizontalPodAutoscalerV2;

  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    const { namespace, labels, port } = props;
    const name = `${props.name}-${props.release}`;
    const selector = selectorOf(props.name, props.release);
    const metadata = { name, namespace, labels };
    const mounts = [
      { name: "model", mountPath: "/model" },
      { name: "tmp", mountPath: "/tmp" },
    ];
    const env = Object.keys(props.environment).map((key) => ({ name: key, value: props.environment[key] ?? "" }));
    const container = {
      image: props.image,
      imagePullPolicy: "IfNotPresent",
      resources: resourcesOf(props, props.diskGiB + 1),
      securityContext: containerSecurity,
      volumeMount: mounts,
    };
    const check = { httpGet: { path: props.healthRoute, port: String(port) }, periodSeconds: 5, timeoutSeconds: 5 };
    this.deployment = new DeploymentV1(this, "Default", {
      metadata,
      // Terraform shows no warning of Pod Security: only a rollout that is waited for fails loudly.
      waitForRollout: true,
      spec: {
        replicas: String(props.minReplicas),
        progressDeadlineSeconds: props.rolloutSeconds,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...labels, ...props.podLabels, ...selector } },
          spec: {
            serviceAccountName: props.serviceAccountName,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            // the image drains and finishes what is in flight
            terminationGracePeriodSeconds: 60,
            ...(props.nodeSelector === undefined ? {} : { nodeSelector: { ...props.nodeSelector } }),
            securityContext: podSecurity,
            initContainer: [
              {
                ...container,
                name: "fetch",
                command: ["python", "-c", fetchProgram],
                args: [props.uri, props.sha256, "/model"],
                env,
              },
            ],
            container: [
              {
                ...container,
                name: "main",
                command: [...props.command],
                args: ["serve", "--model", "/model"],
                env: [
                  { name: "PILOT_PORT", value: String(port) },
                  { name: "PILOT_LIVENESS_ROUTE", value: props.healthRoute },
                  { name: "PILOT_READINESS_ROUTE", value: props.healthRoute },
                  { name: "PILOT_SCORING_ROUTE", value: props.predictRoute },
                ],
                port: [{ name: "http", containerPort: port }],
                startupProbe: { ...check, failureThreshold: Math.ceil(props.rolloutSeconds / 10) },
                readinessProbe: { ...check, failureThreshold: 3 },
                livenessProbe: { ...check, failureThreshold: 6 },
              },
            ],
            volume: [
              { name: "model", emptyDir: { sizeLimit: `${props.diskGiB}Gi` } },
              { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
            ],
          },
        },
      },
      timeouts: { create: `${props.rolloutSeconds + 120}s`, update: `${props.rolloutSeconds + 120}s` },
      // the autoscaler owns it after the first apply
      lifecycle: { ignoreChanges: ["spec[0].replicas"] },
      dependsOn: [...props.after],
    });
    this.autoscaler = new HorizontalPodAutoscalerV2(this, "autoscaler", {
      metadata,
      spec: {
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: this.deployment.metadata.name },
        metric: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: props.cpuPercent } },
          },
        ],
      },
    });
    new PodDisruptionBudgetV1(this, "disruptions", {
      // one pod may go at a time; with a single replica a node can still be drained
      metadata,
      spec: { maxUnavailable: "1", selector: { matchLabels: selector } },
    });
  }
}
