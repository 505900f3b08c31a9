/** Coverage on AWS: identity and resource policies, boundaries and trusts against the ARNs of what the stack makes. */

import type { Access, AccessOfPlatform, AccessReader } from "../../readers/access.js";
import type { References } from "../../readers/references.js";
import type { Stack } from "../../readers/stack.js";
import { actionsOf, coversAction } from "./actions.js";
import { anyKey, holdsAll, overlap } from "./globs.js";
import { narrows } from "./narrowing.js";
import { ownAccounts, principalText } from "./permissions.js";
import { type Attached, policiesOf } from "./policies.js";
import { type Condition, conditionText, type Principal, type Statement } from "./statements.js";
import { ArnIndex, type AwsThing, identified, isThing } from "./things.js";

/** A statement with its policy. */
interface Placed {
  readonly statement: Statement;
  readonly policy: Attached;
  /** Its resources, with references replaced by the ARNs that they stand for. */
  readonly resources: readonly string[];
}

const coversOf = ({ actions, isNotAction }: Statement, name: string): boolean =>
  actions.some((pattern) => coversAction(pattern, name)) !== isNotAction;

/** Reading what a thing is set to, and not what is in it: AWS has one level for both. */
const isSettings = (action: string, types: readonly string[]): boolean =>
  (action.startsWith("s3:") && types.includes("bucket")) ||
  /:(Describe|Get\w*(Policy|Policies|Acl|Tagging|Configuration|Attributes|Status|Retention|LegalHold)$|List)/.test(
    action,
  );

/** Actions by verb, for each form of a thing that a statement was asked about. */
type ByForm = Map<string, ReadonlyMap<string, readonly string[]>>;

/** By what a statement says of actions: the same few statements are read over and over, in many stacks. */
const matched = new Map<string, ByForm>();
const keys = new WeakMap<Statement, ByForm>();

/** What was found for a statement, or for one that says the same of actions. */
function knownOf(statement: Statement): ByForm {
  const known = keys.get(statement);
  if (known !== undefined) return known;
  const key = JSON.stringify([statement.isNotAction, statement.actions]);
  const made: ByForm = matched.get(key) ?? new Map();
  if (matched.size < 5000) matched.set(key, made);
  keys.set(statement, made);
  return made;
}

