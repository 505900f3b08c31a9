/** Bindings of Google Cloud in one form: members, bindings, whole policies, and what datasets hold inline. */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, list, type Resource, type Stack } from "../../readers/stack.js";
import { parsedJson } from "../../remembered.js";

/** What a binding is on. */
export type Scope =
  | { readonly kind: "project"; readonly name: string }
  /** A folder, an organization: everything below. */
  | { readonly kind: "above"; readonly name: string }
  | { readonly kind: "ring"; readonly name: string }
  | { readonly kind: "thing"; readonly name: string; readonly type: string; readonly address: string };

/** One member with one role on one thing. */
export interface Binding {
  readonly who: string;
  readonly isPublic: boolean;
  /** As the stack writes it: a name, or a reference to a custom role. */
  readonly role: unknown;
  readonly condition?: string;
  readonly scope: Scope;
  /** As a person reads it. */
  readonly on: string;
  /** What the resource does beside granting. */
  readonly note?: string;
  readonly address: string;
}

const iam = /^(google_\w+)_iam_(member|binding|policy)$/;

/** Whether this review reads the type as a grant. */
export const isBinding = (type: string): boolean =>
  iam.test(type) || type === "google_bigquery_dataset" || type === "google_bigquery_dataset_access" || isAcl(type);

const isAcl = (type: string): boolean =>
  /^google_storage_(bucket_access_control|object_access_control|default_object_access_control)$/.test(type);

/** What a grant is on: every argument that is not about who, what and when names it. */
function scopeOf(resource: Resource, base: string, references: References): Pick<Binding, "scope" | "on"> {
  const { role, member, members, condition, policy_data, location, region, ...named } = resource.arguments;
  const parts = Object.entries(named).filter(([key, value]) => typeof value === "string" && key !== "provider");
  const rest = parts.filter(([key]) => key !== "project");
  const project = references.text(named["project"]);
  if (base === "google_project" || (rest.length === 0 && project !== ""))
    return { scope: { kind: "project", name: project }, on: `project ${project}` };
  const text = rest.map(([, value]) => references.text(value)).join(" / ") || resource.path;
  if (/^google_(folder|organization|billing_account)$/.test(base))
    return { scope: { kind: "above", name: text }, on: `${base.replace("google_", "")} ${text}` };
  const target = rest.map(([, value]) => references.target(value)).find((each) => each !== undefined);
  const last = (rest.map(([, value]) => references.text(value)).at(-1) ?? "").split("/").at(-1) ?? "";
  if (base === "google_kms_key_ring") return { scope: { kind: "ring", name: last }, on: text };
  const name = last.replace(/^\{(.+)\}$/, "$1");
  const address = target !== undefined && target.type === base ? target.address : "";
  return { scope: { kind: "thing", name, type: base, address }, on: text };
}

/** The bindings of a `policy_data`: JSON, or a reference to `data.google_iam_policy`. */
function written(policyData: unknown, references: References): readonly Arguments[] | undefined {
  const data = references.target(policyData);
  if (data?.type === "google_iam_policy") return blocks(data.arguments["binding"]);
  try {
    const policy: unknown = typeof policyData === "string" ? parsedJson(policyData) : undefined;
    const found = isMap(policy) ? policy["bindings"] : undefined;
    return Array.isArray(found) && found.every(isMap) ? found : undefined;
  } catch {
    return undefined;
  }
}

function conditionOf(value: unknown, references: References): string | undefined {
  const found = blocks(value).map((each) => references.text(each["expression"] ?? each["title"]));
  return found.length === 0 ? undefined : found.join(" && ");
}

/** A member as a person reads it. */
function memberText(member: unknown, references: References): Pick<Binding, "who" | "isPublic"> {
  const text = references.text(member);
  const isPublic = /^(allUsers|allAuthenticatedUsers)$/i.test(text);
  return { who: isPublic ? `everybody (${text})` : text.replace(/^serviceAccount:\{(.+)\}$/, "$1"), isPublic };
}

