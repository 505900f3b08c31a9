/** Storage credentials: roles of AWS that Unity Catalog takes. */
import { denied, invalid, missing, Refusal } from "./refusal.js";
import { holds, manages } from "./securables.js";
import { changedCredential, newCredential } from "./shapes/unity-catalog.js";
import { type Json, type Request, route, textAt, thing, thingsOf, type World } from "./world.js";

/**
 * Ends where Unity Catalog cannot take the role of a credential: it shows the credential's own id, and the role must
 * also take itself. What has no role came from elsewhere and is taken at its word.
 * docs.databricks.com/aws/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual (2026-12)
 */
export function usable(world: World, credential: Json): void {
  const role = textAt(credential, "aws_iam_role", "role_arn");
  if (role === "") return;
  if (!world.settings.takes(role, textAt(credential, "aws_iam_role", "external_id")))
    throw denied(`AWS IAM role '${role}' of the credential cannot be assumed, or does not assume itself.`);
}

/** docs.databricks.com/api/workspace/storagecredentials/create (2026-12): the right, and what is added */
function made(world: World, { body, caller }: Request): Json {
  const name = textAt(body, "name").toLowerCase();
  const metastore = textAt(world.things.get("metastore"), "metastore_id");
  if (!holds(world, caller, "CREATE_STORAGE_CREDENTIAL", "metastore", metastore))
    throw denied(`User does not have CREATE STORAGE CREDENTIAL on Metastore '${metastore}'.`);
  if (world.things.has(`credentials/${name}`))
    throw new Refusal(409, "STORAGE_CREDENTIAL_ALREADY_EXISTS", `Storage Credential '${name}' already exists.`);
  const { skip_validation: isSkipped, ...given } = body;
  const id = `credential-${world.number()}`;
  const credential = {
    ...{ isolation_mode: "ISOLATION_MODE_OPEN", read_only: false, used_for_managed_storage: false },
    ...given,
    ...{ id, name, full_name: name, owner: caller, metastore_id: metastore, created_at: 1, created_by: caller },
    aws_iam_role: {
      role_arn: textAt(body, "aws_iam_role", "role_arn"),
      external_id: `external-id-of-${id}`,
      unity_catalog_iam_arn: "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL",
    },
  };
  if (isSkipped !== true) usable(world, credential);
  world.things.set(`credentials/${name}`, credential);
  return credential;
}

function found(world: World, { parts: [name = ""] }: Request): Json {
  const credential = thing(world, "credentials", name.toLowerCase());
  if (credential === undefined) throw missing(`Storage Credential '${name}'`);
  return credential;
}

function changed(world: World, request: Request): Json {
  const credential = found(world, request);
  manages(world, request.caller, "storage_credential", textAt(credential, "name"));
  const { skip_validation: isSkipped, aws_iam_role: role, ...given } = request.body;
  const next = {
    ...credential,
    ...given,
    aws_iam_role: { ...(credential["aws_iam_role"] as Json), ...(role as Json) },
  };
  if (isSkipped !== true) usable(world, next);
  return Object.assign(credential, next);
}

/** What depends on a credential keeps it, unless the call forces: docs.databricks.com/api, as above. */
function deleted(world: World, request: Request): Json {
  const name = textAt(found(world, request), "name");
  manages(world, request.caller, "storage_credential", name);
  const users = thingsOf(world, "locations").filter(([, each]) => textAt(each, "credential_name") === name);
  if (users.length > 0 && request.query.get("force") !== "true")
    throw invalid(`Storage Credential '${name}' has dependent ${users.map(([key]) => key).join(", ")}.`);
  world.things.delete(`credentials/${name}`);
  world.privileges.delete(`storage_credential/${name}`);
  return {};
}

const base = "/api/2.1/unity-catalog/storage-credentials";
export const credentials = [
  route("POST", base, (world, request) => [200, made(world, request)], newCredential),
  route("GET", `${base}/{}`, (world, request) => [200, found(world, request)]),
  route("PATCH", `${base}/{}`, (world, request) => [200, changed(world, request)], changedCredential),
  route("DELETE", `${base}/{}`, (world, request) => [200, deleted(world, request)]),
];
