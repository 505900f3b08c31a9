/** IAM of Google Cloud as rows: members, bindings and whole policies of any resource, and custom roles. */

import { type Grant, type GrantReader, notUnderstood } from "../../readers/permissions.js";
import type { References } from "../../readers/references.js";
import { blocks, isMap, type Resource, type Stack } from "../../readers/stack.js";
import { type Binding, googleBindings, isBinding } from "./bindings.js";
import { isBasic, permissionsOf, verbOfPermission } from "./roles.js";

/** A role's verbs, and the words for it; a custom role of this stack is opened. */
function role({ role: given }: Binding, references: References, stack: Stack): Pick<Grant, "verbs" | "actions"> {
  const text = references.text(given);
  const isPredefined = /^roles\//.test(text);
  if (/^roles\/(owner|editor)$/.test(text)) return { verbs: ["everything"], actions: [text] };
  const permissions = permissionsOf(given, references, stack);
  if (permissions === undefined) return { verbs: ["not understood"], actions: [text] };
  const verbs = [...new Set(permissions.map((each) => verbOfPermission(each) ?? "not understood"))];
  // what Google's own role may beside is Google's business, as long as something of it is known
  const known = verbs.filter((verb) => verb !== "not understood");
  return { verbs: isPredefined && known.length > 0 ? known : verbs, actions: isPredefined ? [text] : permissions };
}

/** Google's own projects, in which service agents are: https://cloud.google.com/iam/docs/service-agents (2026-11). */
const agents =
  /^(gcp-sa-[a-z-]+|gs-project-accounts|bigquery-encryption|compute-system|container-engine-robot|containerregistry|serverless-robot-prod|dataflow-service-producer-prod|dataproc-accounts|cloud-redis|gae-api-prod)$/;

const projects = new WeakMap<Stack, ReadonlySet<string>>();

/** The projects that a stack's provider and its resources name: what is in one of them is not from outside. */
function ownProjects(stack: Stack): ReadonlySet<string> {
  const found = projects.get(stack);
  if (found !== undefined) return found;
  const { json, resources } = stack;
  const provider = isMap(json["provider"]) ? blocks(json["provider"]["google"]) : [];
  const named = [...provider, ...resources.map(({ arguments: given }) => given)].map(({ project }) => project);
  const own = new Set(named.filter((project) => typeof project === "string"));
  projects.set(stack, own);
  return own;
}

/**
 * Whether a member is from outside: somebody for whom an issuer vouches through a pool of workload identities, or a
 * service account of another project. Google's own service agents are neither.
 * https://cloud.google.com/iam/docs/principal-identifiers (2026-11)
 */
function isFromOutside(member: string, stack: Stack): boolean {
  if (
    /^principal(Set)?:\/\/iam\.googleapis\.com\/projects\/[^/]+\/locations\/global\/workloadIdentityPools\//.test(
      member,
    )
  )
    return true;
  const own = ownProjects(stack);
  // a convenience value is everybody with that basic role in a project
  const [, of] = /^project(?:Viewer|Editor|Owner):(.+)$/.exec(member) ?? [];
  if (of !== undefined) return own.size > 0 && !own.has(of);
  const [, project] = /^serviceAccount:[^@]+@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(member) ?? [];
  if (project === undefined || agents.test(project)) return false;
  return own.size > 0 && !own.has(project);
}

function row(binding: Binding, references: References, stack: Stack): Grant {
  const text = references.text(binding.role);
  const isWide = isBasic(text) && text !== "roles/viewer";
  const isProject = binding.scope.kind === "project" || binding.scope.kind === "above";
  return {
    ...role(binding, references, stack),
    who: binding.who,
    effect: "may",
    ...(isFromOutside(binding.who, stack) ? { foreign: true as const } : {}),
    on: [binding.on],
    when: binding.condition === undefined ? [] : [binding.condition],
    ...(binding.note === undefined ? {} : { note: binding.note }),
    address: binding.address,
    isPublic: binding.isPublic,
    wildcards: [
      ...(binding.isPublic ? (["principal"] as const) : []),
      ...(isWide ? (["action"] as const) : []),
      ...(isWide && isProject ? (["resource"] as const) : []),
    ],
  };
}

/**
 * Whom a provider lets into its pool: a gate that grants nothing, since a binding names who of the pool may what.
 * cloud.google.com/iam/docs/workload-identity-federation (2026-11)
 */
function poolProvider(resource: Resource, references: References): readonly Grant[] {
  const { arguments: given, address } = resource;
  if (given["disabled"] === true) return [];
  const issuers = [
    ...blocks(given["oidc"]).map((each) => references.text(each["issuer_uri"])),
    ...blocks(given["aws"]).map((each) => `AWS account ${references.text(each["account_id"])}`),
    ...blocks(given["saml"]).map(() => "an issuer of SAML"),
    ...blocks(given["x509"]).map(() => "an issuer of certificates"),
  ];
  const mapping = isMap(given["attribute_mapping"]) ? Object.entries(given["attribute_mapping"]) : [];
  const condition = references.text(given["attribute_condition"]);
  const actions = mapping.map(([key, value]) => `${key} = ${references.text(value)}`);
  return issuers.map((issuer) => ({
    who: `federated ${issuer}`,
    effect: "lets through",
    verbs: ["act as"],
    actions: actions.length > 0 ? actions : ["its own attributes"],
    on: [`pool ${references.text(given["workload_identity_pool_id"])}`],
    when: condition === "" ? [] : [condition],
    ...(condition === "" ? { note: "everybody for whom the issuer vouches" } : {}),
    address,
    isPublic: false,
    wildcards: condition === "" ? ["principal"] : [],
  }));
}

/** Rows of one Google resource. */
export const permissions: GrantReader = (resource, references, stack) => {
  if (!resource.type.startsWith("google_")) return undefined;
  // a pool is a place: what is in it is let in by its providers, and may what bindings say
  if (resource.type === "google_iam_workload_identity_pool") return [];
  if (resource.type === "google_iam_workload_identity_pool_provider" && !resource.isData)
    return poolProvider(resource, references);
  if (resource.isData) return resource.type === "google_iam_policy" ? [] : undefined;
  // a custom role grants where it is bound
  if (/_iam_custom_role$/.test(resource.type)) return [];
  if (!isBinding(resource.type)) return undefined;
  const found = googleBindings(resource, references, stack);
  if (found.length > 0) return found.map((each) => row(each, references, stack));
  const what = /_iam_policy$/.test(resource.type) ? "policy_data" : "members";
  return /_iam_(policy|binding)$/.test(resource.type) ? [notUnderstood(resource, what)] : [];
};
