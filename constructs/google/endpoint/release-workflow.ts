/**
 * The workflow that makes the endpoint what its source says: it takes no arguments. It deploys the live release with a small share
 * of the traffic, watches it, and gives it all the traffic or takes it off again. Run twice it changes nothing the second time; run
 * after it was interrupted it goes on. It fails whenever the endpoint is not what the source says.
 */
import { calls, type Step } from "./calls.js";
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

/** Spreads a total over the shares of a split, without one of them. What rounding leaves goes to the first. */
const spread = {
  params: ["split", "without", "total"],
  steps: [
    { start: { assign: [{ sum: 0 }, { given: 0 }, { first: "" }, { parts: {} }, { share: 0 }] } },
    {
      add_up: {
        for: {
          value: "key",
          in: "$${keys(split)}",
          steps: [
            {
              others: {
                switch: [
                  {
                    condition: "$${key != without and split[key] > 0}",
                    steps: [
                      { add: { assign: [{ sum: "$${sum + split[key]}" }] } },
                      {
                        is_first: {
                          switch: [
                            { condition: '$${first == ""}', steps: [{ note: { assign: [{ first: "$${key}" }] } }] },
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
    { any: { switch: [{ condition: '$${first == ""}', return: "$${parts}" }] } },
    {
      divide: {
        for: {
          value: "key",
          in: "$${keys(split)}",
          steps: [
            {
              others: {
                switch: [
                  {
                    condition: "$${key != without and split[key] > 0}",
                    steps: [
                      { part: { assign: [{ share: "$${split[key] * total // sum}" }, { "parts[key]": "$${share}" }] } },
                      { count: { assign: [{ given: "$${given + share}" }] } },
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    },
    { rest: { assign: [{ "parts[first]": "$${parts[first] + total - given}" }] } },
    { give: { return: "$${parts}" } },
  ],
};

/** One number of a deployed model over the last minutes; -1 where there is none. */
const measure = {
  params: ["project", "filter", "seconds", "aligner", "reducer"],
  steps: [
    { start: { assign: [{ none: [] }, { now: "$${sys.now()}" }, { since: "$${now - seconds}" }] } },
    {
      look: {
        call: "read",
        args: {
          url: '$${"https://monitoring.googleapis.com/v3/projects/" + project + "/timeSeries"}',
          query: {
            filter: "$${filter}",
            "interval.startTime": "$${time.format(since)}",
            "interval.endTime": "$${time.format(now)}",
            "aggregation.alignmentPeriod": '$${string(int(seconds)) + "s"}',
            "aggregation.perSeriesAligner": "$${aligner}",
            "aggregation.crossSeriesReducer": "$${reducer}",
          },
        },
        result: "found",
      },
    },
    { read_series: { assign: [{ series: '$${default(map.get(found, "timeSeries"), none)}' }] } },
    { any: { switch: [{ condition: "$${len(series) == 0}", return: -1 }] } },
    { value: { assign: [{ point: "$${series[0].points[0].value}" }] } },
    { kind: { switch: [{ condition: '$${"doubleValue" in point}', return: "$${point.doubleValue}" }] } },
    { whole: { return: "$${int(point.int64Value)}" } },
  ],
};

const online = "aiplatform.googleapis.com/prediction/online";
const change = (verb: string, body: unknown, result?: string): Step => ({
  call: "change",
  args: { api: "$${api}", url: `$\${api + "/" + endpoint + ":${verb}"}`, body },
  ...(result === undefined ? {} : { result }),
});
const setSplit = (split: string): Step => ({
  call: "send",
  args: {
    method: "PATCH",
    url: '$${api + "/" + endpoint}',
    query: { updateMask: "trafficSplit" },
    body: { trafficSplit: split },
  },
});
const look = (result: string): Step => ({ call: "read", args: { url: '$${api + "/" + endpoint}', query: {} }, result });
const models = (from: string): Step => ({
  assign: [
    { deployed: `$\${default(map.get(${from}, "deployedModels"), none)}` },
    { split: `$\${default(map.get(${from}, "trafficSplit"), nothing)}` },
  ],
});

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

function deploy(props: ReleaseWorkflowProps): Step[] {
  const machineSpec = {
    machineType: "$${machine_type}",
    ...(props.accelerator === undefined
      ? {}
      : { acceleratorType: props.accelerator, acceleratorCount: props.accelerators }),
  };
  const replicas = { minReplicaCount: "$${min_replicas}", maxReplicaCount: "$${max_replicas}" };
  return [
    { is_deployed: { switch: [{ condition: '$${target == ""}', next: "is_approved_look" }], next: "is_right_size" } },
    { is_right_size: { switch: [{ condition: '$${resize == ""}', next: "is_serving" }], next: "set_size" } },
    {
      set_size: change("mutateDeployedModel", {
        deployedModel: { id: "$${target}", dedicatedResources: replicas },
        updateMask: "dedicatedResources.minReplicaCount,dedicatedResources.maxReplicaCount",
      }),
    },
    { is_serving: { assign: [{ share: "$${default(map.get(split, target), 0)}" }, { "all[target]": 100 }] } },
    {
      by_share: {
        switch: [
          { condition: "$${share == 100}", next: "retire" },
          { condition: "$${share > 0}", next: "wait" },
        ],
        next: "others_share",
      },
    },
    {
      others_share: {
        call: "spread",
        args: { split: "$${split}", without: "$${target}", total: "$${100 - canary_percent}" },
        result: "canary",
      },
    },
    { is_alone: { switch: [{ condition: "$${len(canary) == 0}", next: "shift" }] } },
    { with_target: { assign: [{ "canary[target]": "$${canary_percent}" }] } },
    { give_share: { ...setSplit("$${canary}"), next: "wait" } },
    {
      is_approved_look: {
        call: "read",
        args: { url: '$${api + "/" + model + "@" + version}', query: {} },
        result: "model_version",
      },
    },
    {
      is_approved: {
        switch: [
          {
            condition: '$${not(approved in default(map.get(model_version, "versionAliases"), none))}',
            raise: '$${"release " + live + " is not approved: version " + version + " lacks the alias " + approved}',
          },
        ],
      },
    },
    {
      first_share: {
        call: "spread",
        args: { split: "$${split}", without: "", total: "$${100 - canary_percent}" },
        result: "canary",
      },
    },
    { is_first: { switch: [{ condition: "$${len(canary) == 0}", next: "all_of_it" }], next: "a_part" } },
    { all_of_it: { assign: [{ 'canary["0"]': 100 }], next: "deploy" } },
    { a_part: { assign: [{ 'canary["0"]': "$${canary_percent}" }] } },
    {
      deploy: change(
        "deployModel",
        {
          deployedModel: {
            displayName: "$${live}",
            model: '$${model + "@" + version}',
            serviceAccount: props.serviceAccount,
            enableAccessLogging: true,
            dedicatedResources: {
              machineSpec,
              ...replicas,
              autoscalingMetricSpecs: [{ metricName: `${online}/cpu/utilization`, target: 60 }],
            },
          },
          trafficSplit: "$${canary}",
        },
        "operation",
      ),
    },
    { deployed_is: { assign: [{ target: "$${operation.response.deployedModel.id}" }, { "all[target]": 100 }] } },
    { was_first: { switch: [{ condition: "$${len(canary) == 1}", next: "retire" }] } },
  ];
}

function watch(props: ReleaseWorkflowProps): Step[] {
  const filter = (metric: string) =>
    `$\${"metric.type=\\"${online}/${metric}\\" AND resource.type=\\"aiplatform.googleapis.com/Endpoint\\" AND resource.labels.endpoint_id=\\"" + endpoint_id + "\\" AND metric.labels.deployed_model_id=\\"" + target + "\\""}`;
  const measured = (metric: string, aligner: string, reducer: string, result: string): Step => ({
    call: "measure",
    args: { project: props.project, filter: filter(metric), seconds: "$${waited}", aligner, reducer },
    result,
  });
  return [
    { wait: { call: "sys.sleep", args: { seconds: 60 } } },
    { tick: { assign: [{ waited: "$${waited + 60}" }] } },
    { measure_requests: measured("prediction_count", "ALIGN_SUM", "REDUCE_SUM", "requests") },
    { measure_errors: measured("error_count", "ALIGN_SUM", "REDUCE_SUM", "errors") },
    { measure_p95: measured("prediction_latencies", "ALIGN_PERCENTILE_95", "REDUCE_MAX", "p95") },
    {
      judge: {
        switch: [
          {
            condition: "$${p95 > p95_milliseconds}",
            steps: [
              {
                slow: {
                  assign: [{ reason: '$${"p95 was " + string(p95) + " ms, above " + string(p95_milliseconds)}' }],
                },
              },
            ],
          },
          {
            condition: "$${errors > 0 and errors * 100 > error_percent * requests}",
            steps: [
              {
                wrong: {
                  assign: [
                    { reason: '$${string(errors) + " errors, above " + string(error_percent) + " % of the requests"}' },
                  ],
                },
              },
            ],
          },
          {
            condition: "$${waited >= watch_seconds and requests <= 0}",
            steps: [
              {
                unproven: {
                  assign: [{ reason: '$${"no request reached it in " + string(watch_seconds) + " seconds"}' }],
                },
              },
            ],
          },
        ],
      },
    },
    {
      verdict: {
        switch: [
          { condition: '$${reason != ""}', next: "roll_back_look" },
          { condition: "$${waited >= watch_seconds}", next: "shift" },
        ],
        next: "wait",
      },
    },
  ];
}

function finish(): Step[] {
  return [
    { roll_back_look: look("then_is") },
    { roll_back_models: models("then_is") },
    { back: { call: "spread", args: { split: "$${split}", without: "$${target}", total: 100 }, result: "before" } },
    { roll_back: setSplit("$${before}") },
    { take_off: change("undeployModel", { deployedModelId: "$${target}" }) },
    {
      rolled_back: {
        raise: '$${"release " + live + " was rolled back: " + reason + "; the endpoint serves what it served before"}',
      },
    },
    { shift: setSplit("$${all}") },
    { retire: look("then_is") },
    { retire_models: models("then_is") },
    {
      retire_others: {
        for: {
          value: "one",
          in: "$${deployed}",
          steps: [
            {
              others: {
                switch: [
                  {
                    condition: "$${one.id != target}",
                    steps: [
                      {
                        take_off_old: change("undeployModel", {
                          deployedModelId: "$${one.id}",
                          trafficSplit: "$${all}",
                        }),
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
    { check_look: look("then_is") },
    { check_models: models("then_is") },
    {
      check: {
        switch: [
          {
            condition: "$${len(deployed) != 1 or len(split) != 1}",
            raise: '$${"the endpoint is not what its source says: " + json.encode_to_string(split)}',
          },
          {
            condition: "$${deployed[0].id != target or default(map.get(split, target), 0) != 100}",
            raise: '$${"the endpoint is not what its source says: " + json.encode_to_string(split)}',
          },
        ],
      },
    },
    { finish: { return: { live: "$${live}", version: "$${version}", deployedModel: "$${target}" } } },
  ];
}
