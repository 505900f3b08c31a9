/** Everything else: the leaves that differ and that no known kind of change has said. */

import { References } from "../../../stacks/readers/references.js";
import { type Arguments, isMap, list, type Resource, type Stack } from "../../../stacks/readers/stack.js";
import { code, plain, type Text } from "../../document.js";
import { applied, type Difference, differences } from "../difference.js";
import { grantsOfResource } from "../permissions.js";
import { reachOfResource } from "../reach.js";
import { isWords, meaningOf, tagOf } from "./arguments.js";
import { type Change, type ChangeKind, type Compared, fromTo } from "./change.js";
import { releaseReader } from "./live.js";
import { replaces } from "./place.js";

/** A resource as it stands in the file, with its comment. */
function rawOf({ json }: Stack, { address, type, isData }: Resource): Arguments {
  const id = address.slice((isData ? "data.".length : 0) + type.length + 1);
  const kind = json[isData ? "data" : "resource"];
  const byType = isMap(kind) ? kind[type] : undefined;
  const found = isMap(byType) ? byType[id] : undefined;
  return isMap(found) ? found : {};
}

const texts = new WeakMap<Resource, string>();

function writtenOf(stack: Stack, resource: Resource): string {
  const text = texts.get(resource) ?? JSON.stringify(rawOf(stack, resource));
  texts.set(resource, text);
  return text;
}

/** The pairs that differ, be it in the comment or in the order of what is written: most of a stack never does. */
export const changedPairs = (
  base: Stack,
  head: Stack,
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
): ReadonlyArray<readonly [Resource, Resource]> =>
  pairs.filter(([was, is]) => writtenOf(base, was) !== writtenOf(head, is));

/** Whether a leaf is what a changed permission or way is made of: the rows differ if only this leaf does. */
function explains(difference: Difference, was: Resource, stack: Stack): boolean {
  const changed = { ...was, arguments: applied(was.arguments, difference) as Arguments };
  const rows = (resource: Resource) => {
    const references = new References(stack);
    return JSON.stringify([
      grantsOfResource(resource, references, stack),
      reachOfResource(resource, references, stack),
    ]);
  };
  return rows(was) !== rows(changed);
}

/** Where the rows of the ledger about one thing stand, so that their own difference is not said twice. */
const ledgerRow = /^\/~1~1\/pilot\/boxes\/\d+\/(limits|expiry|safeguards|rollback)(\/|$)|^\/~1~1\/pilot\/live$/;
const comment = "/~1~1";

