/** What the props of a data bucket may be, and the names that follow from them. */
import { Token } from "cdktf";
import { formProblems, gather, memberProblems, type Problem, placeProblems, wordProblems } from "../checks/values.js";
import type { DataBucketProps } from "../data-bucket.js";

const services = ["storage", "vertex ai", "images", "captured requests"];

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function dataBucketProblems(props: Partial<DataBucketProps>): Array<Problem<keyof DataBucketProps>> {
  const { bucketName, accessLogBucketName, onDestroy, keyServices = [] } = props;
  const retentionDays: Readonly<Record<string, number>> = props.retentionDays ?? {};
  const problems: Array<Problem<keyof DataBucketProps>> = [
    ...placeProblems(props),
    ...formProblems<keyof DataBucketProps>([
      ["bucketName", bucketName, "bucket"],
      ["accessLogBucketName", accessLogBucketName, "bucket"],
      ["keyRing", props.keyRing, "keyRing"],
    ]),
    ...wordProblems<keyof DataBucketProps>([["onDestroy", onDestroy, ["keep", "delete"]]]),
    ...gather(keyServices, (service) => wordProblems<keyof DataBucketProps>([["keyServices", service, services]])),
    ...memberProblems<keyof DataBucketProps>("operators", props.operators),
  ];
  if (bucketName !== undefined && bucketName === accessLogBucketName) {
    const message = `must differ from bucketName, got ${JSON.stringify(accessLogBucketName)}; a bucket does not log itself`;
    problems.push({ prop: "accessLogBucketName", message });
  }
  // docs.cloud.google.com/iam/docs/reference/rest/v1/projects.roles/create (2026-11)
  const { listRoleId } = props;
  if (listRoleId === undefined) {
    if (Token.isUnresolved(bucketName)) {
      problems.push({ prop: "listRoleId", message: "is missing; name it where the bucket's name is a reference" });
    }
  } else if (!Token.isUnresolved(listRoleId) && !/^[a-zA-Z0-9_.]{3,64}$/.test(listRoleId)) {
    const message = `must have 3 to 64 letters, digits, _ and ., got ${JSON.stringify(listRoleId)}; shorten it`;
    problems.push({ prop: "listRoleId", message });
  }
  for (const [what, days] of Object.entries(retentionDays)) {
    // An empty or zero condition would delete everything at once.
    if (!Token.isUnresolved(days) && !(Number.isInteger(days) && days >= 1 && days <= 36_500)) {
      const message = `${what}: ${days}; allowed: whole days from 1 to 36500; every store expires`;
      problems.push({ prop: "retentionDays", message });
    }
  }
  return problems;
}

/** Returns the id of the list role of a bucket: at most 64 characters. */
export function listRoleIdOf(bucketName: string): string {
  return `${bucketName.replace(/-/g, "_").slice(0, 59)}_list`;
}
