/** The policy of the S3 gateway endpoint. */

/** Lets what runs in a network through to these buckets, as principals of one account; without a bucket, to none. */
export function bucketsPolicy(bucketNames: readonly string[], account: string): string {
  const arns = bucketNames.map((name) => `arn:aws:s3:::${name}`);
  const statement =
    arns.length === 0
      ? { Sid: "Nothing", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }
      : {
          // Any principal, because a gateway endpoint cannot name roles there; the account and the buckets bound it.
          Sid: "OwnBucketsOfThisAccount",
          Effect: "Allow",
          Principal: "*",
          Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:AbortMultipartUpload"],
          Resource: [...arns, ...arns.map((arn) => `${arn}/*`)],
          Condition: { StringEquals: { "aws:PrincipalAccount": account } },
        };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
