/**
 * The workflow that makes the endpoint what its source says: it takes no arguments. It deploys the live release with a
 * small share of the traffic, watches it, and gives it all the traffic or takes it off again; a watch that fails
 * for good takes it off too. Run twice it changes nothing the second time; run after it was interrupted it goes on. It
 * fails whenever the endpoint is not what the source says. It keeps the files and the images of all listed releases, so
 * that there is a way back, and fails at its end where one of them is lost.
 */
import { callsWithOperations, type Step } from "../workflows/calls.js";
import { type KeptIn, keepListed, keepReleasesStep } from "../workflows/keep-releases.js";
import { pollSeconds } from "../workflows/source.js";
import { deploy } from "./release-deploy.js";
import { finish } from "./release-finish.js";
import { look, models } from "./release-steps.js";
import { measure, spread } from "./release-subworkflows.js";
import { watch } from "./release-watch.js";
import { takeOffOne, undeployAll } from "./undeploy-workflow.js";

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
  /** Where files and images of releases are kept. */
  readonly keptIn: KeptIn;
}

/** The workflow's source. */
export function releaseWorkflow(props: ReleaseWorkflowProps): object {
  return {
    main: { steps: [...find(props), ...deploy(props), ...watch(props), ...finish()] },
    ...keepListed,
    spread,
    measure,
    take_off: takeOffOne,
    undeploy_all: undeployAll,
    ...callsWithOperations,
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
          { accelerator_type: props.accelerator ?? "" },
          { accelerator_count: props.accelerator === undefined ? 0 : (props.accelerators ?? 0) },
          { service_account: props.serviceAccount },
          { poll_seconds: pollSeconds(props.watchSeconds) },
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
          { began: 0 },
          { is_there: false },
          { requests: 0 },
          { p95: -1 },
          { errors: 0 },
          { reason: "" },
          { all: {} },
          { lost: "" },
          { outcome: "nothing is live" },
        ],
      },
    },
    { look: look("now_is") },
    { read_models: models("now_is") },
    { is_any_live: { switch: [{ condition: '$${live == ""}', next: "undeploy" }], next: "find_model" } },
    { undeploy: { call: "undeploy_all", args: { api: "$${api}", endpoint: "$${endpoint}" }, result: "count" } },
    keepReleasesStep("keep_while_none_is_live", props.modelName, "$${releases}", props.keptIn),
    { none_is_lost: { switch: [{ condition: '$${lost == ""}', next: "nothing_live" }], next: "all_are_kept" } },
    { nothing_live: { return: { live: "none", undeployed: "$${count}" } } },
    {
      find_model: {
        call: "read",
        args: {
          url: '$${api + "/" + parent + "/models"}',
          query: { filter: `display_name="${props.modelName}"`, pageSize: 10, fields: "models(name)" },
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
            { sizes: { assign: [{ resources: '$${default(map.get(one, "dedicatedResources"), nothing)}' }] } },
            { hardware: { assign: [{ machine: '$${default(map.get(resources, "machineSpec"), nothing)}' }] } },
            {
              what_it_is: {
                assign: [
                  { runs_as: '$${default(map.get(one, "serviceAccount"), "")}' },
                  { its_machine: '$${default(map.get(machine, "machineType"), "")}' },
                  { its_accelerator: '$${default(map.get(machine, "acceleratorType"), "")}' },
                  { its_count: '$${default(map.get(machine, "acceleratorCount"), 0)}' },
                ],
              },
            },
            {
              none_is_empty: {
                switch: [
                  {
                    condition: '$${its_accelerator == "ACCELERATOR_TYPE_UNSPECIFIED"}',
                    steps: [{ no_accelerator: { assign: [{ its_accelerator: "" }] } }],
                  },
                ],
              },
            },
            {
              is_it: {
                switch: [
                  {
                    // All that a deployment holds and that no later call can change.
                    condition:
                      "$${one.modelVersionId == version and text.match_regex(one.model, wanted) and runs_as == service_account and its_machine == machine_type and its_accelerator == accelerator_type and its_count == accelerator_count}",
                    steps: [
                      {
                        note: {
                          assign: [
                            { target: "$${one.id}" },
                            { least: '$${default(map.get(resources, "minReplicaCount"), 0)}' },
                            { most: '$${default(map.get(resources, "maxReplicaCount"), 0)}' },
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
    // Before anything moves: a release that is rolled back must leave a way back, too.
    keepReleasesStep("keep_listed", props.modelName, "$${releases}", props.keptIn),
    // What it goes back to, whatever happens to the shares in between.
    { remember: { call: "spread", args: { split: "$${split}", without: "$${target}", total: 100 }, result: "before" } },
  ];
}
