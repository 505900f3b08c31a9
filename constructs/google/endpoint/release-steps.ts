/** Steps that occur more than once in the release workflow. */
import type { Step } from "./calls.js";

/** Where the metrics of predictions stand. */
export const online = "aiplatform.googleapis.com/prediction/online";
/** Changes the endpoint and waits for the operation. */
export const change = (verb: string, body: unknown, result?: string): Step => ({
  call: "change",
  args: { api: "$${api}", url: `$\${api + "/" + endpoint + ":${verb}"}`, body },
  ...(result === undefined ? {} : { result }),
});
/** Sets who gets which share of the traffic. */
export const setSplit = (split: string): Step => ({
  call: "send",
  args: {
    method: "PATCH",
    url: '$${api + "/" + endpoint}',
    query: { updateMask: "trafficSplit" },
    body: { trafficSplit: split },
  },
});
/** Reads the endpoint. */
export const look = (result: string): Step => ({
  call: "read",
  args: { url: '$${api + "/" + endpoint}', query: {} },
  result,
});
/** Takes what is deployed, and its shares, from what was read. */
export const models = (from: string): Step => ({
  assign: [
    { deployed: `$\${default(map.get(${from}, "deployedModels"), none)}` },
    { split: `$\${default(map.get(${from}, "trafficSplit"), nothing)}` },
  ],
});
