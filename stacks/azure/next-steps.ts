/** The commands that follow a deploy on Azure. They name what they use by reference, so they change with the stack. */
import type { NextSteps } from "../next-steps.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly location: string;
  readonly resourceGroupName: string;
  readonly dataBucket: { readonly bucketName: string };
  readonly trainingJob: {
    readonly workspaceId: string;
    readonly workspaceName: string;
    readonly imageRepository: string;
  };
  readonly pipeline: { readonly pipelineName?: string };
  readonly modelRegistry: { readonly modelName: string };
  readonly endpoint?: { readonly endpointName?: string };
}

const api = "api-version=2025-06-01";

/** What can be done next, in order; what needs a pipeline or a release is left out until there is one. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { dataBucket, trainingJob, pipeline, modelRegistry, endpoint } = named;
  const workspace = `--workspace-name ${trainingJob.workspaceName} --resource-group ${named.resourceGroupName}`;
  const arm = `https://management.azure.com${trainingJob.workspaceId}`;
  const job = `az rest --method get --url "${arm}/schedules/${pipeline.pipelineName}?${api}" --query "{properties: properties.action.jobDefinition}"`;
  return {
    // asked for through ARM: the registry fetches the image itself and has no public address
    next_1_push_image: `az acr import --name ${trainingJob.imageRepository} --source "$IMAGE_WITH_DIGEST" --image pilot-image:$(date +%Y%m%d%H%M%S)`,
    // from the operators' subnet or a named client network: the account has no public address
    next_2_upload_data: `az storage blob upload-batch --auth-mode login --account-name ${dataBucket.bucketName} --destination data --source examples/penguins/data`,
    ...(pipeline.pipelineName === undefined
      ? {}
      : {
          next_3_run: `az rest --method put --url "${arm}/jobs/run-$(date +%Y%m%d%H%M%S)?${api}" --body "$(${job})"`,
          next_4_approve: `az ml model update --name ${modelRegistry.modelName} --version "$VERSION" --set stage=Production ${workspace}`,
        }),
    ...(endpoint?.endpointName === undefined
      ? {}
      : {
          next_5_invoke:
            `curl --data @examples/penguins/request.json --header "Content-Type: application/json" ` +
            `--header "Authorization: Bearer $(az account get-access-token --resource https://ml.azure.com --query accessToken --output tsv)" ` +
            `https://${endpoint.endpointName}.${named.location}.inference.ml.azure.com/score`,
        }),
    next_6_export: `az ml model download --name ${modelRegistry.modelName} --version "$VERSION" --download-path exported ${workspace}`,
  };
}
