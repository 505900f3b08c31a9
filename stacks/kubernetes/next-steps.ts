/** The commands that follow a deploy on a cluster. */
import { type NextSteps, pushImage, type RepoPaths } from "../next-steps.js";
import { bucketOf } from "./bucket.js";
import { clouds } from "./clouds.js";
import type { KubernetesSpec } from "./foundations.js";
import type { kubernetesNames } from "./names.js";

/** What the commands name. */
export interface NamedByCommands {
  readonly paths: RepoPaths;
  readonly names: ReturnType<typeof kubernetesNames>;
  readonly namespace: string;
  readonly spec: KubernetesSpec;
  readonly pipelineName: string | undefined;
  readonly batchName: string | undefined;
  /** What serves was trained on another platform, whose own commands train it. */
  readonly isCrossing: boolean;
  readonly isServing: boolean;
}

/**
 * A command that runs while a tunnel is open. A tunnel names a port of this machine, so only one of them can be open.
 * kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster (2026-11)
 */
const throughTunnel = (kubectl: string, service: string, ports: string, command: string): string =>
  `(${kubectl} port-forward service/${service} ${ports} > /dev/null & TUNNEL=$! && trap "kill $TUNNEL" EXIT && ` +
  `sleep 3 && ${command})`;

/** What can be done next, in order; what needs something that is not there yet is left out. */
export function nextSteps(named: NamedByCommands): NextSteps {
  const { paths, names, namespace, spec, pipelineName, batchName, isServing } = named;
  const { kubernetes, image } = spec;
  const { uri } = bucketOf(kubernetes);
  const at = `--kubeconfig ${kubernetes.kubeconfig} --context ${kubernetes.context} --namespace ${namespace}`;
  const [kubectl, argo] = [`kubectl ${at}`, `argo ${at}`];
  const copy = clouds[kubernetes.cloud];
  const submit = (template: string) => `${argo} submit --from workflowtemplate/${template} --watch`;
  const invoke =
    batchName !== undefined
      ? submit(batchName)
      : throughTunnel(
          kubectl,
          names.endpoint,
          "8080:80",
          `curl --fail --silent --show-error --header "Content-Type: application/json" --data @${paths.request} ` +
            `http://localhost:8080${image.predictRoute}`,
        );
  return {
    next_1_push_image: pushImage(kubernetes.imageRepository, paths),
    ...(named.isCrossing ? {} : { next_2_upload_data: copy.up(paths.data, uri) }),
    ...(pipelineName === undefined
      ? {}
      : {
          next_3_run: submit(pipelineName),
          next_4_approve: approval(kubectl, names.registry, names.model),
          stop_run: [
            ...[pipelineName, ...(batchName === undefined ? [] : [batchName])].map(
              (template) => `${argo} stop --selector workflows.argoproj.io/workflow-template=${template}`,
            ),
            // a workflow that is stopped leaves what it made
            ...(spec.training.nodes > 1 ? [`${kubectl} delete rayjobs.ray.io --selector ml-pilot/role=ray`] : []),
          ].join(" && "),
        }),
    ...(batchName === undefined && !isServing ? {} : { next_5_invoke: invoke }),
    ...(named.isCrossing
      ? {}
      : { next_6_export: ["models", "evaluation"].map((folder) => copy.down(uri, folder)).join(" && ") }),
  };
}

/**
 * Sets the tag of the newest version and prints the line that lists it as a release.
 * mlflow.org/docs/latest/rest-api (2026-11): model-versions/search and model-versions/set-tag
 */
function approval(kubectl: string, service: string, model: string): string {
  const api = "http://localhost:5000/api/2.0/mlflow/model-versions";
  const curl = "curl --fail --silent --show-error";
  const newest =
    `${curl} --get --data-urlencode "filter=name='${model}'" --data-urlencode "order_by=version_number DESC" ` +
    `--data max_results=1 ${api}/search`;
  // jq takes the template apart; Terraform and the shell see neither of their own signs in it
  const tag = `jq --compact-output ".model_versions[0] | {name, version, key: \\"approval\\", value: \\"approved\\"}"`;
  const line = `jq --compact-output ".model_versions[0] | {uri: .source, sha256: (.tags[] | select(.key == \\"sha256\\") | .value)}"`;
  return throughTunnel(
    kubectl,
    service,
    "5000",
    `VERSION="$(${newest})" && echo "$VERSION" | ${tag} | ` +
      `${curl} --header "Content-Type: application/json" --data @- ${api}/set-tag > /dev/null && ` +
      `echo "$VERSION" | ${line}`,
  );
}