/** Keys of tags and labels that a condition or a filter asks for: such a tag is more than words. */
function namedTags(stacks: readonly Stack[]): ReadonlySet<string> {
  const named = /(?:(?:Resource|Principal|Request)Tag\/|user:|labels?[./]|matchTag\w*\(\\*['"])([\w-]+)/g;
  return new Set(
    stacks.flatMap(({ json }) => [...JSON.stringify(json).matchAll(named)].flatMap(([, key]) => key ?? [])),
  );
}

/** The leaves below a part that came or went, as differences of their own; more than a page holds are not looked at. */
function* partsOf(difference: Difference): Generator<Difference> {
  const { pointer, before, after } = difference;
  const whole = before ?? after;
  if (typeof whole !== "object" || whole === null || (before !== undefined && after !== undefined)) {
    yield difference;
    return;
  }
  const entries = Object.entries(whole);
  if (entries.length === 0) yield difference;
  for (const [key, inner] of entries) {
    const below = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    yield* partsOf({ pointer: below, before: before && inner, after: after && inner });
  }
}

const keysOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
const pathOf = (pointer: string): readonly string[] => keysOf(pointer).filter((key) => !/^\d+$/.test(key));

/** What one difference of a resource is: by what its arguments are for, or one other change. */
function leavesIn(
  { type, address }: Resource,
  difference: Difference,
  isArgument: boolean,
  isNamed: (tag: string) => boolean,
  safeguard: string | undefined,
): readonly Change[] {
  const row = (kind: ChangeKind, subject: string, { pointer, before, after }: Difference): Change => ({
    kind,
    text: [...(subject === "" ? [] : [`${subject}: `]), code(pointer || "/"), " ", ...fromTo(before, after)],
    address,
    flags: [],
    whole: JSON.stringify([before, after]),
  });
  if (!isArgument) return [row("harmless", "", difference)];
  const found = new Map<string, Change>();
  for (const part of partsOf(difference)) {
    const path = pathOf(part.pointer);
    if (path[0] === "provisioner" || path[0] === "connection") return [row("program", "what it runs", difference)];
    if (path[0] === "lifecycle" && path[1] !== "prevent_destroy") continue;
    const meaning = meaningOf({ type, path, before: part.before, after: part.after });
    const key = `${meaning?.kind} ${meaning?.subject}`;
    if (meaning !== undefined && !found.has(key)) found.set(key, row(meaning.kind, meaning.subject, part));
  }
  if (found.size > 0) return [...found.values()];
  // what its author recorded as a safeguard is one, whatever the argument is called
  if (safeguard !== undefined) return [row("safeguard-off", safeguard, difference)];
  const path = pathOf(difference.pointer);
  const tag = tagOf(path);
  const isTag = tag !== undefined && tag !== "" && !isNamed(tag) && !isNamed(String(difference.before));
  return [row(isTag || isWords(path) ? "harmless" : "other", "", difference)];
}

/** Attributes whose value nobody should read in an output. */
const secret = /secret|password|private_key|access_key|token|connection_string/i;

/** What a difference outside of the resources is. */
function kindInFile(part: string, { before, after }: Difference): ChangeKind {
  const [, first = "", second = ""] = part.split("/");
  if (first === "module") return "module";
  if (first === "provider" || (first === "terraform" && second === "required_providers")) return "provider";
  if (first === "terraform" && ["backend", "cloud"].includes(second)) return "state";
  // the comments of a stack, and what it prints; what only the ledger says is compared with the stack by its own rows
  if (first === "~1~1") return "harmless";
  if (first !== "output") return "other";
  const isSecret = [before, after].some((value) => secret.test(JSON.stringify(value) ?? ""));
  return isSecret || part.endsWith("/sensitive") ? "other" : "harmless";
}

/** A moved block in one line, whatever stands in it. */
const movedText = (block: unknown) =>
  isMap(block) ? `${String(block["from"])} → ${String(block["to"])}` : (JSON.stringify(block) ?? "nothing");

/** Moved blocks that came and move nothing here, and those that are gone, on which a state may still depend. */
function idleMoves({ base, head, movedTo }: Compared): readonly Change[] {
  const [was, is] = [base, head].map(({ stack }) => list(stack.json["moved"]));
  const only = (blocks: readonly unknown[] = [], others: readonly unknown[] = []) => {
    const known = new Set(others.map((each) => JSON.stringify(each)));
    return blocks.filter((each) => !known.has(JSON.stringify(each)));
  };
  const change = (block: unknown, before: string, after: string): Change => ({
    kind: "other",
    text: [before, code(movedText(block)), after],
    address: "moved",
    flags: [],
  });
  const isUsed = (block: unknown) =>
    isMap(block) &&
    typeof block["from"] === "string" &&
    base.stack.byAddress.has(block["from"]) &&
    movedTo(block["from"]) === block["to"];
  return [
    ...only(was, is).map((each) =>
      change(each, "a moved block is gone: ", "; a state that was not applied since destroys what it named"),
    ),
    ...only(is, was)
      .filter((each) => !isUsed(each))
      .map((each) => change(each, "a moved block came that moves nothing of what is compared: ", "")),
  ];
}

/** The other changes. */
export function otherChanges(
  compared: Compared,
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
  known: readonly Change[],
): readonly Change[] {
  const { base, head, rewritten } = compared;
  const about = (kinds: readonly ChangeKind[]) => known.filter(({ kind }) => kinds.includes(kind));
  const permitted = new Set(
    about(["permission-gained", "permission-lost", "reach-opened", "reach-closed"]).map(({ address }) => address),
  );
  const rows = [base.stack, head.stack].flatMap((stack) =>
    (stack.ledger?.boxes ?? []).flatMap(({ limits, expiry }) => [...limits, ...expiry]),
  );
  const limited = new Set(
    about(["limit-raised", "limit-lowered", "gate-lowered", "expiry-dropped", "expiry-changed"]).map(
      ({ address }) => address,
    ),
  );
  const places = rows.flatMap(({ at }) => (at !== null && limited.has(at.address) ? [at] : []));
  const isRow = (address: string, pointer: string) =>
    places.some((at) => at.address === address && (at.pointer === pointer || at.pointer.startsWith(`${pointer}/`)));
  const safeguards = (base.stack.ledger?.boxes ?? []).flatMap((box) => box.safeguards);
  const safeguardAt = ({ address }: Resource, pointer: string) =>
    safeguards.find(
      (row) =>
        row.address === address &&
        (row.pointer === pointer || row.pointer.startsWith(`${pointer}/`) || pointer.startsWith(`${row.pointer}/`)),
    )?.name;
  const isRename = ({ before, after }: Difference) => typeof before === "string" && rewritten(before) === after;
  const replaced = new Set(about(["replace"]).map(({ address }) => address));
  let tags: ReadonlySet<string> | undefined;
  const isNamed = (tag: string) => {
    tags ??= namedTags([base.stack, head.stack]);
    return tags.has(tag);
  };
  const shown = ({ before, after }: Difference) => fromTo(before, after);
  const releaseIn = releaseReader(compared);
  const inResources = pairs.flatMap(([was, is]) => {
    const isMoved = was.address !== is.address;
    return [...differences(rawOf(base.stack, was), rawOf(head.stack, is))].flatMap((difference) => {
      if (isRow(is.address, difference.pointer) || isRow(was.address, difference.pointer)) return [];
      if (isRename(difference)) return [];
      const isArgument = !difference.pointer.startsWith(comment);
      if (!isArgument && isMoved) return [];
      if (isArgument && permitted.has(is.address) && explains(difference, was, base.stack)) return [];
      const release = isArgument ? releaseIn(was, is, difference) : undefined;
      if (release === "live") return [];
      if (release === "listed") {
        const text = [
          "one more release is listed: ",
          code(difference.pointer),
          " ",
          ...fromTo(undefined, difference.after),
        ];
        return [{ kind: "make", text, address: is.address, flags: [] } as const];
      }
      return leavesIn(is, difference, isArgument, isNamed, safeguardAt(was, difference.pointer)).filter(
        ({ kind }) => kind !== "other" || !replaced.has(is.address) || replaces(is.type, difference) === undefined,
      );
    });
  });
  const rest = (stack: Stack) => {
    const { resource: _resource, data: _data, moved: _moved, ...others } = stack.json;
    return others;
  };
  const hasRows = limited.size > 0 || about(["rollback", "release-live"]).length > 0;
  const left = new Set(about(["left"]).map(({ address }) => address));
  const isForgetting = ({ pointer, before, after }: Difference) =>
    /^\/removed(\/\d+)?$/.test(pointer) &&
    before === undefined &&
    list(after).every((each) => isMap(each) && left.has(String(each["from"])));
  const elsewhere = [...differences(rest(base.stack), rest(head.stack))].filter(
    (difference) =>
      !isRename(difference) && !isForgetting(difference) && !(hasRows && ledgerRow.test(difference.pointer)),
  );
  const outputs = new Set(elsewhere.flatMap(({ pointer }) => /^\/output\/([^/]+)/.exec(pointer)?.[1] ?? []));
  // what cdktf notes about an output is said by the output itself; what the ledger says of one thing is one change
  const parts = new Map<string, Difference[]>();
  for (const difference of elsewhere) {
    const [, noted] = /^\/~1~1\/outputs\/[^/]+\/([^/]+)/.exec(difference.pointer) ?? [];
    if (noted !== undefined && outputs.has(noted)) continue;
    const part = /^\/~1~1\/pilot\/\w+\/\d+/.exec(difference.pointer)?.[0] ?? difference.pointer;
    const found = parts.get(part);
    if (found) found.push(difference);
    else parts.set(part, [difference]);
  }
  const inFile = [...parts].map(([part, all]): Change => {
    const [first, ...more] = all as [Difference, ...Difference[]];
    const below = first.pointer.slice(part.length);
    return {
      kind: kindInFile(part, first),
      text: [
        ...(below === "" ? [] : [code(below), " "]),
        ...shown(first),
        ...(more.length === 0 ? [] : [`, and ${more.length} more of it`]),
      ],
      address: part
        .split("/")
        .slice(1)
        .map((each) => each.replaceAll("~1", "/"))
        .join("."),
      flags: [],
      whole: JSON.stringify(all),
    };
  });
  const isSaid = ({ kind, address }: Change) =>
    about([kind]).some((each) => each.address.startsWith(address) || address.startsWith(each.address));
  const said: readonly ChangeKind[] = ["state", "module", "provider"];
  const ofFile = inFile.filter((change) => !said.includes(change.kind) || !isSaid(change));
  return [...together(inResources), ...ofFile, ...idleMoves(compared)];
}

/** Changes of one resource that are about the same, such as its image in each step, as one. */
function together(all: readonly Change[]): readonly Change[] {
  const groups = new Map<string, Change[]>();
  const key = ({ kind, address, text, whole }: Change) =>
    kind === "other" || kind === "harmless"
      ? `${kind} ${address} ${whole} ${plain(text)}`
      : `${kind} ${address} ${textOf(text)}`;
  for (const change of all) {
    const found = groups.get(key(change));
    if (found) found.push(change);
    else groups.set(key(change), [change]);
  }
  return [...groups.values()].map((same) => {
    const [first] = same as [Change];
    if (same.length === 1) return first;
    const text = Array.isArray(first.text) ? first.text : [first.text as string];
    return {
      ...first,
      text: [...text, `, and ${same.length - 1} more of it`],
      whole: JSON.stringify(same.map(({ text: each, whole }) => [plain(each), whole])),
    };
  });
}

/** How a text begins: what it is about. */
const textOf = (text: Text): string => (Array.isArray(text) && typeof text[0] === "string" ? text[0] : plain(text));
