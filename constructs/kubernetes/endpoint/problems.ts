/** What is wrong with the props of an endpoint. */
import {
  blockProblems,
  formProblems,
  gather,
  machineProblems,
  numberProblems,
  type Problem,
  placeProblems,
  wordProblems,
} from "../checks/values.js";
import type { EndpointProps } from "../endpoint.js";

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function endpointProblems(props: Partial<EndpointProps>): Array<Problem<keyof EndpointProps>> {
  const { releases = {}, live, image, minReplicas, maxReplicas, expose } = props;
  const problems: Array<Problem<keyof EndpointProps>> = [
    ...placeProblems(props),
    ...machineProblems("cpus" as const, props),
    ...formProblems<keyof EndpointProps>([
      ["name", props.name, "name"],
      ["serviceAccountName", props.serviceAccountName, "serviceAccount"],
      ["imageRepository", props.imageRepository, "repository"],
      ["imagePullSecrets", props.imagePullSecrets, "secret"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["image", image?.healthRoute, "route"],
      ["image", image?.predictRoute, "route"],
      ["releases", Object.keys(releases), "release"],
      ["podLabels", Object.keys(props.podLabels ?? {}), "labelKey"],
      ["podLabels", Object.values(props.podLabels ?? {}), "labelValue"],
      ["serviceAccountAnnotations", Object.keys(props.serviceAccountAnnotations ?? {}), "qualifiedKey"],
      ["serviceAccountAnnotations", Object.values(props.serviceAccountAnnotations ?? {}), "plainText"],
    ]),
    ...gather(Object.keys(releases), (release) =>
      formProblems<keyof EndpointProps>([
        ["releases", releases[release]?.uri, "modelUri"],
        ["releases", releases[release]?.sha256, "sha256"],
        ["releases", releases[release]?.digest, "digest"],
      ]),
    ),
    ...numberProblems<keyof EndpointProps>([
      ["image", image?.port, 1024, 65_535],
      ["minReplicas", minReplicas, 1, 1000],
      ["maxReplicas", maxReplicas, 1, 1000],
      ["cpuPercent", props.cpuPercent, 10, 100],
      ["rolloutSeconds", props.rolloutSeconds, 60, 3600],
      ["diskGiB", props.diskGiB, 1, 10_000],
    ]),
    ...wordProblems<keyof EndpointProps>([["expose", expose?.as, ["cluster", "internal load balancer"]]]),
    ...(expose?.as === "internal load balancer"
      ? [
          ...blockProblems("expose" as const, expose.allowedClients),
          ...formProblems<keyof EndpointProps>([
            ["expose", Object.keys(expose.annotations), "qualifiedKey"],
            ["expose", Object.values(expose.annotations), "plainText"],
          ]),
          ...(Object.keys(expose.annotations).length === 0 || expose.allowedClients.length === 0
            ? [
                {
                  prop: "expose" as const,
                  message:
                    "must have the cloud's annotation for an internal address and the networks of clients, got none; " +
                    "without an annotation the address is public",
                },
              ]
            : []),
        ]
      : []),
  ];
  if (live != null && !Object.keys(releases).includes(live)) {
    const known = Object.keys(releases).join(", ") || "none";
    const message = `must be a listed release (${known}), got ${JSON.stringify(live)}; list it in releases`;
    problems.push({ prop: "live", message });
  }
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    const message = `must be at least minReplicas ${minReplicas}, got ${maxReplicas}; raise it`;
    problems.push({ prop: "maxReplicas", message });
  }
  if (Object.keys(releases).length > 0 && image?.digest === null && props.paused !== true) {
    const without = Object.keys(releases).filter((release) => releases[release]?.digest === undefined);
    if (without.length > 0) {
      const message = `must have a digest, because ${without.join(", ")} has none of its own, got null; push the image`;
      problems.push({ prop: "image", message });
    }
  }
  return problems;
}
