/**
 * Clusters as they are written: a resource, or a block of a job or of a pipeline, with what runs on them at their
 * start, who signs in, and whom their machines are. The provider's page databricks_cluster (1.99.0)
 */
import type { Reach, Seen } from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource } from "../../readers/stack.js";
import { hostOf, libraryRows } from "./libraries.js";
import type { Right } from "./rights.js";

interface ClusterBlock {
  /** As a page says it. */
  readonly on: string;
  readonly given: Arguments;
}

/** Tasks of a job, those that run for each of a list among them; the older form of a job is one task by itself. */
export function tasksOf(job: Arguments): readonly Arguments[] {
  const tasks = blocks(job["task"]);
  return (tasks.length === 0 ? [job] : tasks).flatMap((task) => [
    task,
    ...blocks(task["for_each_task"]).flatMap((each) => blocks(each["task"])),
  ]);
}

/** Returns the clusters that a resource is, or starts. */
function clustersOf(resource: Resource, references: References): readonly ClusterBlock[] {
  const { type, arguments: given } = resource;
  const name = references.name(resource);
  const called = (key: unknown) => [references.text(key), "of", name].filter(Boolean).join(" ");
  if (type === "databricks_cluster") return [{ on: name, given }];
  if (type === "databricks_pipeline")
    return blocks(given["cluster"]).map((each) => ({ on: `cluster ${called(each["label"])}`, given: each }));
  if (type !== "databricks_job") return [];
  const shared = blocks(given["job_cluster"]).flatMap((each) =>
    blocks(each["new_cluster"]).map((cluster) => ({
      on: `cluster ${called(each["job_cluster_key"])}`,
      given: cluster,
    })),
  );
  const own = tasksOf(given).flatMap((task) =>
    blocks(task["new_cluster"]).map((cluster) => {
      const isOnly = task["task_key"] === undefined;
      return { on: `cluster of ${isOnly ? name : `task ${called(task["task_key"])}`}`, given: cluster };
    }),
  );
  return [...shared, ...own];
}

/** Where a script or a log lies: the first block names the kind of place. */
const destinationsOf = (given: Arguments, key: string, references: References): readonly string[] =>
  blocks(given[key]).flatMap((each) =>
    Object.values(each).flatMap((place) => blocks(place).map((one) => references.text(one["destination"]))),
  );

/** Text of an image without what may be secret before its host. */
const imageOf = (url: string): string =>
  (url.includes("://") ? hostOf(url) : url.replace(/[/@].*$/, "")) || "a registry";

/** What one cluster takes from elsewhere when it starts, what it writes elsewhere, and who signs in on its machines. */
function rowsOf({ on, given }: ClusterBlock, seen: Seen, references: References): readonly Reach[] {
  const { open } = seen;
  const keys = given["ssh_public_keys"] ?? [];
  return [
    ...blocks(given["library"]).flatMap((each) => libraryRows(each, on, seen, references)),
    ...destinationsOf(given, "init_scripts", references).map((each) =>
      open(on, each, "init script, which runs as root: whoever writes there runs code"),
    ),
    ...blocks(given["docker_image"]).map((each) => {
      const url = references.text(each["url"]);
      const held = /@sha256:[\da-f]{64}$/.test(url) ? "by its digest" : "of no digest: whoever pushes it runs code";
      return open(on, imageOf(url), `docker image ${held}`);
    }),
    ...destinationsOf(given, "cluster_log_conf", references).map((each) => open(on, each, "logs of the cluster")),
    // a value that is known at the apply may hold one
    ...(Array.isArray(keys) && keys.length === 0 ? [] : [open("whoever holds its key", on, "ssh")]),
  ];
}

/** Rows of the clusters that a resource is, or starts. */
export const clusterRows = (seen: Seen, references: References): readonly Reach[] =>
  clustersOf(seen.resource, references).flatMap((each) => rowsOf(each, seen, references));

/** Who the machines of a cluster are to its cloud, by block and argument. */
const clouds: ReadonlyArray<readonly [block: string, key: string]> = [
  ["aws_attributes", "instance_profile_arn"],
  ["gcp_attributes", "google_service_account"],
];
/** Access modes in which whoever attaches is held from nobody: docs.databricks.com/compute/configure (2026-11). */
const shared = new Set(["NONE", "NO_ISOLATION"]);

/** Whom somebody becomes who runs code on the clusters that a resource is, or starts. */
export function machineRights(resource: Resource, references: References): readonly Right[] {
  const { address, type } = resource;
  const right = (who: string, action: string, on: string, note: string): Right => {
    return {
      who,
      isEverybody: false,
      verbs: ["act as"],
      actions: [action],
      on,
      scope: { kind: "other" },
      note,
      address,
    };
  };
  return clustersOf(resource, references).flatMap(({ on, given }) => [
    ...clouds.flatMap(([block, key]) =>
      blocks(given[block]).flatMap((each) => {
        const account = references.text(each[key]);
        const note = "no grant of Unity Catalog holds there";
        return account === "" ? [] : [right(`whoever runs code on ${on}`, key, account, note)];
      }),
    ),
    // the tasks of a job are one another's already
    ...(type === "databricks_cluster" && shared.has(references.text(given["data_security_mode"]))
      ? [
          right(
            `whoever may attach to ${on}`,
            `data_security_mode ${references.text(given["data_security_mode"])}`,
            "whoever else runs code there",
            "no isolation, and no grant of Unity Catalog",
          ),
        ]
      : []),
  ]);
}
