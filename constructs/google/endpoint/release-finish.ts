/**
 * Gives the new release all the traffic, or takes it off again; and checks that the endpoint is what the source says.
 */
import type { Step } from "./calls.js";
import { change, look, models, setSplit } from "./release-steps.js";

/** Ends well only where one model serves everything and it is the live one. */
export function finish(): Step[] {
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
