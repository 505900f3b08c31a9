/** The commands that follow a deploy on Google. They name what they use by reference, so they change with the stack. */
import { type NextSteps, pushImage, type RepoPaths } from "../next-steps.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly paths: RepoPaths;
  readonly project: string;
  readonly projectNumber: string;
  readonly region: string;
  readonly dataBucket: { readonly bucketName: string };
  readonly trainingJob: { readonly imageRepository: string };
  readonly modelRegistry: { readonly modelName: string };
  readonly pipeline: { readonly pipelineName?: string; readonly stopName?: string };
  readonly endpoint?: {
    readonly endpointId?: string;
    readonly releaseWorkflowName?: string;
    readonly undeployWorkflowName?: string;
    readonly address?: string;
  };
  readonly batch?: { readonly pipelineName?: string; readonly stopName?: string };
  readonly exporter?: { readonly serviceAccount: string };
}

/** What can be done next, in order; what needs something that is not there yet is left out. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { paths, project, region, dataBucket, trainingJob, modelRegistry, pipeline, endpoint, exporter } = named;
  const here = `--project ${project} --region ${region}`;
  const run = (workflow: string) => `gcloud workflows run ${workflow} --project ${project} --location ${region}`;
  const registry = `${region}-docker.pkg.dev`;
  const image = `${registry}/${project}/${trainingJob.imageRepository}/image`;
  const model = `$(gcloud ai models list ${here} --filter displayName=${modelRegistry.modelName} --format "value(name)")`;
  const invoke = invocation(named, run);
  const stops = [pipeline.stopName, named.batch?.stopName].filter((name): name is string => name !== undefined);
  const exportAs = exporter === undefined ? "" : ` --impersonate-service-account ${exporter.serviceAccount}`;
  return {
    next_1_push_image: `gcloud auth configure-docker ${registry} --quiet && ${pushImage(image, paths)}`,
    next_2_upload_data: `gcloud storage cp ${paths.data} gs://${dataBucket.bucketName}/data/`,
    ...(pipeline.pipelineName === undefined
      ? {}
      : {
          next_3_run: run(pipeline.pipelineName),
          next_4_approve:
            `MODEL="${model}" && VERSION=$(gcloud ai models list-version "$MODEL" ${here} ` +
            `--sort-by ~versionCreateTime --limit 1 --format "value(versionId)") && ` +
            // By --config: what stands on a command line is seen by every process of the machine.
            `printf 'header = "Authorization: Bearer %s"' "$(gcloud auth print-access-token)" | ` +
            `curl --config - --fail --request POST --header "Content-Type: application/json" --data "{\\"versionAliases\\":[\\"approved-$VERSION\\"]}" ` +
            `"https://${region}-aiplatform.googleapis.com/v1/projects/${project}/locations/${region}/models/$MODEL@$VERSION:mergeVersionAliases" && ` +
            // The repository keeps what a tag of this name points to.
            `gcloud artifacts docker tags add "$(gcloud ai models describe "$MODEL@$VERSION" ${here} ` +
            `--format "value(containerSpec.imageUri)")" "${registry}/${project}/${trainingJob.imageRepository}/image:release-$VERSION"`,
        }),
    ...(invoke === undefined ? {} : { next_5_invoke: invoke }),
    next_6_export: `gcloud storage rsync --recursive gs://${dataBucket.bucketName}/artifacts artifacts${exportAs}`,
    ...(stops.length === 0 ? {} : { stop_run: stops.map(run).join(" && ") }),
    ...(endpoint?.undeployWorkflowName === undefined
      ? {}
      : { before_destroy_undeploy: run(endpoint.undeployWorkflowName) }),
  };
}

function invocation(named: NamedByCommands, run: (workflow: string) => string): string | undefined {
  const { paths, project, projectNumber, region, endpoint, batch } = named;
  if (batch?.pipelineName !== undefined) return run(batch.pipelineName);
  if (endpoint?.releaseWorkflowName === undefined || endpoint.endpointId === undefined) return undefined;
  // Terraform has changed the release's source only: the workflow makes the endpoint follow it.
  const release = run(endpoint.releaseWorkflowName);
  // The attachment lives as long as the deployed model: the next release, or the same one deployed anew, has another.
  const attachment =
    `gcloud ai endpoints describe ${endpoint.endpointId} --project ${project} --region ${region} ` +
    `--format "value(deployedModels[0].privateEndpoints.serviceAttachment)"`;
  if (endpoint.address === undefined) {
    return `${release} && ${attachment} # into google.serviceAttachment, then deploy again`;
  }
  const path = `v1/projects/${projectNumber}/locations/${region}/endpoints/${endpoint.endpointId}:predict`;
  return (
    `${release} && ${attachment} && curl --insecure --header "Content-Type: application/json" --data @${paths.request} ` +
    `https://${endpoint.address}/${path} # from inside the network; the certificate is Google's own; where the second ` +
    "command prints another attachment than google.serviceAttachment, put it there and deploy again"
  );
}
