/** What the halves of a pilot on Vertex AI stand on: provider, state, services, budget, quotas, network, bucket. */
import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import { Budget } from "../../constructs/google/budget.js";
import { DataBucket } from "../../constructs/google/data-bucket.js";
import { PrivateNetwork } from "../../constructs/google/private-network.js";
import { Quotas } from "../../constructs/google/quotas.js";
import type { Identity } from "../../constructs/google/training-job.js";
import type { Foundations } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { holdPlace } from "./held.js";
import { googleNames } from "./names.js";
import { quotaNeeds } from "./quotas.js";
import { enableServices } from "./services.js";

/** A spec with this platform's block. */
export type GoogleSpec = PilotSpec & Required<Pick<PilotSpec, "google">>;

/** What both halves take from here. */
export interface GoogleFoundations extends Foundations {
  readonly platform: "google";
  readonly names: ReturnType<typeof googleNames>;
  readonly place: {
    /** A reference: what is made in it waits for the services. */
    readonly project: string;
    readonly projectNumber: string;
    readonly region: string;
    readonly labels: Record<string, string>;
    readonly generation: number;
  };
  readonly operators: readonly Identity[];
  readonly budget: Budget;
  readonly privateNetwork: PrivateNetwork;
  readonly dataBucket: DataBucket;
}

/** Resolves an operator of the spec to what the grants take. */
function identityOf(member: string): Identity {
  return { name: member.replaceAll(/[^a-zA-Z0-9]+/g, "-"), member, policies: [] };
}

/** Adds them. */
export function addFoundations(stack: TerraformStack, spec: GoogleSpec): GoogleFoundations {
  const { name, owners, operators, onDestroy, network, google } = spec;
  const { projectNumber, region } = google;
  const names = googleNames(name, google.project, google.keyGeneration, google.generation);
  const labels = { ...spec.labels, pilot: name };

  // The budget's API wants a project that pays for the call: people's own credentials name none.
  new GoogleProvider(stack, "google", {
    project: google.project,
    region,
    userProjectOverride: true,
    billingProject: google.project,
  });
  addState(stack, spec.state, `${name}-google`);
  const project = enableServices(
    stack,
    google.project,
    projectNumber,
    google.serviceControls ? ["accesscontextmanager"] : [],
  );
  holdPlace(stack, spec);
  const place = { project, projectNumber, region, labels, generation: google.generation };

  const budget = new Budget(stack, "budget", {
    ...place,
    ...spec.budget,
    name: names.budget,
    billingAccount: google.billingAccount,
    owner: owners.budget,
  });
  new Quotas(stack, "quotas", {
    ...place,
    name,
    owner: owners.budget,
    needs: quotaNeeds(spec),
    mode: google.quotaCheck ? "check" : "list",
  });

  const privateNetwork = new PrivateNetwork(stack, "private-network", {
    ...place,
    name,
    owner: owners.network,
    cidr: network.cidr,
    apiForwardingRuleName: names.apiForwardingRule,
    flowLogRetentionDays: network.flowLogRetentionDays,
    allowedClients: network.allowedClients,
    serviceControls: google.serviceControls,
    accessPolicy: google.accessPolicy,
    paused: spec.paused,
    existing: google.existingNetwork,
  });

  const dataBucket = new DataBucket(stack, "data-bucket", {
    ...place,
    bucketName: names.dataBucket,
    accessLogBucketName: names.accessLogBucket,
    listRoleId: names.listRoleId,
    keyRing: google.ownKey ? names.keyRing : undefined,
    owner: owners.data,
    retentionDays: spec.data.retentionDays,
    operators: operators.google,
    keyServices: ["vertex ai", "images", "captured requests"],
    onDestroy,
  });

  return {
    platform: "google",
    names,
    place,
    operators: operators.google.map(identityOf),
    budget,
    privateNetwork,
    dataBucket,
  };
}
