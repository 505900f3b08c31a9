/** What the props of a training job may be. */
import { formProblems, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { TrainingJobProps } from "../training-job.js";

type Found = Array<Problem<keyof TrainingJobProps>>;

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
    ...numberProblems<keyof TrainingJobProps>([["imagesKept", props.imagesKept, 1, 10_000]]),
  ];
}
