/** The commands that follow a deploy on AWS. They name what they use by reference, so they change with the stack. */
import { type NextSteps, pushImage, type RepoPaths } from "../next-steps.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly paths: RepoPaths;
  readonly account: string;
  readonly region: string;
  /** The pilot's name: profiles of the AWS CLI begin with it. */
  readonly name: string;
  readonly names: { readonly exporterRole: string };
  /** The role that operators assume; without one the commands run as whoever pastes them. */
  readonly operator?: { readonly roleName: string };
  readonly dataBucket: { readonly bucketName: string };
  /** Where S3 answers by a private address. @default - its public one */
  readonly s3Url?: string;
  readonly imageRepository: string;
  /** Undefined before there is an image, and where nothing is trained here. */
  readonly pipelineName: string | undefined;
  /** Undefined where nothing is trained here. */
  readonly modelPackageGroup: string | undefined;
  readonly isExporting: boolean;
  /** An image that serves what another platform trained: nobody approves it here, so it gets its tag by itself. */
  readonly keptDigest: string | null;
  readonly endpoint?: { readonly endpointName?: string };
  readonly kind: "realtime" | "async" | "serverless";
  readonly batch?: { readonly pipelineName?: string };
}

/** What can be done next, in order; what needs something that is not there yet is left out. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { paths, account, region, name, operator, dataBucket, imageRepository, pipelineName, batch } = named;
  const role = (profile: string, roleName: string) =>
    `aws configure set profile.${profile}.role_arn arn:aws:iam::${account}:role/${roleName} && ` +
    // From whatever the shell is signed in by: keys in its environment, the profile that it names, or the default one.
    `{ if [ -n "$AWS_ACCESS_KEY_ID" ]; then aws configure set profile.${profile}.credential_source Environment; ` +
    `elif [ -n "$AWS_PROFILE" ]; then aws configure set profile.${profile}.source_profile "$AWS_PROFILE"; ` +
    `else aws configure set profile.${profile}.source_profile default; fi; } && `;
  const profile = `${name}-operator`;
  const as = `--region ${region}${operator === undefined ? "" : ` --profile ${profile}`}`;
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const newest =
    `aws sagemaker list-model-packages --model-package-group-name ${named.modelPackageGroup} ` +
    `--sort-by CreationTime --sort-order Descending --query ModelPackageSummaryList[0].ModelPackageArn ` +
    `--output text ${as}`;
  const exporter = `${name}-exporter`;
  const asExporter = `--region ${region}${operator === undefined ? "" : ` --profile ${exporter}`}`;
  const bucket = `s3://${dataBucket.bucketName}`;
  const byS3 = named.s3Url === undefined ? "" : ` --endpoint-url ${named.s3Url}`;
  const exported =
    `${operator === undefined ? "" : role(exporter, named.names.exporterRole)}` +
    ["models", "artifacts"].map((kept) => `aws s3 sync ${bucket}/${kept}/ ${kept}/ ${asExporter}${byS3}`).join(" && ");
  const invoke = invocation(named, as, `--region ${region}${byS3}`);
  return {
    next_1_push_image:
      `${operator === undefined ? "" : role(profile, operator.roleName)}` +
      `aws ecr get-login-password ${as} | docker login --username AWS --password-stdin ${registry} && ` +
      pushImage(`${registry}/${imageRepository}`, paths),
    next_2_upload_data: `aws s3 cp ${paths.data} ${bucket}/data/ --region ${region}${byS3}`,
    ...(pipelineName === undefined
      ? {}
      : {
          next_3_run: `aws sagemaker start-pipeline-execution --pipeline-name ${pipelineName} ${as}`,
          next_4_approve: approval(newest, imageRepository, as),
        }),
    ...(named.keptDigest === null ? {} : { next_4_approve: keep(named.keptDigest, imageRepository, as) }),
    ...(invoke === undefined ? {} : { next_5_invoke: invoke }),
    ...(named.isExporting ? { next_6_export: exported } : {}),
    ...(pipelineName === undefined
      ? {}
      : { stop_run: stop([{ pipelineName }, ...(batch === undefined ? [] : [batch])], as) }),
  };
}

/**
 * Tags the newest version's image, so that the repository keeps it, and approves the version.
 * docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html (2026-10)
 */
function approval(newest: string, repository: string, as: string): string {
  const image =
    `$(aws sagemaker describe-model-package --model-package-name "$MODEL" ` +
    `--query "InferenceSpecification.Containers[0].Image" --output text ${as} | cut -d @ -f 2)`;
  return (
    `MODEL="$(${newest})" && DIGEST="${image}" && ${tagged('"release-$(basename "$MODEL")"', repository, as)} && ` +
    `aws sagemaker update-model-package --model-package-arn "$MODEL" --model-approval-status Approved ${as}`
  );
}

/** Tags the image `$DIGEST`, so that the repository keeps it; one that has the tag stays as it is. */
function tagged(tag: string, repository: string, as: string): string {
  const ecr = (verb: string, rest: string) => `aws ecr ${verb} --repository-name ${repository} ${rest} ${as}`;
  const manifest = ecr(
    "batch-get-image",
    '--image-ids imageDigest="$DIGEST" --query "images[0].imageManifest" --output text',
  );
  return (
    `{ ${ecr("describe-images", `--image-ids imageTag=${tag}`)} > /dev/null 2>&1 || ` +
    `${ecr("put-image", `--image-tag ${tag} --image-manifest "$(${manifest})"`)} > /dev/null; }`
  );
}

/** Keeps the image of what was approved on another platform. */
const keep = (digest: string, repository: string, as: string): string =>
  `DIGEST="${digest}" && ${tagged(`release-${digest.slice("sha256:".length).slice(0, 12)}`, repository, as)}`;

/** Stops every run of these pipelines that is going on; where none is, nothing. */
function stop(pipelines: ReadonlyArray<{ readonly pipelineName?: string }>, as: string): string {
  const running = (name: string) =>
    `aws sagemaker list-pipeline-executions --pipeline-name ${name} --output text ${as} ` +
    `--query "PipelineExecutionSummaries[?PipelineExecutionStatus=='Executing'].PipelineExecutionArn"`;
  const runs = pipelines.flatMap(({ pipelineName }) =>
    pipelineName === undefined ? [] : [`$(${running(pipelineName)})`],
  );
  return (
    `for RUN in ${runs.join(" ")}; do ` +
    `aws sagemaker stop-pipeline-execution --pipeline-execution-arn "$RUN" ${as}; done`
  );
}

function invocation(
  { paths, endpoint, kind, batch, dataBucket }: NamedByCommands,
  as: string,
  toS3: string,
): string | undefined {
  if (batch?.pipelineName !== undefined) {
    return `aws sagemaker start-pipeline-execution --pipeline-name ${batch.pipelineName} ${as}`;
  }
  if (endpoint?.endpointName === undefined) return undefined;
  const json = `--content-type application/json ${as}`;
  if (kind === "async") {
    const place = `s3://${dataBucket.bucketName}/data/requests/1.json`;
    return (
      `aws s3 cp ${paths.request} ${place} ${toS3} && aws sagemaker-runtime invoke-endpoint-async ` +
      `--endpoint-name ${endpoint.endpointName} --input-location ${place} ${json}`
    );
  }
  return (
    `aws sagemaker-runtime invoke-endpoint --endpoint-name ${endpoint.endpointName} ` +
    `--body fileb://${paths.request} ${json} /dev/stdout`
  );
}
