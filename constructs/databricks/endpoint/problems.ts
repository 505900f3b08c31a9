/** What is wrong with the props of an endpoint. */

import { shown } from "../../pilot/problems.js";
import { formMessage } from "../checks/forms.js";
import {
  formProblems,
  gather,
  numberProblems,
  ownedProblems,
  type Problem,
  refuse,
  wordProblems,
} from "../checks/values.js";
import type { EndpointProps } from "../endpoint.js";
import { concurrencyOf, secondsOf } from "./sizes.js";

export { refuse };

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function endpointProblems(props: Partial<EndpointProps>): Array<Problem<keyof EndpointProps>> {
  const { releases = {}, live, canary } = props;
  const names = Object.keys(releases);
  // a name that is not one is a problem of its own, and stands in no other message
  const known = names.filter((name) => formMessage(name, "release") === undefined).join(", ") || "none";
  const problems: Array<Problem<keyof EndpointProps>> = [
    ...ownedProblems(props),
    ...formProblems<keyof EndpointProps>([
      ["name", props.name, "name"],
      ["modelName", props.modelName, "modelName"],
      ["releases", names, "release"],
      ["capture", props.capture?.catalogName, "catalog"],
      ["capture", props.capture?.schemaName, "schema"],
    ]),
    ...wordProblems<keyof EndpointProps>([
      ["workloadSize", props.workloadSize, Object.keys(concurrencyOf)],
      ["workloadType", props.workloadType, Object.keys(secondsOf)],
    ]),
    ...gather(names, (release) =>
      numberProblems<keyof EndpointProps>([["releases", releases[release]?.version, 1, 1_000_000]]),
    ),
    ...numberProblems<keyof EndpointProps>([
      ["canary", canary?.percent, 1, 50],
      ["p95Milliseconds", props.p95Milliseconds, 1, 297_000],
      ["errorPercent", props.errorPercent, 0.1, 100, "percent"],
      ["idleHours", props.idleHours, 1, 8760],
    ]),
  ];
  if (live != null && names.indexOf(live) < 0) {
    const message = `must be a listed release (${known}), got ${shown(live)}; list it in releases`;
    problems.push({ prop: "live", message });
  }
  if (canary !== undefined && (names.indexOf(canary.release) < 0 || canary.release === live || live == null)) {
    const got = shown(canary.release);
    const message = `must be a listed release (${known}) beside the live one, got ${got}; list it in releases`;
    problems.push({ prop: "canary", message });
  }
  // databricks-sdk 0.162.0, `ServingEndpointsAPI`: ten served entities. The API's own page said 15 (2026-11); the lower
  // number is taken by both
  if (names.length > 10) {
    problems.push({ prop: "releases", message: `must be at most 10, got ${names.length}; take the oldest out` });
  }
  return problems;
}
