/** What roles of Google Cloud hold: custom roles of the stack, and predefined ones by Google's own definitions. */
import type { References } from "../../readers/references.js";
import type { Stack } from "../../readers/stack.js";

import googleRoles from "./roles.json";

/** What a permission does that its last word does not say. */
const exact: Readonly<Record<string, string>> = {
  "iam.serviceAccounts.actAs": "act as",
  "iam.serviceAccounts.getAccessToken": "act as",
  "iam.serviceAccounts.getOpenIdToken": "act as",
  "iam.serviceAccounts.implicitDelegation": "act as",
  "iam.serviceAccounts.signBlob": "act as",
  "iam.serviceAccounts.signJwt": "act as",
  "iam.serviceAccountKeys.create": "act as",
  "iam.serviceAccountKeys.upload": "act as",
  "iam.serviceAccounts.createTagBinding": "write",
  "iam.serviceAccounts.deleteTagBinding": "write",
  "cloudkms.cryptoKeyVersions.useToDecrypt": "decrypt",
  "cloudkms.cryptoKeyVersions.useToDecryptViaDelegation": "decrypt",
  "cloudkms.cryptoKeyVersions.useToEncrypt": "encrypt",
  "cloudkms.cryptoKeyVersions.useToEncryptViaDelegation": "encrypt",
  "cloudkms.cryptoKeyVersions.destroy": "delete",
  "aiplatform.models.update": "approve",
  "aiplatform.models.export": "read",
  "bigquery.tables.getData": "read",
  "bigquery.tables.export": "read",
  "bigquery.tables.updateData": "write",
};

/** By the last word, which Google takes from one list (cloud.google.com/iam/docs/permissions-reference, 2026-08). */
const byWord: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      [
        "read",
        "get getIamPolicy getData access download read retrieve query search lookup view connect explain viewPublicKey",
      ],
      [
        "read",
        "queryContextLineageSubgraph queryArtifactLineageSubgraph queryExecutionInputsAndOutputs export replicateData",
      ],
      ["list", "list listEffective listTagBindings listEffectiveTags aggregatedList"],
      [
        "write",
        "create update add append upload write modify patch insert set use attach detach import copy move rename tag",
      ],
      [
        "write",
        "enable disable undelete restore deploy undeploy addVersion updateTag createTagBinding deleteTagBinding",
      ],
      ["write", "addContextArtifactsAndExecutions addContextChildren addExecutionEvents createOnPush uploadArtifacts"],
      ["delete", "delete destroy purge deleteVersion batchDelete abort"],
      ["invoke", "predict explain invoke rawPredict serverStreamingPredict streamRawPredict"],
      ["run", "run start create-run execute trigger"],
      ["stop", "cancel stop"],
      ["administer", "setIamPolicy setOrgPolicy setIamPolicyOnObject updateAcl setPolicy"],
      ["read", "readViaVirtualRepository analyze test validate check consume copyLogEntries receive pull"],
      ["read", "showEffectiveAutokeyConfig showEffectiveKajEnrollmentConfig showEffectiveKajPolicyConfig"],
      ["read", "readFeatureValues streamingReadFeatureValues batchReadFeatureValues fetchFeatureValues"],
      ["read", "viewIntelligenceDetails searchPolicyBindings searchNearestEntities readFeatures executeSql login"],
      ["write", "publish send rotate route link seek relocate resume pause restoreSnapshot writeFeatureValues"],
      ["write", "writeMetrics writeFeatures directWrite sync apply migrate snapshot trustedImportExport"],
      ["administer", "overrideUnlockedRetention"],
      ["act as", "actAs"],
      ["encrypt", "useToEncrypt"],
      ["decrypt", "useToDecrypt"],
    ] as const
  ).flatMap(([verb, list]) => list.split(" ").map((word) => [word, verb] as const)),
);

/** `…Jobs.create` and `executions.create` start something. */
const starts = /(jobs|executions|runs|pipelines)\.(create|run)$/i;

const verbs = new Map<string, string | undefined>();

/** What a permission does, in the one vocabulary; undefined where nobody here knows. */
export function verbOfPermission(permission: string): string | undefined {
  if (verbs.has(permission)) return verbs.get(permission);
  const verb = verbByName(permission);
  if (verbs.size < 20_000) verbs.set(permission, verb);
  return verb;
}

function verbByName(permission: string): string | undefined {
  const known = exact[permission];
  if (known !== undefined) return known;
  const word = permission.split(".").at(-1) ?? "";
  if (starts.test(permission)) return "run";
  if (Object.hasOwn(byWord, word)) return byWord[word];
  // `compute.instances.setLabels`, `getSerialPortOutput`: Google's compound words begin with the plain one
  const begin =
    /^(get|list|set|update|create|delete|use|query|add|remove|attach|detach|start|stop|import|export|download|upload|deploy|undeploy|enable|disable|move|cancel|run)[A-Z]/.exec(
      word,
    );
  if (begin === null) return undefined;
  const first = begin[1] ?? "";
  if (first === "set") return /IamPolicy|Policy$/.test(word) ? "administer" : "write";
  return byWord[first] ?? (first === "remove" ? "delete" : "write");
}

const roles: Readonly<Record<string, Readonly<Record<string, string>>>> = googleRoles.roles;

const predefined = new Map<string, readonly string[]>();

/** The permissions of a role that Google defines. */
function permissionsByGoogle(role: string): readonly string[] {
  const known = predefined.get(role);
  if (known !== undefined) return known;
  const made = Object.entries(roles[role] ?? {}).flatMap(([on, words]) =>
    words.split(" ").map((word) => `${on}.${word}`),
  );
  predefined.set(role, made);
  return made;
}

const isCustomRole = (type: string): boolean =>
  type === "google_project_iam_custom_role" || type === "google_organization_iam_custom_role";

/** The permissions of a role: its own list, or Google's; undefined where this review has none. */
export function permissionsOf(role: unknown, references: References, stack: Stack): readonly string[] | undefined {
  const text = references.text(role);
  const own =
    references.target(role) ??
    stack.resources.find(
      ({ type, arguments: given }) =>
        isCustomRole(type) && text.endsWith(`/roles/${references.text(given["role_id"])}`),
    );
  if (own !== undefined && /_iam_custom_role$/.test(own.type)) return references.texts(own.arguments["permissions"]);
  if (!Object.hasOwn(roles, text)) return undefined;
  return permissionsByGoogle(text);
}

/** Whether a role is one of the three that reach over all services of a project. */
export const isBasic = (role: string): boolean => /^roles\/(owner|editor|viewer)$/.test(role);
