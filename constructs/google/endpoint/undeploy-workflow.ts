/** The workflow that takes every model off the endpoint: afterwards it bills nothing and can be destroyed. */
import { calls } from "./calls.js";

/** One after another; the last may carry all the traffic until it goes. */
export const undeployAll = {
  params: ["api", "endpoint"],
  steps: [
    { settings: { assign: [{ none: [] }, { split: {} }, { deployed: [] }, { last: "" }, { body: {} }] } },
    { look: { call: "read", args: { url: '$${api + "/" + endpoint}', query: {} }, result: "now" } },
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
                          call: "change",
                          args: {
                            api: "$${api}",
                            url: '$${api + "/" + endpoint + ":undeployModel"}',
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
        call: "change",
        args: {
          api: "$${api}",
          url: '$${api + "/" + endpoint + ":undeployModel"}',
          body: { deployedModelId: "$${last}" },
        },
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
    undeploy_all: undeployAll,
    ...calls,
  };
}
