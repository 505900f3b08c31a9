/** What the props of a training job may be. */
import { Token } from "cdktf";
import { machineProblem } from "../checks/machines.js";
import { formProblems, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { TrainingJobProps } from "../training-job.js";

type Found = Array<Problem<keyof TrainingJobProps>>;

function machineProblems(props: Partial<TrainingJobProps>): Found {
  const { machineType, accelerator, accelerators, maxWaitSeconds: wait, interruptible = false } = props;
  if (machineType === undefined || Token.isUnresolved(machineType)) return [];
  const found: Found = [];
  const message = machineProblem({ machineType, accelerator, accelerators, interruptible }, "training");
  if (message !== undefined) found.push({ prop: "machineType", message });
  if (wait !== undefined && !interruptible) {
    found.push({ prop: "maxWaitSeconds", message: `${wait} without interruptible: remove it, or set interruptible` });
  }
  // docs.cloud.google.com/vertex-ai/docs/training/schedule-jobs-dws (2026-10)
  if (wait !== undefined && interruptible && !/^NVIDIA_(L4|.*A100.*|.*H100.*|H200.*|B200)$/.test(accelerator ?? "")) {
    const why =
      `${wait} on ${machineType} with ${accelerator ?? "no accelerator"}; Vertex AI queues only for L4, A100, H100, H200 ` +
      "and B200 GPUs: remove it (spot capacity has no wait), or take such a machine";
    found.push({ prop: "maxWaitSeconds", message: why });
  }
  return found;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function trainingJobProblems(props: Partial<TrainingJobProps>): Found {
  const { image, network, bucket } = props;
  return [
    ...placeProblems(props),
    ...formProblems<keyof TrainingJobProps>([
      ["serviceAccountId", props.serviceAccountId, "serviceAccountId"],
      ["imageRepositoryName", props.imageRepositoryName, "repository"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["network", network?.networkAttachmentId, "networkAttachmentId"],
      ["bucket", bucket?.keyId, "keyId"],
    ]),
    ...machineProblems(props),
    ...numberProblems<keyof TrainingJobProps>([
      ["nodes", props.nodes, 1, 1000],
      // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/DiskSpec (2026-10): smaller ones get 100
      ["volumeGiB", props.volumeGiB, 1, 64_000],
      // docs.cloud.google.com/vertex-ai/docs/training/create-custom-job (2026-10): 7 days
      ["maxRuntimeSeconds", props.maxRuntimeSeconds, 1, 604_800],
      ["maxWaitSeconds", props.maxWaitSeconds, 1, 604_800],
      ["imagesKept", props.imagesKept, 1, 10_000],
    ]),
  ];
}
