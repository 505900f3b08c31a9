/** What a Kubernetes cluster answers to the needs of a spec. What it must have is shown by a command of kubectl. */
import type { Capabilities } from "../pilot-spec/fit.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { hardware } from "./hardware.js";

const asOf = "2026-11-30";

/** Answers, each with its source and date. */
export const capabilities: Capabilities = {
  startupSeconds: {
    value: null,
    source: "depends on free nodes and pulled images; the probe measures it",
    asOf,
    note: "kubectl get nodes shows what is there; an autoscaler adds minutes",
  },
  maxRuntime: {
    value: 30 * 86_400,
    source: "argo-workflows.readthedocs.io/en/latest/fields (activeDeadlineSeconds)",
    asOf,
    note: "the pilot's own limit of a step; the cluster has none. kubectl get crd workflowtemplates.argoproj.io must answer",
  },
  hostControl: {
    value: true,
    source: "kubernetes.io/docs/concepts/architecture/nodes",
    asOf,
    note: "of whoever runs the cluster: kernel, driver and runtime are theirs",
  },
  basePatchedBy: {
    value: ["platform", "team"],
    source: "kubernetes.io/docs/tasks/administer-cluster/cluster-upgrade",
    asOf,
    note: "by whoever runs the cluster, who may be another team: kubectl get nodes --output wide shows kernel and version",
  },
  load: {
    value: ["steady", "bursty"],
    source: "kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale",
    asOf,
    note: "at least one replica of each listed release runs. kubectl top pods must answer, or nothing scales",
  },
  warmState: {
    value: false,
    source: "argo-workflows.readthedocs.io/en/latest/walk-through",
    asOf,
    note: "each step is a new pod",
  },
  residency: {
    value: null,
    source: "the cluster and the bucket exist, and stand where their owners put them",
    asOf,
    note: "kubectl get nodes --label-columns topology.kubernetes.io/region shows the nodes' regions",
  },
  lineage: {
    value: true,
    source: "mlflow.org/docs/latest/ml/model-registry",
    asOf,
    note: "a registered version has its run and the hash of its manifest, which holds the hash of the data",
  },
  approvals: {
    value: true,
    source: "mlflow.org/docs/latest/ml/model-registry",
    asOf,
    note: "by a tag that MLflow lets anybody set who reaches it; what serves is what a person lists in the spec",
  },
  hardware: {
    value: Object.keys(hardware) as HardwareClass[],
    source: "kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus",
    asOf,
    note: "kubectl get nodes --output custom-columns=N:.metadata.name,GPU:.status.allocatable.nvidia\\.com/gpu shows GPUs",
  },
  machineSize: {
    value: true,
    source: "kubernetes.io/docs/concepts/configuration/manage-resources-containers",
    asOf,
    note: "a container has the processors and the memory of its class; which machine is below it the cluster chooses",
  },
  privateNetwork: {
    value: true,
    source: "kubernetes.io/docs/concepts/services-networking/network-policies",
    asOf,
    note: "only where the network plugin enforces policies: networkPolicyEnforced says so, and the probe proves it",
  },
  exportFormat: {
    value: ["onnx", "mlflow", "container"],
    source: "mlflow.org/docs/latest/ml/model",
    asOf,
    note: "the model's files lie in the bucket as the image wrote them",
  },
  nodes: {
    value: 1,
    source: "argo-workflows.readthedocs.io/en/latest/workflow-templates",
    asOf,
    note: "a step is one pod; several nodes need KubeRay (kubectl get crd rayjobs.ray.io), Ray in the image, and kubernetes.ray",
  },
  interruptible: {
    value: false,
    source: "kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node",
    asOf,
    note: "each cloud has its own label for such nodes: name them by kubernetes.hardware.<class>.nodeSelector",
  },
};

/** Answers for a spec that says by which Ray several nodes share a step. */
export const capabilitiesOf = ({ kubernetes }: Pick<PilotSpec, "kubernetes">): Capabilities =>
  kubernetes?.ray === undefined
    ? capabilities
    : {
        ...capabilities,
        nodes: {
          value: 64,
          source: "docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html",
          asOf,
          note: "by KubeRay, which kubectl get crd rayjobs.ray.io must show, and the Ray of the image",
        },
      };
