/** What the props of a data bucket may be, and the names that follow from them. */
import { Token } from "cdktf";
import type { DataBucketProps } from "../data-bucket.js";

/** What is wrong with the props that a spec can break: one entry a fault. The provider checks none of it. */
export function dataBucketFaults(
  props: Pick<DataBucketProps, "bucketName" | "accessLogBucketName" | "retentionDays" | "listRoleId" | "operators">,
): Array<{ readonly prop: keyof DataBucketProps; readonly message: string }> {
  const faults: Array<{ prop: keyof DataBucketProps; message: string }> = [];
  for (const prop of ["bucketName", "accessLogBucketName"] as const) {
    const name = props[prop];
    // docs.cloud.google.com/storage/docs/buckets#naming (2026-10); no dots: they need a verified domain
    if (!Token.isUnresolved(name) && !/^(?!goog)(?!.*google)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/.test(name)) {
      const allowed = "3 to 63 lower-case letters, digits, - and _, without google";
      faults.push({ prop, message: `"${name}" (${name.length} characters); allowed: ${allowed}; take a shorter name` });
    }
  }
  const { listRoleId = Token.isUnresolved(props.bucketName) ? undefined : listRoleIdOf(props.bucketName) } = props;
  // docs.cloud.google.com/iam/docs/reference/rest/v1/projects.roles/create (2026-11)
  if (listRoleId === undefined) {
    faults.push({ prop: "listRoleId", message: "is missing; name it where the bucket's name is a reference" });
  } else if (!Token.isUnresolved(listRoleId) && !/^[a-zA-Z0-9_.]{3,64}$/.test(listRoleId)) {
    faults.push({ prop: "listRoleId", message: `"${listRoleId}"; allowed: 3 to 64 letters, digits, _ and .` });
  }
  for (const [what, days] of Object.entries(props.retentionDays)) {
    // An empty or zero condition would delete everything at once.
    if (!Token.isUnresolved(days) && !(Number.isInteger(days) && days >= 1)) {
      faults.push({
        prop: "retentionDays",
        message: `${what}: ${days}; allowed: whole days from 1; every store expires`,
      });
    }
  }
  const ids = new Map<string, string>();
  for (const member of props.operators ?? []) {
    const id = member.replace(/[^a-zA-Z0-9]+/g, "-");
    const other = ids.get(id);
    if (other !== undefined) {
      const message =
        other === member
          ? `"${member}" stands twice; name it once`
          : `"${member}" and "${other}" get the same Terraform address; put both into a group and name the group`;
      faults.push({ prop: "operators", message });
    }
    ids.set(id, member);
    // docs.cloud.google.com/iam/docs/principal-identifiers (2026-11): whom a policy may name; here a person or a group
    if (!Token.isUnresolved(member) && !/^(user|group|serviceAccount):[\w.+'-]+@[\w.-]+\.[a-z]+$/i.test(member)) {
      const message = `"${member}"; allowed: user:, group: or serviceAccount: and an address; name who it is`;
      faults.push({ prop: "operators", message });
    }
  }
  return faults;
}

/** Returns the id of the list role of a bucket: at most 64 characters. */
export function listRoleIdOf(bucketName: string): string {
  return `${bucketName.replace(/-/g, "_").slice(0, 59)}_list`;
}
