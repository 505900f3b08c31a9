/** The workflow that takes every model off the endpoint: afterwards it bills nothing and can be destroyed. */
import { callsWithOperations } from "../workflows/calls.js";
import { endpointFields } from "./release-steps.js";

/** Takes one model off. A repeated request that had arrived is refused, so what counts is whether the model is gone. */
export const takeOffOne = {
  params: ["api", "endpoint", "id", "body"],
  steps: [
    { settings: { assign: [{ none: [] }, { is_on: false }, { now: {} }] } },
    {
      send_off: {
        try: {
          call: "change",
          args: { api: "$${api}", url: '$${api + "/" + endpoint + ":undeployModel"}', body: "$${body}" },
        },
        except: {
          as: "e",
          steps: [
            {
              look: {
                call: "read",
                args: { url: '$${api + "/" + endpoint}', query: { fields: endpointFields } },
                result: "now",
              },
            },
            {
              find: {
                for: {
                  value: "model",
                  in: '$${default(map.get(now, "deployedModels"), none)}',
                  steps: [
                    {
                      is_it: {
                        switch: [{ condition: "$${model.id == id}", steps: [{ note: { assign: [{ is_on: true }] } }] }],
                      },
                    },
                  ],
                },
              },
            },
            { stays: { switch: [{ condition: "$${is_on}", raise: "$${e}" }] } },
          ],
        },
      },
    },
  ],
};

/** One after another; the last may carry all the traffic until it goes. */
export const undeployAll = {
  params: ["api", "endpoint"],
  steps: [
    { settings: { assign: [{ none: [] }, { split: {} }, { deployed: [] }, { last: "" }, { body: {} }] } },
    {
      look: {
        call: "read",
        args: { url: '$${api + "/" + endpoint}', query: { fields: endpointFields } },
        result: "now",
      },
    },
    { read_models: { assign: [{ deployed: '$${default(map.get(now, "deployedModels"), none)}' }] } },
    { any: { switch: [{ condition: "$${len(deployed) == 0}", next: "give" }] } },
    { keep_last: { assign: [{ last: "$${deployed[len(deployed) - 1].id}" }, { "split[last]": 100 }] } },
    {
      all_but_last: {
        for: {
          value: "model",
          in: "$${deployed}",
          steps: [
            {
              others: {
                switch: [
                  {
                    condition: "$${model.id != last}",
                    steps: [
                      {
                        take_off: {
                          call: "take_off",
                          args: {
                            api: "$${api}",
                            endpoint: "$${endpoint}",
                            id: "$${model.id}",
                            body: { deployedModelId: "$${model.id}", trafficSplit: "$${split}" },
                          },
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
    {
      the_last: {
        call: "take_off",
        args: { api: "$${api}", endpoint: "$${endpoint}", id: "$${last}", body: { deployedModelId: "$${last}" } },
      },
    },
    { give: { return: "$${len(deployed)}" } },
  ],
};

export interface UndeployWorkflowProps {
  readonly project: string;
  readonly region: string;
  /** A plain string: the endpoint waits for this workflow, so that a reference would be a cycle. */
  readonly endpointId: string;
}

/** The workflow's source. */
export function undeployWorkflow(props: UndeployWorkflowProps): object {
  const parent = `projects/${props.project}/locations/${props.region}`;
  return {
    main: {
      steps: [
        {
          undeploy: {
            call: "undeploy_all",
            args: {
              api: `https://${props.region}-aiplatform.googleapis.com/v1`,
              endpoint: `${parent}/endpoints/${props.endpointId}`,
            },
            result: "count",
          },
        },
        { finish: { return: { undeployed: "$${count}" } } },
      ],
    },
    take_off: takeOffOne,
    undeploy_all: undeployAll,
    ...callsWithOperations,
  };
}
