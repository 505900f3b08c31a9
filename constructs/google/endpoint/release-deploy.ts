/** Deploys the live release with its first share of the traffic, or picks up where an earlier run stopped. */
import type { Step } from "../workflows/calls.js";
import { change, look, models, online, orRollBack, setSplit } from "./release-steps.js";
import type { ReleaseWorkflowProps } from "./release-workflow.js";

/** How long a deployment that is on its way is waited for. */
const longestDeploymentSeconds = 7200;

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
    orRollBack("give_share", "it could not get a share of the traffic", [{ set_share: setSplit("$${canary}") }]),
    { watch_it: { next: "wait" } },
    {
      is_approved_look: {
        call: "read",
        args: { url: '$${api + "/" + model + "@" + version}', query: { fields: "versionAliases" } },
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
    { new_id: { assign: [{ target: "$${string(int(sys.now()))}" }] } },
    { all_is: { assign: [{ "all[target]": 100 }] } },
    { is_first: { switch: [{ condition: "$${len(canary) == 0}", next: "all_of_it" }], next: "a_part" } },
    { all_of_it: { assign: [{ 'canary["0"]': 100 }], next: "deploy" } },
    { a_part: { assign: [{ 'canary["0"]': "$${canary_percent}" }] } },
    {
      deploy: {
        try: change("deployModel", {
          deployedModel: {
            // An id of its own makes the call one that can be repeated: DeployedModel.id takes 1 to 10 digits.
            id: "$${target}",
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
        }),
        except: {
          as: "e",
          steps: [
            { explain_deploy: { call: "explain", args: { e: "$${e}" }, result: "failure" } },
            // A repeated request that had arrived: it is there, or on its way.
            { had_arrived: { switch: [{ condition: "$${failure.code == 409}", next: "await_look" }] } },
            { why_deploy: { assign: [{ reason: '$${"it could not be deployed: " + failure.text}' }] } },
            { back_deploy: { next: "roll_back" } },
          ],
        },
      },
    },
    { is_in: { next: "was_first" } },
    orRollBack("await_look", "it could not be deployed", [{ await_read: look("then_is") }]),
    { await_models: models("then_is") },
    {
      await_find: {
        for: {
          value: "one",
          in: "$${deployed}",
          steps: [
            {
              await_is_it: {
                switch: [
                  { condition: "$${one.id == target}", steps: [{ await_note: { assign: [{ is_there: true }] } }] },
                ],
              },
            },
          ],
        },
      },
    },
    {
      await_end: {
        switch: [
          { condition: "$${is_there}", next: "was_first" },
          {
            condition: `$\${waited >= ${longestDeploymentSeconds}}`,
            steps: [
              {
                await_no_more: {
                  assign: [{ reason: '$${"it was not deployed in " + string(waited) + " seconds"}' }],
                  next: "roll_back",
                },
              },
            ],
          },
        ],
      },
    },
    { await_pause: { call: "sys.sleep", args: { seconds: 60 } } },
    { await_tick: { assign: [{ waited: "$${waited + 60}" }], next: "await_look" } },
    { was_first: { switch: [{ condition: "$${len(canary) == 1}", next: "retire" }] } },
  ];
}
