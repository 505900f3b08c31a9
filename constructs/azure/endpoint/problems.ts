/** What is wrong with the props of an endpoint. */
import { Token } from "cdktf";
import { shown } from "../checks/forms.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { EndpointProps } from "../endpoint.js";

type Found = Array<Problem<keyof EndpointProps>>;

/** Deployments of one endpoint: learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10). */
const mostReleases = 20;

function releaseProblems({ releases = {} }: Partial<EndpointProps>): Found {
  const names = Object.keys(releases);
  const found = gather(Object.entries(releases), ([release, listed]) => {
    const own = typeof listed === "string" ? { version: listed } : listed;
    const at: Found = [];
    if (!/^[a-z0-9-]{1,28}$/.test(release)) {
      const message = `must be called by 1 to 28 lower-case letters, digits and -, got ${shown(release)}; rename it`;
      at.push({ prop: "releases", message });
    }
    if (!Token.isUnresolved(own.version) && !/^[1-9]\d{0,8}$/.test(own.version)) {
      const message = `${release}: must be the number of a registered version, got ${shown(own.version)}; write it such as "3"`;
      at.push({ prop: "releases", message });
    }
    const forms = formProblems<keyof EndpointProps>([
      ["releases", "digest" in own ? (own.digest ?? undefined) : undefined, "digest"],
      ["releases", "vmSize" in own ? own.vmSize : undefined, "vmSize"],
    ]);
    return [...at, ...forms.map(({ prop, message }) => ({ prop, message: `${release}: ${message}` }))];
  });
  if (names.length > mostReleases) {
    const message = `must be at most ${mostReleases}, the deployments of one endpoint, got ${names.length}; drop old ones`;
    found.push({ prop: "releases", message });
  }
  return found;
}

function servingProblems({ releases = {}, live = null, canary = null }: Partial<EndpointProps>): Found {
  const listed = Object.keys(releases);
  const found: Found = [];
  for (const [prop, release] of [["live", live] as const, ["canary", canary] as const]) {
    if (release !== null && listed.indexOf(release) < 0) {
      const message = `must be one of the releases (${listed.join(", ") || "none"}), got ${shown(release)}; list it first`;
      found.push({ prop, message });
    }
  }
  if (canary !== null && (canary === live || live === null)) {
    const message = `must be another release than the live one, got ${shown(canary)}; set live to that one, or remove canary`;
    found.push({ prop: "canary", message });
  }
  return found;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function endpointProblems(props: Partial<EndpointProps>): Found {
  const { minReplicas, maxReplicas, serving, trainingJob } = props;
  const found: Found = [
    ...formProblems<keyof EndpointProps>([
      ["name", props.name, "onlineEndpoint"],
      ["image", props.image?.digest ?? undefined, "digest"],
      ["vmSize", props.vmSize, "vmSize"],
      ["invokeRoleId", props.invokeRoleId, "uuid"],
      ["actionGroupId", props.actionGroupId, "actionGroupId"],
      ["trainingJob", trainingJob?.workspaceId, "workspaceId"],
      ["trainingJob", trainingJob?.logWorkspaceId, "logWorkspaceId"],
      ["serving", serving?.livenessRoute, "route"],
      ["serving", serving?.readinessRoute, "route"],
      ["serving", serving?.scoringRoute, "route"],
    ]),
    ...placeProblems(props),
    ...numberProblems<keyof EndpointProps>([
      // learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10): instances in one deployment
      ["minReplicas", minReplicas, 1, 50],
      ["maxReplicas", maxReplicas, 1, 50],
      ["p95Milliseconds", props.p95Milliseconds, 1, 1_000_000_000],
      ["errorPercent", props.errorPercent, 0.001, 100, "a percentage"],
      ["canaryPercent", props.canaryPercent, 1, 99],
      ["idleHours", props.idleHours, 1, 8760],
      ["serving", serving?.port, 1, 65_535],
    ]),
    ...releaseProblems(props),
    ...servingProblems(props),
  ];
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    const message = `must be at most maxReplicas (${maxReplicas}), got ${minReplicas}; lower it or raise maxReplicas`;
    found.push({ prop: "minReplicas", message });
  }
  return found;
}
