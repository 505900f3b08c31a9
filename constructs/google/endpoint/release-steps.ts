/** Steps that occur more than once in the release workflow. */
import type { Step } from "../workflows/calls.js";

/** Where the metrics of predictions are. */
export const online = "aiplatform.googleapis.com/prediction/online";

/** What is read of an endpoint: all variables of an execution may hold 512 KB. */
export const endpointFields =
  "deployedModels(id,model,modelVersionId,serviceAccount,dedicatedResources(machineSpec,minReplicaCount,maxReplicaCount)),trafficSplit";

/** Changes the endpoint and waits for the operation. */
export const change = (verb: string, body: unknown, result?: string): Step => ({
  call: "change",
  args: { api: "$${api}", url: `$\${api + "/" + endpoint + ":${verb}"}`, body },
  ...(result === undefined ? {} : { result }),
});

/** Takes a model off the endpoint; one that is off already is fine. */
export const takeOff = (id: string, body: object): Step => ({
  call: "take_off",
  args: { api: "$${api}", endpoint: "$${endpoint}", id, body: { deployedModelId: id, ...body } },
});

/** Sets who gets which share of the traffic. */
export const setSplit = (split: string): Step => ({
  call: "send",
  args: {
    method: "PATCH",
    url: '$${api + "/" + endpoint}',
    query: { updateMask: "trafficSplit", fields: "name" },
    body: { trafficSplit: split },
  },
});

/** Reads the endpoint. */
export const look = (result: string): Step => ({
  call: "read",
  args: { url: '$${api + "/" + endpoint}', query: { fields: endpointFields } },
  result,
});

/** Takes what is deployed, and its shares, from what was read. */
export const models = (from: string): Step => ({
  assign: [
    { deployed: `$\${default(map.get(${from}, "deployedModels"), none)}` },
    { split: `$\${default(map.get(${from}, "trafficSplit"), nothing)}` },
  ],
});

/**
 * Where these steps fail for good, the new release is rolled back before the failure is raised: it would go on with a
 * share of the traffic that nobody watches, and bill.
 */
export const orRollBack = (name: string, why: string, steps: readonly Step[]): Step => ({
  [name]: {
    try: { steps },
    except: {
      as: "e",
      steps: [
        { [`explain_${name}`]: { call: "explain", args: { e: "$${e}" }, result: "failure" } },
        { [`why_${name}`]: { assign: [{ reason: `$\${"${why}: " + failure.text}` }] } },
        { [`back_${name}`]: { next: "roll_back" } },
      ],
    },
  },
});
