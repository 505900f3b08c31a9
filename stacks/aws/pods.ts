/** What service accounts of a cluster may do in a bucket of S3, each by a role of its own. */
import type { TerraformStack } from "cdktf";
import type { DataBucket, Prefix } from "../../constructs/aws/data-bucket.js";
import { WorkloadIdentity } from "../../constructs/aws/workload-identity.js";
import type { Carried } from "../halves.js";

/** Where a role stands, and whom it trusts. */
export interface PodsPlace {
  readonly account: string;
  readonly region: string;
  readonly tags: Record<string, string>;
  readonly namespace: string;
  readonly issuer: string;
}

/** What each use may do: what trains never reads what leaves the platform (exports/). */
const prefixes = {
  training: {
    read: ["data/", "artifacts/", "evaluation/", "models/"],
    write: ["artifacts/", "evaluation/", "models/"],
  },
  serving: { read: ["models/"], write: [] },
  exporter: { read: ["models/", "evaluation/"], write: [] },
} as const satisfies Record<string, Readonly<Record<"read" | "write", readonly Prefix[]>>>;

/** What a service account does. */
export type Use = keyof typeof prefixes;

/** Adds the role of one service account. It has no right in SageMaker. Returns what the account must carry. */
export function admitPods(
  stack: TerraformStack,
  dataBucket: DataBucket,
  place: PodsPlace,
  props: {
    readonly use: Use;
    /** Of the construct. */
    readonly id: string;
    readonly roleName: string;
    readonly serviceAccount: string;
    readonly owner: string;
  },
): Carried {
  const { use, id, ...given } = props;
  const workload = new WorkloadIdentity(stack, id, { ...place, ...given, box: "data bucket" });
  for (const prefix of prefixes[use].read) dataBucket.grantRead(workload.identity, prefix);
  for (const prefix of prefixes[use].write) dataBucket.grantWrite(workload.identity, prefix);
  return { annotations: workload.serviceAccountAnnotations, podLabels: workload.podLabels };
}
