/** Deploys the live release with its first share of the traffic, or picks up where an earlier run stopped. */
import type { Step } from "./calls.js";
import { change, online, setSplit } from "./release-steps.js";
import type { ReleaseWorkflowProps } from "./release-workflow.js";

/** From what is deployed to a release that is watched, or to one that serves alone. */
export function deploy(props: ReleaseWorkflowProps): Step[] {
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
