/** How service accounts of a cluster train out of the bucket of a half that serves on SageMaker. */
import type { TerraformStack } from "cdktf";
import { WorkloadIdentity } from "../../constructs/aws/workload-identity.js";
import type { AdmittedTrainer, Carried, Trainer } from "../halves.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";

/** Adds a role for what trains and one for what exports. Neither has a right in SageMaker. */
export function admitTrainer(
  stack: TerraformStack,
  { owners }: AwsSpec,
  { names, place, dataBucket }: AwsFoundations,
  { namespace, training, exporter, issuer }: Trainer,
): AdmittedTrainer {
  const roleFor = (id: string, roleName: string, serviceAccount: string, owner: string): WorkloadIdentity =>
    new WorkloadIdentity(stack, id, {
      ...{ ...place, roleName, owner, namespace, serviceAccount, issuer },
      box: "data bucket",
    });
  const trains = roleFor("trainer", names.trainingRole, training, owners.training);
  // what a training job reads and writes on SageMaker itself; never what leaves the platform (exports/)
  for (const prefix of ["data/", "artifacts/", "evaluation/", "models/"] as const) {
    dataBucket.grantRead(trains.identity, prefix);
  }
  for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
    dataBucket.grantWrite(trains.identity, prefix);
  }
  const exports = roleFor("exporter", names.exporterRole, exporter, owners.data);
  for (const prefix of ["models/", "evaluation/"] as const) dataBucket.grantRead(exports.identity, prefix);

  const carried = ({ serviceAccountAnnotations: annotations, podLabels }: WorkloadIdentity): Carried => {
    return { annotations, podLabels };
  };
  return {
    bucketUri: `s3://${names.dataBucket}`,
    region: place.region,
    training: carried(trains),
    exporter: carried(exports),
    by:
      `written by the role ${names.trainingRole}, which only the service account ${training} of ${namespace} takes, by ` +
      `tokens of ${issuer}; read by ${names.endpointRole}`,
    way:
      `from the pods to S3 in ${place.region} at port 443, through what kubernetes.storageBlocks opens; from there ` +
      "SageMaker copies it to the endpoint",
    pays:
      `whoever runs the cluster for what leaves its network, and the account ${place.account} for data that the pods read ` +
      `outside of ${place.region}; nothing where the cluster stands in it`,
  };
}
