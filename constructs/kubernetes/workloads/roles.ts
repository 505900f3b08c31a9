/** The label by which network policies and services find the pods of a box. */

/** The key of the label. */
export const roleLabel = "ml-pilot/role";

/** What a pod is for. */
export type PodRole = "job" | "registry" | "endpoint" | "ray" | "ray-submitter";
