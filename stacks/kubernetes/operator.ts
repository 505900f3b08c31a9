/** Operators of a spec as the cluster's roles take them. */

/** A user or group, with a name for ids. */
export interface OperatorSubject {
  readonly name: string;
  readonly kind: "User" | "Group";
  /** As the cluster knows it. */
  readonly subject: string;
}

/** Returns who `user:…` or `group:…` is. */
export function subjectOf(operator: string): OperatorSubject {
  const [kind = "", ...rest] = operator.split(":");
  const words = operator.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return {
    // a name of a Role is made of it: as long as one may be, and without a dash at its end
    name: words.slice(0, 40).replace(/-+$/, ""),
    kind: kind === "group" ? "Group" : "User",
    subject: rest.join(":"),
  };
}
