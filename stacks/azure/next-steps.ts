/** The commands that follow a deploy on Azure. They name what they use by reference, so they change with the stack. */
import { type NextSteps, pushImage, type RepoPaths } from "../next-steps.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly paths: RepoPaths;
  readonly location: string;
  readonly resourceGroupName: string;
  /** The path that scores. */
  readonly scoringRoute: string;
  readonly dataBucket: { readonly bucketName: string };
  readonly trainingJob: {
    readonly workspaceId: string;
    readonly workspaceName: string;
    readonly imageRepository: string;
  };
  readonly pipeline: { readonly pipelineName?: string };
  readonly modelRegistry: { readonly modelName: string };
  readonly endpoint?: { readonly endpointName?: string };
  readonly batch?: { readonly pipelineName?: string };
}

const api = "api-version=2025-06-01";

/** What can be done next, in order; what needs a pipeline or a release is left out until there is one. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { paths, dataBucket, trainingJob, pipeline, modelRegistry } = named;
  const { workspaceId, workspaceName } = trainingJob;
  const workspace = `--workspace-name ${workspaceName} --resource-group ${named.resourceGroupName}`;
  const now = "$(date +%Y%m%d%H%M%S)";
  // a job made of the schedule's own definition: the schedule itself may be off
  const run = (schedule: string) => {
    const arm = `https://management.azure.com${workspaceId}`;
    const definition = `--query "{properties: properties.action.jobDefinition}"`;
    const job = `$(az rest --method get --url "${arm}/schedules/${schedule}?${api}" ${definition})`;
    return `az rest --method put --url "${arm}/jobs/run-${now}?${api}" --body "${job}"`;
  };
  const invoke = invocation(named, run);
  return {
    // Pushed to a registry of one's own, $REGISTRY; the pilot's has no public address, and fetches the image itself.
    next_1_push_image:
      `${pushImage("$REGISTRY/pilot-image", paths)} && ` +
      `az acr import --name ${trainingJob.imageRepository} --source "$IMAGE" --image pilot-image:${now}`,
    // from the operators' subnet or a named client network: the account has no public address
    next_2_upload_data:
      `az storage blob upload --auth-mode login --account-name ${dataBucket.bucketName} --container-name data ` +
      `--name ${paths.data.split("/").at(-1)} --file ${paths.data}`,
    ...(pipeline.pipelineName === undefined
      ? {}
      : {
          next_3_run: run(pipeline.pipelineName),
          next_4_approve:
            `VERSION=$(az ml model list --name ${modelRegistry.modelName} ${workspace} --query "[0].version" --output tsv) && ` +
            `az ml model update --name ${modelRegistry.modelName} --version "$VERSION" --set stage=Production ${workspace}`,
        }),
    ...(invoke === undefined ? {} : { next_5_invoke: invoke }),
    next_6_export:
      `az storage blob download-batch --auth-mode login --account-name ${dataBucket.bucketName} ` +
      "--source models --destination .",
    // whoever may start a run may stop it
    ...(pipeline.pipelineName === undefined ? {} : { stop_run: stopRun(workspace) }),
  };
}

/** Stops the newest run that goes on. */
function stopRun(workspace: string): string {
  const goesOn = ["Running", "Queued", "Preparing", "Starting", "NotStarted"].map((each) => `status=='${each}'`);
  const newest = `az ml job list ${workspace} --query "[?${goesOn.join(" || ")}] | [0].name" --output tsv`;
  return `az ml job cancel --name "$(${newest})" ${workspace}`;
}

function invocation(
  { paths, endpoint, batch, location, scoringRoute }: NamedByCommands,
  run: (schedule: string) => string,
): string | undefined {
  if (batch?.pipelineName !== undefined) return run(batch.pipelineName);
  if (endpoint?.endpointName === undefined) return undefined;
  const token = "$(az account get-access-token --resource https://ml.azure.com --query accessToken --output tsv)";
  return (
    // by standard input: what stands on a command line can be read by whoever lists the processes
    `printf 'header = "Authorization: Bearer %s"' "${token}" | ` +
    `curl --config - --fail --header "Content-Type: application/json" ` +
    `--data @${paths.request} https://${endpoint.endpointName}.${location}.inference.ml.azure.com${scoringRoute}`
  );
}
