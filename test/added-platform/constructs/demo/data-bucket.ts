/**
 * A bucket of a platform that does not exist.
 *
 * Makes: one bucket with an expiry.
 * Needs: nothing.
 * Never: a bucket without an expiry.
 * Idle cost: its bytes.
 * Survives destroy: what it holds.
 * Verified by: the test of an added platform.
 */
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";

/** What a bucket needs. */
export interface DataBucketProps {
  /** The bucket's name. */
  readonly bucketName: string;
  /** Who owns it: one of the spec's addresses. */
  readonly owner: string;
  /** Days until an object expires. */
  readonly retentionDays: number;
}

/** A bucket. */
export class DataBucket extends Construct {
  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const bucket = new TerraformResource(this, "bucket", {
      terraformResourceType: "demo_bucket",
      terraformGeneratorMetadata: { providerName: "demo" },
    });
    bucket.addOverride("name", props.bucketName);
    bucket.addOverride("expire_after_days", props.retentionDays);
    record(this, {
      box: "data bucket",
      owner: props.owner,
      meter: { what: "bytes", whileIdle: true },
      limits: [],
      survives: [{ what: props.bucketName, costs: "its bytes", remove: `demo rm ${props.bucketName}` }],
    });
  }
}
