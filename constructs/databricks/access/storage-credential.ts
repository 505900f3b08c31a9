/**
 * What Unity Catalog reads and writes a bucket by: a credential that names a role of AWS. The role may come after it,
 * because its trust needs the id that the credential gets.
 */
import { StorageCredential as Credential } from "@cdktf/provider-databricks/lib/storage-credential/index.js";
import { Construct } from "constructs";
import { plainName } from "../../pilot/plain-name.js";
import { record } from "../../pilot/record.js";
import { formProblems, type Problem, refuse } from "../checks/values.js";

/**
 * The role by which Unity Catalog takes the role of a credential, in the commercial regions of AWS. GovCloud has other
 * ones.
 * docs.databricks.com/aws/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual, and aws/constants.go of
 * the provider 1.99.0 (2026-12)
 */
export const unityCatalogRole = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL";

export interface StorageCredentialProps {
  /** Of the credential: unique in the metastore. */
  readonly name: string;
  /** Who owns the data. */
  readonly owner: string;
  /** The ARN of the role. It need not exist yet, so nothing is validated before a location is. */
  readonly roleArn: string;
}

/** What is wrong with props: one entry per problem. */
export const storageCredentialProblems = (
  props: Partial<StorageCredentialProps>,
): Array<Problem<keyof StorageCredentialProps>> =>
  formProblems<keyof StorageCredentialProps>([
    ["name", props.name, "credential"],
    ["owner", props.owner, "address"],
    ["roleArn", props.roleArn, "roleArn"],
  ]);

/** A storage credential of this workspace alone; whoever makes it owns it. */
export class StorageCredential extends Construct {
  /** The id that Unity Catalog shows when it takes the role: known once the credential is there. */
  readonly externalId: string;

  constructor(scope: Construct, id: string, props: StorageCredentialProps) {
    super(scope, id);
    refuse(this, storageCredentialProblems(props));
    const credential = new Credential(this, "Default", {
      name: props.name,
      comment: "the pilot's bucket",
      awsIamRole: { roleArn: props.roleArn },
      isolationMode: "ISOLATION_MODE_ISOLATED",
      // the role comes after it; the external location validates both
      skipValidation: true,
      forceDestroy: false,
    });
    plainName(
      credential,
      "/aws_iam_role/role_arn",
      "the role's trust needs the id of the credential, so it comes after it",
    );
    this.externalId = credential.awsIamRole.externalId;
    record(this, {
      box: "data bucket",
      owner: props.owner,
      safeguards: [
        { kind: "network-isolation", subject: "the storage credential", at: [credential, "/isolation_mode"] },
        { kind: "deletion-protection", subject: "the storage credential", at: [credential, "/force_destroy"] },
      ],
    });
  }
}
