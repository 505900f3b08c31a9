/** IAM of Google Cloud: members, bindings and whole policies of any resource, and custom roles. */

import type { References } from "../../read/references.js";
import { type Arguments, blocks, isMap, list, type Resource, type Stack } from "../../read/stack.js";
import { type Grant, type GrantReader, notUnderstood } from "../permissions.js";
import { roleVerbs, verbsOf } from "./verbs.js";

const iam = /^google_\w+_iam_(member|binding|policy)$/;

/** What a grant is on: every argument that is not about who, what and when names it. */
function subject(resource: Resource, references: References): string {
  const { role, member, members, condition, policy_data, location, region, ...named } = resource.arguments;
  const parts = Object.entries(named).filter(([key, value]) => typeof value === "string" && key !== "provider");
  const project = parts.filter(([key]) => key === "project");
  const rest = parts.filter(([key]) => key !== "project");
  const text = (rest.length > 0 ? rest : project).map(([, value]) => references.text(value)).join(" / ");
  const isWhole = rest.length === 0 && project.length > 0;
  return isWhole ? `project ${text}` : text || resource.path;
}

/** A role's verbs and actions; a custom role of this stack is opened. */
function role(value: unknown, references: References, stack: Stack): Pick<Grant, "verbs" | "actions" | "wildcards"> {
  const text = references.text(value);
  const custom =
    references.target(value) ??
    stack.resources.find(
      ({ type, arguments: given }) =>
        /^google_(project|organization)_iam_custom_role$/.test(type) &&
        text.endsWith(`/roles/${String(given["role_id"])}`),
    );
  if (custom !== undefined && /_iam_custom_role$/.test(custom.type)) {
    const permissions = references.texts(custom.arguments["permissions"]);
    return { verbs: verbsOf(permissions), actions: permissions, wildcards: [] };
  }
  const isBasic = /^roles\/(owner|editor)$/.test(text);
  return { verbs: roleVerbs(text), actions: [text], wildcards: isBasic ? ["action", "resource"] : [] };
}

function when(condition: unknown, references: References): readonly string[] {
  return blocks(condition).map((each) => references.text(each["expression"] ?? each["title"]));
}

/** The bindings of a `policy_data`: JSON, or a reference to `data.google_iam_policy`. */
function bindings(policyData: unknown, references: References): readonly Arguments[] | undefined {
  const data = references.target(policyData);
  if (data?.type === "google_iam_policy") {
    return blocks(data.arguments["binding"]).map(({ role: given, members, condition }) => ({
      role: given,
      members,
      condition,
    }));
  }
  try {
    const policy: unknown = typeof policyData === "string" ? JSON.parse(policyData) : undefined;
    const found = isMap(policy) ? policy["bindings"] : undefined;
    return Array.isArray(found) && found.every(isMap) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Rows of one Google resource. */
export const googleGrants: GrantReader = (resource: Resource, references: References, stack: Stack) => {
  if (!resource.type.startsWith("google_")) return undefined;
  if (resource.isData) return resource.type === "google_iam_policy" ? [] : undefined;
  // a custom role grants where it is bound
  if (/_iam_custom_role$/.test(resource.type)) return [];
  const kind = iam.exec(resource.type)?.[1];
  if (kind === undefined) return undefined;
  const on = [subject(resource, references)];
  const row = (member: unknown, given: unknown, condition: unknown, reason?: string): Grant => {
    const who = references.text(member);
    const found = role(given, references, stack);
    const isPublic = who === "allUsers" || who === "allAuthenticatedUsers";
    return {
      ...found,
      who: isPublic ? `everybody (${who})` : who.replace(/^serviceAccount:\{(.+)\}$/, "$1"),
      effect: "may",
      on,
      when: when(condition, references),
      ...(reason === undefined ? {} : { reason }),
      address: resource.address,
      isPublic,
      wildcards: isPublic ? [...found.wildcards, "principal"] : found.wildcards,
    };
  };
  const { member, members, role: given, condition, policy_data: policyData } = resource.arguments;
  if (kind === "member") return [row(member, given, condition)];
  if (kind === "binding") {
    const everyone = list(members);
    const reason = "replaces every other member of this role";
    return everyone.length > 0
      ? everyone.map((each) => row(each, given, condition, reason))
      : [notUnderstood(resource, "members")];
  }
  const found = bindings(policyData, references);
  if (found === undefined) return [notUnderstood(resource, "policy_data")];
  return found.flatMap((binding) =>
    list(binding["members"]).map((each) =>
      row(each, binding["role"], binding["condition"], "replaces the whole policy"),
    ),
  );
};
