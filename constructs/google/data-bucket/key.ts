/** The pilot's own key: rotated every 90 days, and used by named service agents only. */
import { KmsCryptoKey } from "@cdktf/provider-google/lib/kms-crypto-key/index.js";
import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js";
import { KmsKeyRing } from "@cdktf/provider-google/lib/kms-key-ring/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

/** Google's services that use the key for what they store; each through its own service agent. */
export type KeyService = "storage" | "vertex ai" | "images" | "captured requests";

// docs.cloud.google.com/iam/docs/service-agents (2026-10)
const agents: Record<KeyService, (projectNumber: string) => string> = {
  storage: (number) => `service-${number}@gs-project-accounts`,
  "vertex ai": (number) => `service-${number}@gcp-sa-aiplatform`,
  images: (number) => `service-${number}@gcp-sa-artifactregistry`,
  "captured requests": (number) => `bq-${number}@bigquery-encryption`,
};

export interface KeyProps {
  /** Names the key ring, which can never be deleted and its name never be used again. */
  readonly keyRing: string;
  readonly project: string;
  readonly projectNumber: string;
  readonly region: string;
  readonly services: readonly KeyService[];
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** A customer key in a key ring of its own. */
export class Key extends Construct {
  readonly key: KmsCryptoKey;
  /** `projects/…/cryptoKeys/…`, with the names as references. */
  readonly keyId: string;
  /** What uses the key waits for these. */
  readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id);
    const { project, region } = props;
    const ring = new KmsKeyRing(this, "ring", { project, location: region, name: props.keyRing });
    const keyRing = `projects/${project}/locations/${region}/keyRings/${ring.name}`;
    this.key = new KmsCryptoKey(this, "Default", {
      keyRing,
      name: "data",
      purpose: "ENCRYPT_DECRYPT",
      rotationPeriod: "7776000s",
      destroyScheduledDuration: "2592000s",
      ...given({ labels: props.labels }),
    });
    this.keyId = `${keyRing}/cryptoKeys/${this.key.name}`;
    this.policies = props.services.map(
      (service) =>
        new KmsCryptoKeyIamMember(this, `use-by-${service.replace(" ", "-")}`, {
          cryptoKeyId: this.keyId,
          role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
          member: `serviceAccount:${agents[service](props.projectNumber)}.iam.gserviceaccount.com`,
        }),
    );
  }
}
