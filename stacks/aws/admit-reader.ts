/** How a service account of a cluster reads the models that a half on SageMaker trained. */
import type { TerraformStack } from "cdktf";
import { WorkloadIdentity } from "../../constructs/aws/workload-identity.js";
import type { AdmittedReader, Reader } from "../halves.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";

/** Adds a role of its own for the reader, which reads `models/` and nothing else. */
export function admitReader(
  stack: TerraformStack,
  { owners }: AwsSpec,
  { names, place, dataBucket }: AwsFoundations,
  { namespace, serviceAccount, issuer }: Reader,
): AdmittedReader {
  const { readerRole } = names;
  const workload = new WorkloadIdentity(stack, "reader", {
    ...place,
    roleName: readerRole,
    owner: owners.serving,
    box: "data bucket",
    namespace,
    serviceAccount,
    issuer,
  });
  dataBucket.grantRead(workload.identity, "models/");
  return {
    bucketUri: `s3://${names.dataBucket}`,
    region: place.region,
    reader: { annotations: workload.serviceAccountAnnotations, podLabels: workload.podLabels },
    by: `the role ${readerRole}, which only the service account ${serviceAccount} of ${namespace} takes, by tokens of ${issuer}`,
    way: `from the pods to S3 in ${place.region} at port 443, through what kubernetes.storageBlocks opens`,
    pays: `the account ${place.account} for what leaves ${place.region}; nothing where the cluster stands in it`,
  };
}
