/** External locations, and which URL may lie where. */
import { usable } from "./credentials.js";
import { denied, invalid, Refusal } from "./refusal.js";
import { holds, manages } from "./securables.js";
import { changedLocation, newLocation } from "./shapes/unity-catalog.js";
import { type Json, type Request, route, textAt, thing, thingsOf, type World } from "./world.js";

const folder = (url: string) => `${url.replace(/\/+$/, "")}/`;

/** Whether one URL is a folder of the other, or is the other. */
export const overlap = (one: string, other: string): boolean =>
  folder(one).startsWith(folder(other)) || folder(other).startsWith(folder(one));

/** The external location that a URL lies in. Ends where it lies in no location. */
export function locationOf(world: World, url: string): Json {
  const found = thingsOf(world, "locations").find(([, each]) => folder(url).startsWith(folder(textAt(each, "url"))));
  if (found === undefined)
    throw new Refusal(
      404,
      "EXTERNAL_LOCATION_DOES_NOT_EXIST",
      `No parent external location was found for path '${url}'.`,
    );
  return found[1];
}

/**
 * Ends where a URL overlaps one that something else has: locations each other, managed storage each other, volumes each
 * other and managed storage. docs.databricks.com/volumes/paths (2026-12)
 */
export function alone(world: World, url: string, others: readonly string[], self = ""): void {
  const taken = others.flatMap((kind) =>
    thingsOf(world, kind).flatMap(([key, each]) => {
      const at = textAt(each, kind === "locations" ? "url" : kind === "volumes" ? "storage_location" : "storage_root");
      return key !== self && at !== "" && overlap(at, url) ? [`${at} of ${key}`] : [];
    }),
  );
  if (taken.length > 0)
    throw invalid(`LOCATION_OVERLAP: Input path url '${url}' overlaps with other locations: ${taken.join(", ")}.`);
}

/** docs.databricks.com/api/uc-external-locations/v1/create-external-location (2026-12): rights on both */
function made(world: World, { body, caller }: Request): Json {
  const name = textAt(body, "name").toLowerCase();
  const url = textAt(body, "url").replace(/\/$/, "");
  if (world.things.has(`locations/${name}`))
    throw new Refusal(409, "EXTERNAL_LOCATION_ALREADY_EXISTS", `External Location '${name}' already exists.`);
  const credential = thing(world, "credentials", textAt(body, "credential_name"));
  if (credential === undefined)
    throw new Refusal(
      404,
      "STORAGE_CREDENTIAL_DOES_NOT_EXIST",
      `Storage Credential '${textAt(body, "credential_name")}' does not exist.`,
    );
  const metastore = textAt(world.things.get("metastore"), "metastore_id");
  for (const [type, name] of [
    ["metastore", metastore],
    ["storage_credential", textAt(body, "credential_name")],
  ] as const)
    if (!holds(world, caller, "CREATE_EXTERNAL_LOCATION", type, name))
      throw denied(`User does not have CREATE EXTERNAL LOCATION on ${type} '${name}'.`);
  alone(world, url, ["locations"]);
  if (body["skip_validation"] !== true) usable(world, credential);
  const location = {
    ...{ isolation_mode: "ISOLATION_MODE_OPEN", fallback: false, read_only: false },
    ...body,
    ...{ name, url, owner: caller, metastore_id: metastore },
    ...{ credential_id: credential["id"], created_at: 1, created_by: caller, updated_at: 1, updated_by: caller },
  };
  world.things.set(`locations/${name}`, location);
  return location;
}

function found(world: World, { parts: [name = ""] }: Request): Json {
  const location = thing(world, "locations", name.toLowerCase());
  if (location === undefined)
    throw new Refusal(404, "EXTERNAL_LOCATION_DOES_NOT_EXIST", `External Location '${name}' does not exist.`);
  return location;
}

function changed(world: World, request: Request): Json {
  const location = found(world, request);
  manages(world, request.caller, "external_location", textAt(location, "name"));
  return Object.assign(location, request.body);
}

/**
 * What depends on a location keeps it, unless the call forces.
 * docs.databricks.com/api/uc-external-locations/v1/delete-external-location (2026-12)
 */
function deleted(world: World, request: Request): Json {
  const location = found(world, request);
  const name = textAt(location, "name");
  manages(world, request.caller, "external_location", name);
  const within = (kind: string, key: string) =>
    thingsOf(world, kind).filter(([, each]) => folder(textAt(each, key)).startsWith(folder(textAt(location, "url"))));
  const dependent = [...within("volumes", "storage_location"), ...within("catalogs", "storage_root")];
  if (dependent.length > 0 && request.query.get("force") !== "true")
    throw invalid(`External Location '${name}' has dependent ${dependent.map(([key]) => key).join(", ")}.`);
  world.things.delete(`locations/${name}`);
  world.privileges.delete(`external_location/${name}`);
  return {};
}

/** Ends where a caller may not use a location for something. */
export function mayUse(world: World, caller: string, privilege: string, url: string): void {
  const name = textAt(locationOf(world, url), "name");
  if (!holds(world, caller, privilege, "external_location", name))
    throw denied(`User does not have ${privilege} on External Location '${name}'.`);
}

const base = "/api/2.1/unity-catalog/external-locations";
export const locations = [
  route("POST", base, (world, request) => [200, made(world, request)], newLocation),
  route("GET", `${base}/{}`, (world, request) => [200, found(world, request)]),
  route("PATCH", `${base}/{}`, (world, request) => [200, changed(world, request)], changedLocation),
  route("DELETE", `${base}/{}`, (world, request) => [200, deleted(world, request)]),
];
