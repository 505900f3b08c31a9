/** What a role of the synthesized stack may do with S3, by the policies that the stack gives it. */

import { resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: { readonly StringLike?: { readonly "s3:prefix"?: string } };
}

const listOf = (value: string | readonly string[] = []): readonly string[] =>
  typeof value === "string" ? [value] : value;

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`).test(text);

/**
 * The allowing statements of one role. Denials are bounds by id (endpoint, subnet, key); the interpreter has no ids.
 */
export class AwsAccess {
  private readonly statements: readonly Statement[];

  constructor(
    json: Synthesized,
    readonly roleName: string,
  ) {
    const policies = resourcesOf(json).filter(
      ({ type, arguments: given }) =>
        type === "aws_iam_role_policy" && resolveReferences(json, String(given["role"])) === roleName,
    );
    if (policies.length === 0) throw new Error(`role ${roleName} has no policy in the stack`);
    this.statements = policies
      .flatMap(
        ({ arguments: given }) => JSON.parse(resolveReferences(json, String(given["policy"]))).Statement as Statement[],
      )
      .filter(({ Effect }) => Effect === "Allow");
  }

  /** Whether an action on an S3 URI is allowed. */
  allows(action: "s3:GetObject" | "s3:PutObject" | "s3:DeleteObject" | "s3:ListBucket", uri: string): boolean {
    const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
    const arn = `arn:aws:s3:::${bucket}${action === "s3:ListBucket" ? "" : `/${key}`}`;
    return this.statements.some(({ Action, Resource, Condition }) => {
      const prefix = Condition?.StringLike?.["s3:prefix"];
      return (
        listOf(Action).some((pattern) => matches(pattern, action)) &&
        listOf(Resource).some((pattern) => matches(pattern, arn)) &&
        (action !== "s3:ListBucket" || prefix === undefined || matches(prefix, key))
      );
    });
  }

  /** Throws as the platform would fail the job. */
  demand(action: Parameters<AwsAccess["allows"]>[0], uri: string): void {
    if (!this.allows(action, uri)) throw new Error(`AccessDenied: role ${this.roleName} may not ${action} ${uri}`);
  }
}
