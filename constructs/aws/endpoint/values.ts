/** What an endpoint refuses of single values: names and ids that AWS would not take, and whoever must not come in. */
import { Token } from "cdktf";
import { clientProblems } from "../checks/clients.js";
import { familyProblem } from "../checks/instance-types.js";
import { bucketProblems, networkProblems } from "../checks/neighbours.js";
import {
  formProblems,
  gather,
  logRetentionProblems,
  numberProblems,
  type Problem,
  tagProblems,
  wordProblems,
} from "../checks/values.js";
import type { EndpointProps } from "../endpoint.js";
import { longestWatchSeconds } from "./rollout.js";

function servingTypeProblems(instanceType: string | undefined): Array<Problem<keyof EndpointProps>> {
  if (instanceType === undefined || Token.isUnresolved(instanceType)) return [];
  const message = familyProblem(instanceType, "serving");
  return message === undefined ? [] : [{ prop: "instanceType", message }];
}

/** What is wrong with values that are right or wrong whatever stands beside them. */
export function endpointValueProblems(props: Partial<EndpointProps>): Array<Problem<keyof EndpointProps>> {
  // A serverless endpoint stands in no network: to give it one is the problem, whatever it is.
  const network = props.kind === "serverless" ? undefined : props.network;
  const named = gather(Object.keys(props.releases ?? {}), (release) =>
    formProblems([["releases" as const, release, "sageMakerName"]]),
  );
  // A model is called <endpoint>-<release>-<8 digits>, in 63 characters.
  const longest = Math.max(0, ...Object.keys(props.releases ?? {}).map((release) => release.length));
  const isTooLong = typeof props.name === "string" && props.name.length + longest + 10 > 63;
  return [
    ...formProblems<keyof EndpointProps>([
      ["name", props.name, "sageMakerName"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["roleName", props.roleName, "roleName"],
      ["modelRegistry", props.modelRegistry?.modelPackageGroup, "sageMakerName"],
      ["instanceType", props.instanceType, "instanceType"],
      ["alarmTopicArn", props.alarmTopicArn, "topicArn"],
    ]),
    ...servingTypeProblems(props.instanceType),
    ...networkProblems(network, "a model stands"),
    ...bucketProblems(props.bucket),
    ...named,
    ...(named.length === 0 && isTooLong && !formProblems([["name", props.name, "sageMakerName"]]).length
      ? [
          {
            prop: "name" as const,
            message: `must leave room for a release and a hash in 63 characters, got ${JSON.stringify(props.name)}; take a shorter name`,
          },
        ]
      : []),
    ...wordProblems<keyof EndpointProps>([["kind", props.kind, ["realtime", "async", "serverless"]]]),
    ...numberProblems<keyof EndpointProps>([
      ["minReplicas", props.minReplicas, 1, 1000],
      ["maxReplicas", props.maxReplicas, 1, 1000],
      ["requestsPerReplica", props.requestsPerReplica, 1, 1_000_000],
      ["p95Milliseconds", props.p95Milliseconds, 1, 900_000, "a number"],
      ["errorPercent", props.errorPercent, 0.001, 100, "a number"],
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html (2026-10)
      ["canaryPercent", props.canaryPercent, 1, 50],
      ["watchSeconds", props.watchSeconds, 0, longestWatchSeconds],
      ["capturePercent", props.capturePercent, 0, 100],
    ]),
    ...logRetentionProblems("logRetentionDays" as const, props.logRetentionDays),
    ...clientProblems(props),
    ...tagProblems("tags" as const, props.tags),
  ];
}
