/** A bucket of Cloud Storage for a pilot on GKE, and the rights of the service accounts that use it. */
import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import { DataBucket, type Prefix } from "../../constructs/google/data-bucket.js";
import { WorkloadIdentity } from "../../constructs/google/workload-identity.js";
import type { BoxName } from "../../constructs/pilot/record.js";
import type { Carried, MadeBucket, PodUsers } from "../halves.js";
import type { PlatformStacks } from "../platform-contract.js";
import { addState } from "../state.js";
import type { GoogleSpec } from "./foundations.js";
import { googleNames } from "./names.js";
import { enableService } from "./services.js";

const namesOf = ({ name, google }: Pick<GoogleSpec, "name" | "google">) =>
  googleNames(name, google.project, google.keyGeneration, google.generation);

/** What each use may do: what trains never reads what leaves the platform (exports/). */
const prefixes = {
  training: { read: ["data/"], write: ["artifacts/", "evaluation/", "models/"] },
  serving: { read: ["models/"], write: [] },
  exporter: { read: ["models/", "evaluation/"], write: [] },
} as const satisfies Record<string, Readonly<Record<"read" | "write", readonly Prefix[]>>>;

/** Adds provider, state, services, bucket and rights. */
function add(stack: TerraformStack, spec: GoogleSpec, users: PodUsers): MadeBucket {
  const { name, owners, operators, onDestroy, google } = spec;
  const { projectNumber, region } = google;
  const names = namesOf(spec);
  new GoogleProvider(stack, "google", {
    project: google.project,
    region,
    userProjectOverride: true,
    billingProject: google.project,
  });
  addState(stack, spec.state, stack.node.id);
  const enabled = ["storage", ...(google.ownKey ? ["cloudkms"] : [])].map((service) =>
    enableService(stack, google.project, service),
  );
  const { project } = enableService(stack, google.project, "iam", enabled);
  const dataBucket = new DataBucket(stack, "data-bucket", {
    ...{ project, projectNumber, region },
    bucketName: names.dataBucket,
    accessLogBucketName: names.accessLogBucket,
    listRoleId: names.listRoleId,
    ...(google.ownKey ? { keyRing: names.keyRing } : {}),
    owner: owners.data,
    retentionDays: spec.data.retentionDays,
    operators: operators.google,
    onDestroy,
    labels: { ...spec.labels, pilot: name },
  });
  const admit = (use: keyof typeof prefixes, serviceAccount: string, owner: string): Carried => {
    // no issuer: Google knows the service accounts of its own clusters, and another cluster's pods lack its token
    const workload = new WorkloadIdentity(stack, use, {
      ...{ name, project, projectNumber, owner, namespace: users.namespace, serviceAccount },
      box: "data bucket" satisfies BoxName,
    });
    for (const prefix of prefixes[use].read) dataBucket.grantRead(workload.identity, prefix);
    for (const prefix of prefixes[use].write) dataBucket.grantWrite(workload.identity, prefix);
    return { annotations: workload.serviceAccountAnnotations, podLabels: workload.podLabels };
  };
  return {
    bucketUri: `gs://${names.dataBucket}`,
    accounts: {
      training: admit("training", users.training, owners.training),
      serving: admit("serving", users.serving, owners.serving),
      exporter: admit("exporter", users.exporter, owners.data),
    },
  };
}

/** What Vertex AI's cloud makes for others. */
export const storage: NonNullable<PlatformStacks["storage"]> = {
  admits: ["pods"],
  place: (spec) => ({ bucketUri: `gs://${namesOf(spec as GoogleSpec).dataBucket}` }),
  problems: () => [],
  add: (stack, spec, users) => {
    if (!("pods" in users))
      throw new Error("google: a bucket is made for pods alone, got a service; name one that exists");
    return add(stack, spec as GoogleSpec, users.pods);
  },
};
