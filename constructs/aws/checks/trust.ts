/** The trust policy of a role that people assume, and what IAM refuses of it. */
import { Token } from "cdktf";
import type { Problem } from "./values.js";

/** docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-10): ACLSizePerRole, in characters. */
const mostCharacters = 2048;

/** Returns the policy that lets these principals assume a role. */
export const trustPolicy = (principals: readonly string[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole" }],
  });

/**
 * Returns what is wrong with a list of principals as a whole: IAM counts the characters of the policy that names them.
 */
export function trustProblems<Prop>(prop: Prop, principals: readonly string[] = []): Array<Problem<Prop>> {
  if (principals.some((principal) => Token.isUnresolved(principal))) return [];
  const { length } = trustPolicy(principals);
  if (length <= mostCharacters) return [];
  const message =
    `must fit into a trust policy of ${mostCharacters} characters, got ${principals.length} principals in ${length}; ` +
    "make one role for all of them and name that role";
  return [{ prop, message }];
}
