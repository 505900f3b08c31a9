/**
 * Gives the new release all the traffic, or takes it off again; and checks that the endpoint is what the source says.
 */
import type { Step } from "../workflows/calls.js";
import { allAreKept } from "../workflows/keep-releases.js";
import { look, models, orRollBack, setSplit, takeOff } from "./release-steps.js";

/** Ends well only where one model serves everything and it is the live one. */
export function finish(): Step[] {
  return [
    {
      roll_back: {
        try: {
          steps: [
            // The first release has no other to go back to.
            {
              is_other: {
                switch: [{ condition: "$${len(before) > 0}", steps: [{ set_before: setSplit("$${before}") }] }],
              },
            },
            { take_it_off: takeOff("$${target}", {}) },
          ],
        },
        except: {
          as: "e",
          steps: [
            { explain_roll_back: { call: "explain", args: { e: "$${e}" }, result: "failure" } },
            {
              not_back: {
                raise:
                  '$${"release " + live + " may go on and bill: " + reason + "; its rollback failed: " + failure.text + "; run this workflow again, or undeploy " + target}',
              },
            },
          ],
        },
      },
    },
    {
      rolled_back: {
        raise: '$${"release " + live + " was rolled back: " + reason + "; the endpoint serves what it served before"}',
      },
    },
    orRollBack("shift", "it could not get all the traffic", [{ set_all: setSplit("$${all}") }]),
    {
      retire: {
        try: {
          steps: [
            { retire_look: look("then_is") },
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
                            steps: [{ take_off_old: takeOff("$${one.id}", { trafficSplit: "$${all}" }) }],
                          },
                        ],
                      },
                    },
                  ],
                },
              },
            },
          ],
        },
        except: {
          as: "e",
          steps: [
            { explain_retire: { call: "explain", args: { e: "$${e}" }, result: "failure" } },
            {
              not_retired: {
                raise:
                  '$${"release " + live + " serves, but what served before may go on and bill: " + failure.text + "; run this workflow again"}',
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
    { serves: { assign: [{ outcome: '$${"release " + live + " serves"}' }] } },
    allAreKept("outcome"),
    { finish: { return: { live: "$${live}", version: "$${version}", deployedModel: "$${target}" } } },
  ];
}
