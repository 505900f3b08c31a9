/** Names on Google, composed in one place from the pilot's name. Globally unique names end in the project id. */
import { createHash } from "node:crypto";
import { shortHash } from "../pilot-spec/hash.js";
import type { ComposedName, NameRule } from "../pilot-spec/names.js";
import type { PilotSpec } from "../pilot-spec/schema.js";

const rules = {
  // docs.cloud.google.com/storage/docs/buckets#naming (2026-10)
  gcsBucket: {
    kind: "Cloud Storage bucket name",
    pattern: /^(?!goog)(?!.*g[o0]{2}gle)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
    allowed:
      "3 to 63 lower-case letters, digits, - and _, not beginning with goog, without google or a spelling like it",
  },
  // docs.cloud.google.com/iam/docs/service-accounts-create (2026-10)
  serviceAccount: {
    kind: "service account id",
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    allowed: "6 to 30 lower-case letters, digits and -",
  },
} satisfies Record<string, NameRule>;

/** Ten digits of a hash, the first not 0: what Vertex AI takes as the id of an endpoint. */
function numericId(...parts: readonly string[]): string {
  const number = Number.parseInt(createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 12), 16);
  return String(1_000_000_000 + (number % 9_000_000_000));
}

/** Names on Google. */
export function googleNames(pilot: string, project: string, keyGeneration = 1, generation = 0) {
  // Ids that Google holds back after a destroy.
  const again = generation === 0 ? "" : `_${generation}`;
  return {
    prefix: pilot,
    dataBucket: `${pilot}-data-${project}`,
    accessLogBucket: `${pilot}-access-logs-${project}`,
    keyRing: `${pilot}-data-${keyGeneration}`,
    listRoleId: `${pilot.replaceAll("-", "_")}_data_list${again}`,
    apiForwardingRule: `apis${shortHash(project, pilot)}`,
    trainingAccount: `${pilot}-training`,
    pipelineAccounts: { pipeline: `${pilot}-jobs`, workflow: `${pilot}-runs`, schedule: `${pilot}-clock` },
    batchAccounts: {
      pipeline: `${pilot}-batch-jobs`,
      workflow: `${pilot}-batch-runs`,
      schedule: `${pilot}-batch-clock`,
    },
    endpointAccounts: { serving: `${pilot}-serving`, release: `${pilot}-release` },
    exporterAccount: `${pilot}-exporter`,
    imageRepository: `${pilot}-image`,
    pipeline: `${pilot}-pipeline`,
    batchPipeline: `${pilot}-batch`,
    model: `${pilot}-model`,
    endpoint: `${pilot}-endpoint`,
    endpointId: numericId(project, pilot),
    budget: `${pilot}-budget`,
    dashboard: `${pilot}-dashboard`,
    captureDataset: `${pilot.replaceAll("-", "_")}_capture`,
  } as const;
}

/** The names of a pilot that Google has a rule for. */
export function composedNames(
  spec: Pick<PilotSpec, "name"> & { readonly google?: PilotSpec["google"] },
): readonly ComposedName[] {
  const names = googleNames(spec.name, spec.google?.project ?? "");
  return [
    { rule: rules.gcsBucket, name: names.dataBucket },
    { rule: rules.gcsBucket, name: names.accessLogBucket },
    // the longest of its service accounts
    { rule: rules.serviceAccount, name: names.batchAccounts.schedule },
  ];
}
