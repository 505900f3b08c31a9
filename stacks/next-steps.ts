/** The outputs of a pilot stack are its runbook: the same names on every platform, each a command to paste. */
import { TerraformOutput, type TerraformStack } from "cdktf";
import type { PilotSpec } from "./pilot-spec/schema.js";

/** The commands that follow a deploy, in their order. A step that does not exist yet is left out. */
export interface NextSteps {
  readonly next_1_push_image?: string;
  readonly next_2_upload_data?: string;
  readonly next_3_run?: string;
  readonly next_4_approve?: string;
  readonly next_5_invoke?: string;
  readonly next_6_export?: string;
  /** Stops the run that is going on. */
  readonly stop_run?: string;
  /** Where the platform refuses to destroy what serves. */
  readonly before_destroy_undeploy?: string;
}

/** Paths of the pilot's repo, from cdktf.json, that commands name. */
export interface RepoPaths {
  /** The folder that holds the Dockerfile. */
  readonly image: string;
  /** The file of data that is uploaded first. */
  readonly data: string;
  /** The file with a request. */
  readonly request: string;
}

/** The paths that a spec names. The spec allows in them nothing that a shell would read. */
export const repoPaths = ({ image, data, endpoint }: PilotSpec): RepoPaths => ({
  image: image.folder,
  data: data.sample,
  request: endpoint.requestSample,
});

/**
 * Builds the pilot's image, pushes it to a repository under the time as its tag, and prints its digest; `$IMAGE` is the
 * tagged image. The platforms run linux/amd64, whatever this machine is. SageMaker takes Docker's media types and no
 * index, which an attestation would make of one image: github.com/aws/amazon-sagemaker-feedback/issues/180 (2025-04),
 * github.com/moby/buildkit/issues/5480 (2024-11). One command for all platforms makes one digest for all of them.
 */
export function pushImage(repository: string, { image }: Pick<RepoPaths, "image">): string {
  return (
    `IMAGE="${repository}:$(date -u +%Y%m%d%H%M%S)" && ` +
    "docker buildx build --platform linux/amd64 --provenance=false --sbom=false " +
    `--output type=image,oci-mediatypes=false,push=true --tag "$IMAGE" ${image} && ` +
    'docker buildx imagetools inspect "$IMAGE" --format "{{.Manifest.Digest}}"'
  );
}

/** Adds an output for each command. */
export function addNextSteps(stack: TerraformStack, steps: NextSteps): void {
  for (const [name, command] of Object.entries(steps)) {
    if (command !== undefined) new TerraformOutput(stack, name, { value: command, staticId: true });
  }
}
