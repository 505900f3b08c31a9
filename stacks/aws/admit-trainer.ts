/** How service accounts of a cluster train out of the bucket of a half that serves on SageMaker. */
import type { TerraformStack } from "cdktf";
import type { AdmittedTrainer, Trainer } from "../halves.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";
import { admitPods } from "./pods.js";

/** Adds a role for what trains and one for what exports. Neither has a right in SageMaker. */
export function admitTrainer(
  stack: TerraformStack,
  { owners }: AwsSpec,
  { names, place, dataBucket }: AwsFoundations,
  { namespace, training, exporter, issuer }: Trainer,
): AdmittedTrainer {
  const pods = { ...place, namespace, issuer };
  const trains = { use: "training", id: "trainer", roleName: names.trainingRole, owner: owners.training } as const;
  const exports = { use: "exporter", id: "exporter", roleName: names.exporterRole, owner: owners.data } as const;
  return {
    bucketUri: `s3://${names.dataBucket}`,
    region: place.region,
    training: admitPods(stack, dataBucket, pods, { ...trains, serviceAccount: training }),
    exporter: admitPods(stack, dataBucket, pods, { ...exports, serviceAccount: exporter }),
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
