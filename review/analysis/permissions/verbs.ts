/** The one vocabulary for what an action of any vendor does. */

/** How words that read, delete and write begin; the rest of the word says what. */
const begins = {
  read: "get describe batchget batchcheck head lookup search query filter view test check read pull select download",
  delete: "delete remove deregister abort undeploy purge untag",
  write:
    "put create update upload write add complete initiate tag publish send register import copy batch insert push " +
    "deploy patch set modify associate attach join use notify post",
};
const beginning = (verb: keyof typeof begins): readonly [RegExp, string] => [
  new RegExp(`^(${begins[verb].replaceAll(" ", "|")})\\w*\\*?$`),
  verb,
];

/** Actions whose last word says too little: what moves a model version to where a release may take it. */
const approvals =
  /^(aiplatform\.models\.update|microsoft\.machinelearningservices\/workspaces\/models\/versions\/write)$/;

/** Patterns over the last word of an action, the first that matches wins. */
const byWord: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\*$/, "everything"],
  [/^(passrole|assumerole\w*|actas|getaccesstoken|signblob|signjwt|implicitdelegation)$/, "act as"],
  [/^(invoke\w*|predict|rawpredict|score|explain)$/, "invoke"],
  [/^updatemodelpackage$/, "approve"],
  [/^(decrypt|reencryptfrom|usetodecrypt|unwrap\w*)$/, "decrypt"],
  [/^(encrypt|reencryptto|reencrypt\*|generatedatakey.*|usetoencrypt|wrap\w*)$/, "encrypt"],
  [/^(setiampolicy|(put|attach|detach|delete|update)\w*policy|creategrant)$/, "administer"],
  [/^((start|retry|run|execute|submit)\w*|create\w*(job|execution|run)s?|add\w*steps)$/, "run"],
  [/^(stop|cancel|terminate)\w*$/, "stop"],
  [/^list\w*\*?$/, "list"],
  beginning("read"),
  beginning("delete"),
  beginning("write"),
];

/**
 * What `service:Action`, `service.resource.verb` or `Provider/resource/verb` does; the action itself where nobody
 * knows.
 */
export function verbOf(action: string): string {
  if (action === "*" || /^[\w.-]+[:/]\*$/.test(action)) return "everything";
  if (approvals.test(action.toLowerCase())) return "approve";
  const words = action.split(/[:/]/);
  const isDotted = words.length === 1;
  const parts = isDotted ? action.split(".") : words;
  // `…/score/action` on Azure: the word before says more
  const last = (parts.at(-1) === "action" ? parts.at(-2) : parts.at(-1)) ?? action;
  // `pipelineJobs.create` and `jobs/write` start a job
  const isJob = /^(create|write)$/.test(last) && /(job|execution|run)s?$/i.test(parts.at(-2) ?? "");
  const word = isJob ? "run" : last.toLowerCase();
  return byWord.find(([pattern]) => pattern.test(word))?.[1] ?? action;
}

/** The verbs of several actions, each once. */
export function verbsOf(actions: readonly string[]): readonly string[] {
  return [...new Set(actions.map(verbOf))];
}

/** Verbs of the built-in roles of Google and Azure, by the role's last word or words. */
const byRole: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/^(owner|editor)$/, ["everything"]],
  [/serviceagent$/, ["everything a service agent may"]],
  [/(service ?account ?(user|tokencreator)|workloadidentityuser|managed identity operator)$/, ["act as"]],
  [/crypto ?key ?encrypterdecrypter|crypto service (encryption )?user/, ["encrypt", "decrypt"]],
  [/crypto ?key ?encrypter/, ["encrypt"]],
  [/crypto ?key ?decrypter/, ["decrypt"]],
  [/crypto user$/, ["encrypt", "decrypt"]],
  [/(acrpull|reader|viewer|browser|accessor)$/, ["read"]],
  [/acrpush$/, ["read", "write"]],
  [/(invoker|endpoint user|predictor)$/, ["invoke"]],
  [/(objectcreator|logwriter|metricwriter|writer|creator|publisher)$/, ["write"]],
  [/objectuser$|data contributor$|storage.*contributor$|objectadmin$/, ["read", "write", "delete"]],
  [/connection approver$/, ["approve connections"]],
  [/data scientist$|aiplatform\.user$|compute operator$/, ["read", "write", "run", "invoke"]],
  [/(admin|administrator|owner)$/, ["administer"]],
  [/contributor$/, ["read", "write", "delete"]],
  [/user$/, ["use"]],
];

/** What a built-in role may do; the role's name where nobody knows. */
export function roleVerbs(role: string): readonly string[] {
  const name = role.replace(/^roles\//, "").toLowerCase();
  return byRole.find(([pattern]) => pattern.test(name))?.[1] ?? [role];
}
