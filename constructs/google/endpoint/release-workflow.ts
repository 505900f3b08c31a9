/**
 * The workflow that makes the endpoint what its source says: it takes no arguments. It deploys the live release with a
 * small share of the traffic, watches it, and gives it all the traffic or takes it off again. Run twice it changes
 * nothing the second time; run after it was interrupted it goes on. It fails whenever the endpoint is not what the
 * source says.
 */
import { calls, type Step } from "./calls.js";
import { deploy } from "./release-deploy.js";
import { finish } from "./release-finish.js";
import { look, models } from "./release-steps.js";
import { measure, spread } from "./release-subworkflows.js";
import { watch } from "./release-watch.js";
import { undeployAll } from "./undeploy-workflow.js";

export interface ReleaseWorkflowProps {
  readonly project: string;
  readonly region: string;
  /** As a reference. */
  readonly endpointId: string;
  /** Display name of the registry's model. */
  readonly modelName: string;
  /** Release → version of the model. */
  readonly releases: Readonly<Record<string, string>>;
  /** The release that serves; null: none. */
  readonly live: string | null;
  readonly serviceAccount: string;
  readonly machineType: string;
  readonly accelerator?: string;
  readonly accelerators?: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly canaryPercent: number;
  /** How long a new release is watched. */
  readonly watchSeconds: number;
  readonly p95Milliseconds: number;
  readonly errorPercent: number;
}

/** The workflow's source. */
export function releaseWorkflow(props: ReleaseWorkflowProps): object {
  return {
    main: { steps: [...find(props), ...deploy(props), ...watch(props), ...finish()] },
    spread,
    measure,
    undeploy_all: undeployAll,
    ...calls,
  };
}

function find(props: ReleaseWorkflowProps): Step[] {
  return [
    {
      settings: {
        assign: [
          { releases: props.releases },
          { live: props.live ?? "" },
          { min_replicas: props.minReplicas },
          { max_replicas: props.maxReplicas },
          { canary_percent: props.canaryPercent },
          { watch_seconds: props.watchSeconds },
          { p95_milliseconds: props.p95Milliseconds },
          { error_percent: props.errorPercent },
          { machine_type: props.machineType },
          { project: props.project },
          { api: `https://${props.region}-aiplatform.googleapis.com/v1` },
          { parent: `projects/${props.project}/locations/${props.region}` },
          { endpoint_id: props.endpointId },
          { endpoint: '$${parent + "/endpoints/" + endpoint_id}' },
          { none: [] },
          { nothing: {} },
          { target: "" },
          { share: 0 },
          { resize: "" },
          { waited: 0 },
          { requests: 0 },
          { p95: -1 },
          { errors: 0 },
          { reason: "" },
          { all: {} },
        ],
      },
    },
    { look: look("now_is") },
    { read_models: models("now_is") },
    { is_any_live: { switch: [{ condition: '$${live == ""}', next: "undeploy" }], next: "find_model" } },
    { undeploy: { call: "undeploy_all", args: { api: "$${api}", endpoint: "$${endpoint}" }, result: "count" } },
    { nothing_live: { return: { live: "none", undeployed: "$${count}" } } },
    {
      find_model: {
        call: "read",
        args: {
          url: '$${api + "/" + parent + "/models"}',
          query: { filter: `display_name="${props.modelName}"`, pageSize: 10 },
        },
        result: "found",
      },
    },
    { read_found: { assign: [{ registered: '$${default(map.get(found, "models"), none)}' }] } },
    {
      is_registered: {
        switch: [{ condition: "$${len(registered) == 0}", raise: `no model ${props.modelName} is registered yet` }],
      },
    },
    {
      name_it: {
        assign: [
          { model: "$${registered[0].name}" },
          { version: "$${releases[live]}" },
          { wanted: '$${"/" + text.split(model, "/")[5] + "(@.*)?$"}' },
          { approved: '$${"approved-" + version}' },
        ],
      },
    },
    {
      find_target: {
        for: {
          value: "one",
          in: "$${deployed}",
          steps: [
            {
              is_it: {
                switch: [
                  {
                    condition:
                      "$${one.modelVersionId == version and text.match_regex(one.model, wanted) and one.dedicatedResources.machineSpec.machineType == machine_type}",
                    steps: [
                      {
                        note: {
                          assign: [
                            { target: "$${one.id}" },
                            { least: '$${default(map.get(one.dedicatedResources, "minReplicaCount"), 0)}' },
                            { most: '$${default(map.get(one.dedicatedResources, "maxReplicaCount"), 0)}' },
                          ],
                        },
                      },
                      {
                        size: {
                          switch: [
                            {
                              condition: "$${least != min_replicas or most != max_replicas}",
                              steps: [{ differs: { assign: [{ resize: "$${one.id}" }] } }],
                            },
                          ],
                        },
                      },
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    },
  ];
}
