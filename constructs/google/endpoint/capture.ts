/** Where captured requests and answers go: a dataset whose tables expire. */
import { BigqueryDataset } from "@cdktf/provider-google/lib/bigquery-dataset/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { Forgotten } from "./forgotten.js";

export interface CaptureProps {
  /** Letters, digits and _. */
  readonly datasetId: string;
  readonly project: string;
  readonly projectNumber: string;
  readonly region: string;
  readonly retentionDays: number;
  /** @default - Google's keys */
  readonly keyId?: string;
  /** The dataset's right to use the key. */
  readonly dependsOn: ITerraformDependable[];
  /** Remove the dataset with what is in it. */
  readonly forceDestroy: boolean;
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** A BigQuery dataset that Vertex AI writes to. */
export class Capture extends Construct {
  readonly dataset: BigqueryDataset;

  constructor(scope: Construct, id: string, props: CaptureProps) {
    super(scope, id);
    const expirationMs = props.retentionDays * 86_400_000;
    this.dataset = new BigqueryDataset(this, "Default", {
      project: props.project,
      location: props.region,
      datasetId: props.datasetId,
      // Partitions too: the table is one, and grows by the day.
      defaultTableExpirationMs: expirationMs,
      defaultPartitionExpirationMs: expirationMs,
      ...given({
        defaultEncryptionConfiguration: props.keyId === undefined ? undefined : { kmsKeyName: props.keyId },
        labels: props.labels,
      }),
      // Named, because without a list BigQuery lets the project's readers and writers in.
      // docs.cloud.google.com/bigquery/docs/access-control-basic-roles (2026-11)
      access: [
        { role: "OWNER", specialGroup: "projectOwners" },
        { role: "WRITER", userByEmail: `service-${props.projectNumber}@gcp-sa-aiplatform.iam.gserviceaccount.com` },
      ],
      deleteContentsOnDestroy: props.forceDestroy,
      dependsOn: props.dependsOn,
    });
    // The agent's right was a resource of its own. Its destroy would take the right from the list.
    new Forgotten(this, "write", "google_bigquery_dataset_iam_member");
  }
}
