/**
 * Who may do what with the data bucket by the bucket's own policy: nobody without TLS, and the operators of the spec.
 */

import { type Clients, sourceConditions } from "../checks/clients.js";

/** The policy of a data bucket. `bucketName` is a reference, so that the policy stays readable in a first plan. */
export function bucketPolicy(bucketName: string, operators: readonly string[], clients: Clients): string {
  const arn = `arn:aws:s3:::${bucketName}`;
  // Everybody, because it denies. No other deny: a condition on the network path would lock the deployer out.
  const onlyTls = {
    Sid: "OnlyTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const rights = [
    ["Upload", ["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"], `${arn}/data/*`],
    ["Read", ["s3:GetObject", "s3:ListBucket"], [arn, `${arn}/*`]],
  ] as const;
  const statements: object[] = [];
  for (const [from, condition] of sourceConditions(clients)) {
    for (const [verb, actions, resource] of rights) {
      statements.push({
        Sid: `Operators${verb}From${from}`,
        Effect: "Allow",
        Principal: { AWS: operators },
        Action: actions,
        Resource: resource,
        ...(condition === undefined ? {} : { Condition: condition }),
      });
    }
  }
  return JSON.stringify({ Version: "2012-10-17", Statement: [onlyTls, ...(operators.length > 0 ? statements : [])] });
}
