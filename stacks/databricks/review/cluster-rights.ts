/** Rights that come with what every cluster gets: scripts that run when it starts, and buckets that are mounted. */
import { createHash } from "node:crypto";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, type Resource, type Stack } from "../../readers/stack.js";
import type { Right } from "./rights.js";

type Reader = (resource: Resource, references: References, stack: Stack) => readonly Right[] | undefined;

/** What a script is, so that another text in it is another right: a hash, or the file that Terraform reads. */
function scriptOf(given: Arguments, references: References): string {
  const content = given["content_base64"];
  if (typeof content !== "string") return `run ${references.text(given["source"])}`;
  return `run sha256:${createHash("sha256").update(content).digest("hex").slice(0, 16)} of its base64`;
}

/**
 * A global init script runs as root on clusters that others start, and so does what those may. It is off unless
 * `enabled` says otherwise. docs.databricks.com/init-scripts/global (2026-11), and the provider's page
 * databricks_global_init_script (1.99.0)
 */
const globalInitScript: Reader = ({ arguments: given, address }, references) => {
  const enabled = given["enabled"];
  if (enabled === undefined || enabled === false || enabled === "false") return [];
  return [
    {
      who: `global init script ${references.text(given["name"])}`,
      isEverybody: false,
      verbs: ["act as"],
      actions: [scriptOf(given, references)],
      on: "whoever starts a cluster of the workspace with dedicated or no isolation",
      scope: { kind: "other" },
      note: "it runs as root on each of them",
      wildcards: ["resource"],
      address,
    },
  ];
};

/** A bucket or a container without what may be secret in its address. */
const bare = (url: string): string => url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@\s]*:[^/@\s]*@/i, "$1");

/** Where a mount leads, and as whom, by its block; the older types have the same arguments without one. */
function mounted({ type, arguments: given }: Resource, references: References): readonly [where: string, as: string] {
  const block = ["s3", "gs", "abfs", "wasb", "adl"].find((key) => blocks(given[key]).length > 0);
  const own = block === undefined ? given : (blocks(given[block])[0] ?? {});
  const text = (key: string): string => references.text(own[key]);
  const container = `${text("container_name")}@${text("storage_account_name")}`;
  const as =
    [text("instance_profile"), text("service_account"), text("client_id")].find((each) => each !== "") ??
    (text("token_secret_key") === "" ? "the cluster that mounts it" : "a key of the storage account");
  if (block === "s3" || type === "databricks_aws_s3_mount")
    return [`s3://${text(block === "s3" ? "bucket_name" : "s3_bucket_name")}`, as];
  if (block === "gs") return [`gs://${text("bucket_name")}`, as];
  if (block === "abfs" || type === "databricks_azure_adls_gen2_mount") return [`abfss://${container}`, as];
  if (block === "wasb" || type === "databricks_azure_blob_mount") return [`wasbs://${container}`, as];
  if (block === "adl" || type === "databricks_azure_adls_gen1_mount")
    return [`adl://${text("storage_resource_name")}`, as];
  return [bare(text("uri")), isMap(given["extra_configs"]) ? "whom extra_configs names" : as];
}

/**
 * What is mounted is everybody's who runs code in the workspace: no grant of Unity Catalog holds there.
 * docs.databricks.com/dbfs/mounts (2026-11)
 */
const mount: Reader = (resource, references) => {
  const [where, as] = mounted(resource, references);
  return [
    {
      who: "every user of the workspace (users)",
      isEverybody: true,
      verbs: ["read", "write", "delete"],
      actions: ["read and write by the mount"],
      on: where,
      scope: { kind: "other" },
      when: [`${as} may`],
      note: "no grant of Unity Catalog holds there",
      address: resource.address,
    },
  ];
};

/** Readers by type. */
export const clusterRights: Readonly<Record<string, Reader>> = {
  // what its machines may is read with those of jobs
  databricks_cluster: () => [],
  databricks_cluster_policy: () => [],
  databricks_global_init_script: globalInitScript,
  databricks_mount: mount,
  databricks_aws_s3_mount: mount,
  databricks_azure_adls_gen1_mount: mount,
  databricks_azure_adls_gen2_mount: mount,
  databricks_azure_blob_mount: mount,
};