/** The actions that a statement is about, on one form of a thing, by their verb. */
function actionsOn(
  statement: Statement,
  { service, types }: AwsThing["forms"][number],
): ReadonlyMap<string, readonly string[]> {
  const known = knownOf(statement);
  const key = `${service} ${types.join(" ")}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const byVerb = new Map<string, string[]>();
  for (const { name, verb: level, on } of actionsOf(service)) {
    if (!types.some((type) => on.includes(type)) || !coversOf(statement, name)) continue;
    const verb = level === "read" && isSettings(name, types) ? "view" : level;
    const same = byVerb.get(verb);
    if (same) same.push(name);
    else byVerb.set(verb, [name]);
  }
  known.set(key, byVerb);
  return byVerb;
}

/** What of a thing's form a statement is on: all of it, parts, or nothing. */
function partsOf({ statement, resources, policy }: Placed, arn: string): readonly string[] | "all" | "none" {
  const isOnItself = resources.length === 0 || (policy.kind !== "identity" && resources.includes("*"));
  if (isOnItself) return "all";
  const touching = resources.filter((pattern) => overlap(pattern, arn));
  // a region or account that nobody knows yet counts as met; of the keys all must be
  const isWhole = resources.some((pattern) => overlap(pattern, arn.replace(/\*$/, anyKey)));
  const hasParts = /[/:]\*$/.test(arn);
  if (statement.isNotResource) {
    if (touching.length === 0) return "all";
    return isWhole || !hasParts ? "none" : touching.map((each) => `all except ${rest(each)}`);
  }
  if (touching.length === 0) return "none";
  return isWhole || !hasParts ? "all" : touching.map(rest);
}

/** The key's part of a bucket's ARN; the whole pattern where the bucket itself is a pattern. */
const rest = (pattern: string): string => /^arn:[^:]*:s3:::[^/*?]+\/(.+)$/.exec(pattern)?.[1] ?? pattern;

const opposite: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotLike: "StringLike",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

/** What a deny leaves over, in words. */
function leftOver(conditions: readonly Condition[], references: References): string {
  const [only, ...more] = conditions;
  if (only !== undefined && more.length === 0) {
    if (only.key === "aws:SecureTransport" && only.values[0] === "false") return "over TLS";
    const turned = opposite[only.operator];
    if (turned !== undefined) return references.text(conditionText({ ...only, operator: turned }));
  }
  return `not when ${conditions.map((each) => references.text(conditionText(each))).join(" and ")}`;
}

/** Whether a condition never holds for an identity of the stack's own account. */
const neverForOwn = ({ key, operator, values }: Condition, own: ReadonlySet<string>): boolean =>
  /^aws:principalaccount$/i.test(key) &&
  own.size > 0 &&
  (operator === "StringNotEquals"
    ? [...own].every((account) => values.includes(account))
    : operator === "StringEquals" && [...own].every((account) => !values.includes(account)));

function isPrincipal(principals: readonly Principal[] | undefined, who: string, own: ReadonlySet<string>): boolean {
  return (principals ?? []).some(
    (each) =>
      each.kind === "everybody" || principalText(each, own) === who || (each.kind === "account" && own.has(each.name)),
  );
}

/** The policies of a stack, sorted by what they do. */
class Policies {
  readonly allows: Placed[] = [];
  readonly deniesByWho = new Map<string, Placed[]>();
  readonly resourceDenies = new Map<string, Placed[]>();
  readonly boundaries = new Map<
    string,
    { readonly statements: readonly Placed[] | undefined; readonly source: string }
  >();
  /** Resource policies and trusts, by the address of the thing that they are on. */
  readonly on = new Map<string, Placed[]>();

  constructor(stack: Stack, references: References, things: ArnIndex) {
    for (const resource of stack.resources) {
      if (!resource.type.startsWith("aws_")) continue;
      for (const policy of policiesOf(resource, references) ?? []) {
        const placed = policy.statements?.map((statement) => ({
          statement,
          policy,
          resources: statement.resources.map((each) => identified(each, stack)),
        }));
        if (policy.kind === "boundary")
          for (const who of policy.who) this.boundaries.set(who, { statements: placed, source: policy.source });
        else if (policy.kind === "identity") this.addIdentity(policy, placed ?? []);
        else if (policy.kind !== "gate")
          for (const thing of things.heldBy(resource))
            this.on.set(thing.address, [...(this.on.get(thing.address) ?? []), ...(placed ?? [])]);
      }
    }
  }

  private addIdentity({ who }: Attached, placed: readonly Placed[]): void {
    for (const each of placed) {
      if (each.statement.allow) this.allows.push(each);
      else for (const name of who) this.deniesByWho.set(name, [...(this.deniesByWho.get(name) ?? []), each]);
    }
  }
}

/** One allow on one form of one thing: what is left of it once denies and boundaries are through. */
function left(
  row: {
    readonly who: string;
    readonly arn: string;
    readonly actions: readonly string[];
    readonly parts: readonly string[];
  },
  policies: Policies,
  thing: AwsThing,
  context: { readonly own: ReadonlySet<string>; readonly references: References },
): { readonly actions: readonly string[]; readonly when: readonly string[] } | undefined {
  const when = new Set<string>();
  let { actions } = row;
  const denies = [
    ...(policies.deniesByWho.get(row.who) ?? []),
    ...(policies.on.get(thing.address) ?? []).filter(
      ({ statement: { allow, principals, notPrincipals } }) =>
        !allow &&
        (notPrincipals === undefined
          ? isPrincipal(principals, row.who, context.own)
          : !isPrincipal(notPrincipals, row.who, context.own)),
    ),
  ];
  const boundary = policies.boundaries.get(row.who);
  const bounds = boundary?.statements;
  if (boundary !== undefined && bounds === undefined)
    when.add(`within the boundary ${boundary.source}, which is not read`);
  for (const deny of [...denies, ...(bounds ?? []).filter(({ statement }) => !statement.allow)]) {
    const denied = actions.filter((name) => coversOf(deny.statement, name));
    const parts = partsOf(deny, row.arn);
    if (denied.length === 0 || parts === "none") continue;
    const { conditions } = deny.statement;
    if (conditions.some((each) => neverForOwn(each, context.own))) continue;
    const pieces = parts === "all" ? ["*"] : parts;
    const isAll =
      row.parts.length === 0 ? parts === "all" : row.parts.every((own) => pieces.some((each) => holdsAll(each, own)));
    const touches = row.parts.length === 0 || row.parts.some((own) => pieces.some((each) => overlap(each, own)));
    if (!touches) continue;
    if (conditions.length > 0) when.add(leftOver(conditions, context.references));
    else if (isAll) actions = actions.filter((name) => !denied.includes(name));
    else when.add(`not ${pieces.join(", ")}`);
  }
  if (bounds !== undefined) {
    const allows = bounds.filter(
      ({ statement }) =>
        statement.allow &&
        partsOf({ statement, policy: { kind: "identity" } as Attached, resources: statement.resources }, row.arn) !==
          "none",
    );
    actions = actions.filter((name) => allows.some(({ statement }) => coversOf(statement, name)));
    const free = allows.filter(({ statement }) => statement.conditions.length === 0);
    if (!actions.every((name) => free.some(({ statement }) => coversOf(statement, name))))
      for (const { statement } of allows)
        for (const each of statement.conditions) when.add(context.references.text(conditionText(each)));
  }
  return actions.length === 0 ? undefined : { actions, when: [...when] };
}

/**
 * Whether the account hands the key over to the policies of its identities, as a key without a policy of its own does.
 */
function isOpenToIdentities(thing: AwsThing, policies: Policies): boolean {
  if (thing.kind !== "key") return true;
  const own = policies.on.get(thing.address);
  if (own === undefined) return true;
  return own.some(
    ({ statement: { allow, principals } }) =>
      allow && principals?.some(({ kind }) => kind === "account" || kind === "everybody"),
  );
}

/** Who may what with each thing of an AWS stack. */
function find(stack: Stack, references: References): AccessOfPlatform {
  const things = new ArnIndex(stack, references);
  if (things.all.length === 0) return { things: [], access: [] };
  const own = ownAccounts(stack);
  const policies = new Policies(stack, references, things);
  const access: Access[] = [];
  const context = { own, references };

  const add = (placed: Placed, thing: AwsThing, who: string, more: Pick<Access, "isPublic" | "isService">): void => {
    const { statement, policy } = placed;
    for (const form of thing.forms) {
      const { arn } = form;
      const parts = partsOf(placed, arn);
      if (parts === "none") continue;
      for (const [verb, actions] of actionsOn(statement, form)) {
        const shown = parts === "all" ? [] : parts;
        const kept = left({ who, arn, actions, parts: shown }, policies, thing, context);
        if (kept === undefined) continue;
        const conditions = statement.conditions.map((each) => references.text(conditionText(each)));
        access.push({
          thing: { kind: thing.kind, name: thing.name, address: thing.address },
          verb,
          who,
          parts: shown,
          when: [...conditions, ...kept.when],
          actions: kept.actions,
          addresses: [policy.address],
          ...more,
        });
      }
    }
  };

  for (const placed of policies.allows) {
    for (const thing of things.touchedBy(placed.resources, placed.statement.isNotResource)) {
      if (!isOpenToIdentities(thing, policies)) continue;
      for (const who of placed.policy.who) {
        // becoming a role takes its trust as well: one that names somebody, or leaves it to the account
        const trust = policies.on.get(thing.address) ?? [];
        const isTrusted = trust.some(
          ({ statement: { allow, principals } }) => allow && isPrincipal(principals, who, own),
        );
        const narrowed =
          thing.kind !== "identity" || isTrusted
            ? thing
            : { ...thing, forms: thing.forms.filter(({ service }) => service !== "sts") };
        add(placed, narrowed, who, { isPublic: false });
      }
    }
  }
  for (const thing of things.all) {
    for (const placed of policies.on.get(thing.address) ?? []) {
      const { allow, principals, notPrincipals, conditions } = placed.statement;
      if (!allow) continue;
      const isPublic =
        (notPrincipals !== undefined || principals?.some(({ kind }) => kind === "everybody") === true) &&
        !conditions.some(narrows);
      const addAs = (who: string, more: { readonly isService?: true } = {}) =>
        add(placed, thing, who.replace(/^\{(.+)\}$/, "$1"), { isPublic, ...more });
      for (const each of principals ?? []) {
        const text = principalText({ ...each, name: references.text(each.name) }, own);
        addAs(text, each.kind === "service" ? { isService: true } : {});
      }
      if (principals === undefined)
        for (const each of notPrincipals ?? []) addAs(`all except ${principalText(each, own)}`);
    }
  }
  return { things: things.all.map(({ kind, name, address }) => ({ kind, name, address })), access };
}

/** What a condition says of where a call comes from; how it is called, and that TLS is asked for, is in the tables. */
function fromWhere(condition: string): string | undefined {
  if (condition === "over TLS" || /^s3:prefix |^kms:/i.test(condition)) return "";
  const [, range] = /^aws:(?:Vpc)?SourceIp IpAddress (.+)$/i.exec(condition) ?? [];
  if (range !== undefined) return `from ${range}`;
  const [, through] = /^aws:SourceVpce? StringEquals (.+)$/i.exec(condition) ?? [];
  return through === undefined ? undefined : `through ${through}`;
}

/** Reads who may what on AWS. */
export const access: AccessReader = { isThing, dataStores: ["aws_s3_bucket", "aws_dynamodb_table"], find, fromWhere };
