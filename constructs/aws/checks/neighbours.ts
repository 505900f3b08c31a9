/** What a construct refuses of the small shapes that it is handed by the network and by the data bucket. */
import { formProblems, type Problem } from "./values.js";

/** The parts of a network that a box stands in. */
interface Network {
  readonly subnetIds: readonly string[];
  readonly jobSecurityGroupId?: string;
  readonly endpointSecurityGroupId?: string;
  readonly s3EndpointId?: string;
}

/** The parts of a bucket that a box reads or writes. */
interface Bucket {
  readonly bucketName: string;
  readonly keyArn: string;
  readonly keyAlias?: string;
}

/** Returns what is wrong with a network, such as an id of another kind or no subnet at all. */
export function networkProblems(network: Network | undefined, what: string): Array<Problem<"network">> {
  const problems = formProblems([
    ["network" as const, network?.subnetIds, "subnetId"],
    ["network" as const, network?.jobSecurityGroupId, "securityGroupId"],
    ["network" as const, network?.endpointSecurityGroupId, "securityGroupId"],
    ["network" as const, network?.s3EndpointId, "vpcEndpointId"],
  ]);
  if (network?.subnetIds.length === 0) {
    const message = `must name at least one subnet, got none; ${what} in no other place`;
    problems.push({ prop: "network", message });
  }
  return problems;
}

/** Returns what is wrong with a bucket and its key. */
export function bucketProblems(bucket: Bucket | undefined): Array<Problem<"bucket">> {
  return formProblems([
    ["bucket" as const, bucket?.bucketName, "bucket"],
    ["bucket" as const, bucket?.keyArn, "keyArn"],
    ["bucket" as const, bucket?.keyAlias, "keyAlias"],
  ]);
}
