/** The commands that follow a deploy in a workspace, by the Databricks CLI 0.2xx as the person's own sign-in. */
import type { NextSteps, RepoPaths } from "../next-steps.js";
import type { DatabricksSpec } from "./foundations.js";
import { modelsUri } from "./mixed-halves.js";
import type { databricksNames } from "./names.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly paths: RepoPaths;
  readonly names: ReturnType<typeof databricksNames>;
  readonly spec: DatabricksSpec;
  readonly pipelineName: string | undefined;
  readonly batchName: string | undefined;
  readonly isServing: boolean;
}

/**
 * The request as records of columns: MLflow's server refuses `instances` where the model's signature names tensors.
 * mlflow.org/docs/latest/deployment/deploy-model-locally (2026-11)
 */
const records = (request: string): string => `jq --compact-output "{dataframe_records: .instances}" ${request}`;

/** What can be done next, in order; what needs something that is not there yet is left out. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { paths, names, spec, pipelineName, batchName, isServing } = named;
  const { databricks } = spec;
  const cli = `DATABRICKS_HOST=${databricks.host} databricks`;
  const volumes = `dbfs:${names.volumes}`;
  const jobId = (job: string) => `"$(${cli} jobs list --name ${job} --output json | jq ".[0].job_id")"`;
  const run = (job: string) => `${cli} jobs run-now ${jobId(job)}`;
  const jobs = [pipelineName, batchName].filter((name): name is string => name !== undefined);
  return {
    next_1_push_image: uploadWheel(cli, volumes, databricks.wheelFile, paths),
    next_2_upload_data: `${cli} fs cp ${paths.data} ${volumes}/data/${paths.data.split("/").at(-1)}`,
    ...(pipelineName === undefined
      ? {}
      : {
          next_3_run: run(pipelineName),
          next_4_approve: approval(cli, names.modelName, modelsUri(databricks)),
          stop_run: jobs.map((job) => `${cli} jobs cancel-all-runs --job-id ${jobId(job)}`).join(" && "),
        }),
    ...(batchName === undefined
      ? isServing
        ? {
            next_5_invoke:
              `${records(paths.request)} | ` + `${cli} serving-endpoints query ${names.endpoint} --json @/dev/stdin`,
          }
        : {}
      : { next_5_invoke: run(batchName) }),
    next_6_export: ["models", "evaluation"]
      .map((folder) => `${cli} fs cp --recursive ${volumes}/${folder} ${folder}`)
      .join(" && "),
  };
}

/**
 * Builds the wheel, uploads it with its lock file into the folder of its hash, and prints its digest. The same files
 * make the same bytes on every machine: the time of each is the variable's.
 */
function uploadWheel(cli: string, volumes: string, wheelFile: string, { image }: RepoPaths): string {
  return (
    `(cd ${image} && SOURCE_DATE_EPOCH=315532800 python -m flit_core.wheel --outdir dist .) && ` +
    `WHEEL="${image}/dist/${wheelFile}" && SHA="$(sha256sum "$WHEEL" | cut -c1-64)" && ` +
    `FOLDER="${volumes}/packages/$(echo "$SHA" | cut -c1-16)" && ${cli} fs mkdir "$FOLDER" && ` +
    `${cli} fs cp "$WHEEL" "$FOLDER/${wheelFile}" && ${cli} fs cp ${image}/requirements-register.lock "$FOLDER/requirements.lock" && ` +
    'echo "sha256:$SHA"'
  );
}

/**
 * Gives the newest version its alias, and prints what lists it as a release: the version with its run, and for another
 * platform that serves it the folder and the hash. The version's tags hold the run and the hash.
 */
function approval(cli: string, model: string, models: string): string {
  const newest = `${cli} model-versions list ${model} --output json | jq "map(.version) | max"`;
  const tags = `${cli} api get "/api/2.0/mlflow/unity-catalog/model-versions/get?name=${model}&version=$VERSION"`;
  return (
    `VERSION="$(${newest})" && ${cli} registered-models set-alias ${model} "approved-$VERSION" "$VERSION" && ` +
    `${tags} | jq --compact-output ".model_version | (.tags | from_entries) as \\$tags | ` +
    `{release: (.version + \\"@\\" + \\$tags.run), uri: (\\"${models}\\" + \\$tags.run + \\"/approved\\"), sha256: \\$tags.sha256}"`
  );
}
