/** The AWS pilot: what a spec becomes on SageMaker. Read it from top to bottom: it is the pilot. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DataBucket } from "../../constructs/aws/data-bucket.js";
import { PrivateNetwork } from "../../constructs/aws/private-network.js";
import { addLedger } from "../ledger.js";
import { addNextSteps } from "../next-steps.js";
import { addRules } from "../rules/index.js";
import type { FitRow } from "../spec/fit.js";
import { awsNames } from "../spec/names.js";
import type { PilotSpec } from "../spec/schema.js";
import { addState } from "../state.js";
import { stackRules } from "./rules.js";

/** One pilot on AWS. */
export class AwsPilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "aws">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, operators, onDestroy, network, aws } = spec;
    const { account, region } = aws;
    const names = awsNames(name, account);
    const tags = { ...spec.labels, pilot: name };
    const place = { account, region, tags };

    new AwsProvider(this, "aws", { region, allowedAccountIds: [account] });
    addState(this, spec.state, `${name}-aws`);

    const privateNetwork = new PrivateNetwork(this, "private-network", {
      ...place,
      name,
      owner: owners.network,
      cidr: network.cidr,
      zones: aws.zones,
      flowLogRetentionDays: network.flowLogRetentionDays,
      interfaceEndpoints: aws.interfaceEndpoints,
      allowedClients: network.allowedClients,
      existing: aws.existingNetwork,
    });

    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      bucketName: names.dataBucket,
      accessLogBucketName: names.accessLogBucket,
      keyAlias: names.keyAlias,
      owner: owners.data,
      retentionDays: { ...spec.data.retentionDays, capture: spec.endpoint.captureRetentionDays },
      operators: operators.aws,
      allowedClients: network.allowedClients,
      onDestroy,
    });
    privateNetwork.allowBucket(dataBucket);

    addNextSteps(this, { next_2_upload_data: `aws s3 sync data/ s3://${dataBucket.bucketName}/data/` });
    addLedger(this, {
      pilot: name,
      vendor: "aws",
      phase: spec.image.digest === null ? 0 : Object.keys(aws.releases).length === 0 ? 1 : 2,
      fit,
      releases: aws.releases,
      live: aws.live,
      spec: { incident: spec.incident, trial: spec.trial, network, operators: operators.aws, budget: spec.budget },
    });
    addRules(this, stackRules);
  }
}
