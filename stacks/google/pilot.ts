/** The Google pilot: what a spec becomes on Vertex AI. Read it from top to bottom: it is the pilot. */
import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DataBucket } from "../../constructs/google/data-bucket.js";
import { PrivateNetwork } from "../../constructs/google/private-network.js";
import { addLedger } from "../ledger.js";
import { addNextSteps } from "../next-steps.js";
import { addRules } from "../rules/index.js";
import type { FitRow } from "../spec/fit.js";
import { googleNames } from "../spec/names.js";
import type { PilotSpec } from "../spec/schema.js";
import { addState } from "../state.js";
import { stackRules } from "./rules.js";
import { enableServices } from "./services.js";

/** One pilot on Google. */
export class GooglePilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "google">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, operators, onDestroy, network, google } = spec;
    const { projectNumber, region } = google;
    const names = googleNames(name, google.project, google.keyGeneration);
    const labels = { ...spec.labels, pilot: name };

    new GoogleProvider(this, "google", { project: google.project, region });
    addState(this, spec.state, `${name}-google`);
    const project = enableServices(this, google.project);
    const place = { project, projectNumber, region, labels };

    new PrivateNetwork(this, "private-network", {
      ...place,
      name,
      owner: owners.network,
      cidr: network.cidr,
      apiForwardingRuleName: names.apiForwardingRule,
      flowLogRetentionDays: network.flowLogRetentionDays,
      allowedClients: network.allowedClients,
      serviceControls: google.serviceControls,
      accessPolicy: google.accessPolicy,
      existing: google.existingNetwork,
    });

    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      bucketName: names.dataBucket,
      accessLogBucketName: names.accessLogBucket,
      keyRing: google.ownKey ? names.keyRing : undefined,
      owner: owners.data,
      retentionDays: spec.data.retentionDays,
      operators: operators.google,
      onDestroy,
    });

    addNextSteps(this, {
      next_2_upload_data: `gcloud storage rsync --recursive data/ gs://${dataBucket.bucketName}/data/`,
    });
    addLedger(this, {
      pilot: name,
      vendor: "google",
      phase: spec.image.digest === null ? 0 : Object.keys(google.releases).length === 0 ? 1 : 2,
      fit,
      releases: google.releases,
      live: google.live,
      spec: { incident: spec.incident, trial: spec.trial, network, operators: operators.google, budget: spec.budget },
    });
    addRules(this, stackRules);
  }
}
