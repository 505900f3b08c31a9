/** The commands that follow a deploy on AWS. They name what they use by reference, so they change with the stack. */
import type { NextSteps } from "../next-steps.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly account: string;
  readonly region: string;
  /** The role that operators assume; without one the commands run as whoever pastes them. */
  readonly operator?: { readonly roleName: string };
  /** The name of the AWS CLI profile that assumes it. */
  readonly profile?: string;
  readonly dataBucket: { readonly bucketName: string };
  readonly trainingJob: { readonly imageRepository: string };
  readonly pipeline: { readonly pipelineName?: string };
  readonly modelRegistry: { readonly modelPackageGroup: string };
}

/** What can be done next, in order; what needs a pipeline is left out until there is one. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { account, region, operator, profile, dataBucket, trainingJob, pipeline, modelRegistry } = named;
  const as = `--region ${region}${profile === undefined ? "" : ` --profile ${profile}`}`;
  const assume =
    operator === undefined
      ? ""
      : `aws configure set profile.${profile}.role_arn arn:aws:iam::${account}:role/${operator.roleName} && ` +
        `aws configure set profile.${profile}.source_profile default && `;
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const image = `${registry}/${trainingJob.imageRepository}:$(git rev-parse --short HEAD)`;
  const newest =
    `aws sagemaker list-model-packages --model-package-group-name ${modelRegistry.modelPackageGroup} ` +
    `--sort-by CreationTime --sort-order Descending --query ModelPackageSummaryList[0].ModelPackageArn --output text ${as}`;
  return {
    next_1_push_image:
      `${assume}aws ecr get-login-password ${as} | docker login --username AWS --password-stdin ${registry} && ` +
      `docker build --tag ${image} examples/penguins/image && docker push ${image}`,
    next_2_upload_data: `aws s3 sync examples/penguins/data/ s3://${dataBucket.bucketName}/data/ --region ${region}`,
    ...(pipeline.pipelineName === undefined
      ? {}
      : {
          next_3_run: `aws sagemaker start-pipeline-execution --pipeline-name ${pipeline.pipelineName} ${as}`,
          next_4_approve: `aws sagemaker update-model-package --model-package-arn "$(${newest})" --model-approval-status Approved ${as}`,
        }),
  };
}
