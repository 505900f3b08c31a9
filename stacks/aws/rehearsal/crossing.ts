/** Models that cross between SageMaker and another platform: by URI and hash, and by the role of the other half. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import type { Crossing, Host, Json } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import type { Model } from "../../rehearsal/release-text.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { AwsAccess } from "./access.js";

/** The variable by which the image learns which model may serve. */
const expected = "PILOT_MODEL_SHA256";

/** A model that the endpoint lists by URI and hash. */
export interface ListedModel {
  readonly model: Model;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The model of a container, where SageMaker copies a folder for it; undefined where it is a version of the registry.
 * docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html (2026-11)
 * @throws Error where the image does not learn which model may serve
 */
export function listedModel(json: Synthesized, container: Json): ListedModel | undefined {
  const [source] = container.model_data_source?.s3_data_source ?? [];
  if (source === undefined) return undefined;
  const uri = resolveReferences(json, source.s3_uri);
  if (source.s3_data_type !== "S3Prefix" || source.compression_type !== "None" || !uri.endsWith("/"))
    throw new Error(`${uri} must be a prefix that is not packed, and end with a slash`);
  const sha256 = container.environment?.[expected];
  if (sha256 === undefined) throw new Error(`the image must learn by ${expected} which model may serve`);
  return { model: { uri: uri.slice(0, -1), sha256 }, environment: container.environment };
}

/** What a run of SageMaker hands over: the folder of its archive, and the hash of the manifest in the archive. */
export function crossing(archive: string, host: Host): Crossing {
  const uri = archive.replace(/\/[^/]*$/, "");
  const manifest = execFileSync("tar", ["-xzOf", host.at(archive), "./manifest.json"]);
  return { uri, sha256: createHash("sha256").update(manifest).digest("hex"), lies: uri };
}

/** Which actions a model needs that the other half reads or writes, by the id of its role in the stack. */
const needed = { reader: ["s3:GetObject"], trainer: ["s3:GetObject", "s3:PutObject"] } as const;

/** Throws where the role that the stack makes for the other half may not do what the crossing needs. */
export function admits(json: Synthesized, uri: string): void {
  const roles = Object.entries(needed).flatMap(([id, actions]) => {
    const name = json.resource?.["aws_iam_role"]?.[id]?.["name"];
    return typeof name === "string" ? [{ name, actions }] : [];
  });
  if (roles.length === 0) throw new Error("the stack makes no role for the other half, so nothing can cross");
  for (const { name, actions } of roles) {
    const access = new AwsAccess(json, name);
    for (const action of actions) access.demand(action, `${uri}/object`);
  }
}
