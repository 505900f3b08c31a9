/**
 * Clusters as they are written: a resource, a block of a job or of a pipeline, or what a policy gives each cluster.
 * What runs on them at their start, who signs in, and whom their machines are to the cloud. The provider's page
 * databricks_cluster (1.99.0)
 */
import type { Reach, Seen } from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, jsonIn, type Resource } from "../../readers/stack.js";
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

/**
 * Returns what a policy gives each cluster, as a cluster would write it: values that are fixed, and those that hold
 * until somebody writes another. docs.databricks.com/admin/clusters/policy-definition (2026-11)
 */
function givenBy(policy: Arguments): Arguments {
  const rules = [policy["definition"], policy["policy_family_definition_overrides"]].map(jsonIn).filter(isMap);
  const values = rules.flatMap(Object.entries).flatMap(([path, rule]): ReadonlyArray<[string, unknown]> => {
    const value = isMap(rule) ? (rule["value"] ?? rule["defaultValue"]) : undefined;
    return value === undefined ? [] : [[path, value]];
  });
  // nested attributes are joined by dots, and members of a list by their numbers
  const of = (path: RegExp) => values.filter(([each]) => path.test(each)).map(([, value]) => value);
  const places = (path: RegExp) => of(path).map((destination) => ({ place: { destination } }));
  return {
    init_scripts: places(/^init_scripts\.\d+\.\w+\.destination$/),
    cluster_log_conf: places(/^cluster_log_conf\.path$/),
    docker_image: of(/^docker_image\.url$/).map((url) => ({ url })),
    aws_attributes: of(/^aws_attributes\.instance_profile_arn$/).map((each) => ({ instance_profile_arn: each })),
    gcp_attributes: of(/^gcp_attributes\.google_service_account$/).map((each) => ({ google_service_account: each })),
    ssh_public_keys: of(/^ssh_public_keys\.\d+$/),
    data_security_mode: of(/^data_security_mode$/).at(-1),
    library: policy["libraries"],
  };
}

/** Returns the clusters that a resource is, or starts. */
function clustersOf(resource: Resource, references: References): readonly ClusterBlock[] {
  const { type, arguments: given } = resource;
  const name = references.name(resource);
  const called = (key: unknown) => [references.text(key), "of", name].filter(Boolean).join(" ");
  if (type === "databricks_cluster") return [{ on: name, given }];
  if (type === "databricks_cluster_policy")
    return [{ on: `clusters that are started under ${name}`, given: givenBy(given) }];
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
  (url.includes("://")
    ? hostOf(url)
    : url
        .replace(/@sha256:.*$/, "")
        .replace(/^[^/]*@/, "")
        .replace(/\/.*$/, "")) || "a registry";

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
/** What somebody attaches to who did not start it. */
const attachable = new Set(["databricks_cluster", "databricks_cluster_policy"]);

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
    ...(attachable.has(type) && shared.has(references.text(given["data_security_mode"]))
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