/** An address of a dataset's access: people and service accounts stand in one argument, and have different members. */
const emailMember = (email: string): string =>
  `${/(\.|@)gserviceaccount\.com$/.test(email) ? "serviceAccount" : "user"}:${email}`;

/** The access blocks of a dataset, inline or on their own. */
function datasetAccess(resource: Resource, references: References): readonly Binding[] {
  const isOwn = resource.type === "google_bigquery_dataset";
  const held = isOwn ? blocks(resource.arguments["access"]) : [resource.arguments];
  const name = isOwn ? references.name(resource) : references.text(resource.arguments["dataset_id"]);
  const basic: Readonly<Record<string, string>> = {
    READER: "roles/bigquery.dataViewer",
    WRITER: "roles/bigquery.dataEditor",
    OWNER: "roles/bigquery.dataOwner",
  };
  return held.flatMap((each): readonly Binding[] => {
    const { role, user_by_email: user, group_by_email: group, special_group: special, iam_member: member } = each;
    const given = [
      user === undefined ? [] : [emailMember(references.text(user))],
      group === undefined ? [] : [`group:${references.text(group)}`],
      special === undefined ? [] : [references.text(special)],
      each["domain"] === undefined ? [] : [`domain:${references.text(each["domain"])}`],
      member === undefined ? [] : [references.text(member)],
    ].flat();
    const asked = references.text(role);
    return given.map((who) => ({
      ...memberText(who, references),
      role: basic[asked] ?? (asked === "" ? "roles/bigquery.dataViewer" : asked),
      scope: { kind: "thing", name, type: "google_bigquery_dataset", address: isOwn ? resource.address : "" },
      on: name,
      address: resource.address,
    }));
  });
}

/** An entry of an access control list of Cloud Storage. */
function aclEntry(resource: Resource, references: References): Binding {
  const { entity, role, bucket } = resource.arguments;
  const name = references.text(bucket);
  const names: Readonly<Record<string, string>> = {
    OWNER: "roles/storage.legacyBucketOwner",
    WRITER: "roles/storage.legacyBucketWriter",
    READER: resource.type.includes("object") ? "roles/storage.legacyObjectReader" : "roles/storage.legacyBucketReader",
  };
  return {
    ...memberText(entity, references),
    role: names[references.text(role)] ?? references.text(role),
    scope: { kind: "thing", name: name.replace(/^\{(.+)\}$/, "$1"), type: "google_storage_bucket", address: "" },
    on: name,
    address: resource.address,
  };
}

/** The bindings of one resource; `undefined` members mean that the policy cannot be read. */
export function googleBindings(resource: Resource, references: References, _stack: Stack): readonly Binding[] {
  if (resource.isData) return [];
  if (/^google_bigquery_dataset(_access)?$/.test(resource.type)) return datasetAccess(resource, references);
  if (isAcl(resource.type)) return [aclEntry(resource, references)];
  const [, base = "", kind] = iam.exec(resource.type) ?? [];
  if (kind === undefined) return [];
  const where = scopeOf(resource, base, references);
  const binding = (member: unknown, role: unknown, condition: unknown, note?: string): Binding => {
    const text = conditionOf(condition, references);
    return {
      ...memberText(member, references),
      role,
      ...(text === undefined ? {} : { condition: text }),
      ...where,
      ...(note === undefined ? {} : { note }),
      address: resource.address,
    };
  };
  const { member, members, role, condition, policy_data: policyData } = resource.arguments;
  if (kind === "member") return [binding(member, role, condition)];
  if (kind === "binding")
    return list(members).map((each) => binding(each, role, condition, "replaces every other member of this role"));
  return (written(policyData, references) ?? []).flatMap((each) =>
    list(each["members"]).map((one) => binding(one, each["role"], each["condition"], "replaces the whole policy")),
  );
}
