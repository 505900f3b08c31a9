/** What the props of an endpoint may be. */
import { Token } from "cdktf";
import { given } from "../../pilot/given.js";
import { machineProblem } from "../checks/machines.js";
import { formProblems, numberProblems, type Problem, placeProblems, wordProblems } from "../checks/values.js";
import type { EndpointProps } from "../endpoint.js";

type Found = Array<Problem<keyof EndpointProps>>;

/** How long the list of releases may be in the source of the release workflow. */
const mostReleaseBytes = 32 * 1024;

function releaseProblems({ releases = {}, live }: Partial<EndpointProps>): Found {
  const found: Found = [];
  const names = Object.keys(releases);
  // The workflow is 50 KB without them: docs.cloud.google.com/workflows/quotas (2026-01-13)
  const size = JSON.stringify(releases).length;
  if (size > mostReleaseBytes) {
    const message =
      `must have at most ${mostReleaseBytes} characters as JSON, and has ${size} with ${names.length} entries: they stand ` +
      "in the source of the release workflow, which Google takes up to 128 KB; list fewer releases";
    found.push({ prop: "releases", message });
  }
  found.push(...formProblems<keyof EndpointProps>([["releases", names, "release"]]));
  for (const name of names) {
    const version = releases[name];
    if (Token.isUnresolved(version) || (typeof version === "string" && /^[1-9]\d{0,8}$/.test(version))) continue;
    const message = `${name}: "${version}"; allowed: the number of a version, such as "1" (gcloud ai models list-version)`;
    found.push({ prop: "releases", message });
  }
  if (live !== undefined && live !== null && !Token.isUnresolved(live) && names.indexOf(live) < 0) {
    const message = `must be one of the releases (${names.join(", ") || "there is none"}), got ${JSON.stringify(live)}; list it`;
    found.push({ prop: "live", message });
  }
  return found;
}

function machineProblems({ machineType, accelerator, accelerators }: Partial<EndpointProps>): Found {
  if (machineType === undefined || Token.isUnresolved(machineType)) return [];
  const message = machineProblem({ machineType, ...given({ accelerator, accelerators }) }, "serving");
  return message === undefined ? [] : [{ prop: "machineType", message }];
}

function addressProblems({ serviceAttachment, region }: Partial<EndpointProps>): Found {
  const found = formProblems<keyof EndpointProps>([["serviceAttachment", serviceAttachment, "serviceAttachment"]]);
  if (found.length > 0 || serviceAttachment === undefined || region === undefined) return found;
  if (Token.isUnresolved(serviceAttachment) || Token.isUnresolved(region)) return found;
  if (serviceAttachment.split("/")[3] === region) return found;
  const message = `must be in the endpoint's region, ${region}, got ${JSON.stringify(serviceAttachment)}; copy it from the endpoint's description`;
  return [{ prop: "serviceAttachment", message }];
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function endpointProblems(props: Partial<EndpointProps>): Found {
  const { minReplicas: least, maxReplicas: most, serviceAccountIds: ids } = props;
  const found: Found = [
    ...placeProblems(props),
    ...formProblems<keyof EndpointProps>([
      ["name", props.name, "prefix"],
      ["endpointId", props.endpointId, "endpointId"],
      ["serviceAccountIds", ids?.serving, "serviceAccountId"],
      ["serviceAccountIds", ids?.release, "serviceAccountId"],
      ["modelRegistry", props.modelRegistry?.modelName, "model"],
      ["network", props.network?.networkId, "networkId"],
      ["network", props.network?.subnetworkId, "subnetworkId"],
      ["bucket", props.bucket?.bucketName, "bucket"],
      ["bucket", props.bucket?.keyId, "keyId"],
      ["trainingJob", props.trainingJob?.imageRepository, "repository"],
      ["captureDataset", props.captureDataset, "dataset"],
      ["notificationChannels", props.notificationChannels, "channel"],
    ]),
    ...numberProblems<keyof EndpointProps>([
      // docs.cloud.google.com/vertex-ai/docs/predictions/autoscaling (2026-11): scale to zero is a preview
      ["minReplicas", least, 1, 1000],
      ["maxReplicas", most, 1, 1000],
      ["p95Milliseconds", props.p95Milliseconds, 1, 600_000, "milliseconds"],
      ["errorPercent", props.errorPercent, 0.001, 100, "percent"],
      ["canaryPercent", props.canaryPercent, 1, 50],
      ["watchSeconds", props.watchSeconds, 60, 86_400],
      ["idleHours", props.idleHours, 1, 720],
      ["captureRetentionDays", props.captureRetentionDays, 1, 3650],
    ]),
    ...wordProblems<keyof EndpointProps>([["onDestroy", props.onDestroy, ["keep", "delete"]]]),
    ...releaseProblems(props),
    ...machineProblems(props),
    ...addressProblems(props),
  ];
  if (least !== undefined && most !== undefined && least > most) {
    const message = `must be at least minReplicas, ${least}, got ${most}; raise it`;
    found.push({ prop: "maxReplicas", message });
  }
  return found;
}
