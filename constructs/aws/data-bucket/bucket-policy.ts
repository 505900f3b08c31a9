/**
 * Who may do what with the data bucket by the bucket's own policy: nobody without TLS, and the operators of the spec.
 */

/** 10/8, 172.16/12 and 192.168/16 reach S3 through a VPC endpoint, all else over its public address. */
const isPrivate = (cidr: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(cidr);

/** The policy of a data bucket. `bucketName` is a reference, so that the policy stays readable in a first plan. */
export function bucketPolicy(bucketName: string, operators: readonly string[], clients: readonly string[]): string {
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
  const inside = clients.filter(isPrivate);
  const outside = clients.filter((cidr) => !isPrivate(cidr));
  const ways = [
    ...(inside.length > 0 ? [["PrivateNetworks", { IpAddress: { "aws:VpcSourceIp": inside } }] as const] : []),
    ...(outside.length > 0 ? [["PublicNetworks", { IpAddress: { "aws:SourceIp": outside } }] as const] : []),
    ...(clients.length === 0 ? [["Anywhere", undefined] as const] : []),
  ];
  const rights = [
    ["Upload", ["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"], `${arn}/data/*`],
    ["Read", ["s3:GetObject", "s3:ListBucket"], [arn, `${arn}/*`]],
  ] as const;
  const statements: object[] = [];
  for (const [from, condition] of ways) {
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
