/**
 * IP access lists: with one that allows, the workspace answers what stands in one of them and nobody else, once its
 * feature is on; a list that blocks counts before those. docs.databricks.com/security/network/front-end (2026-11)
 */
import { internet, peers, type Reach, type Seen } from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { isMap, type Stack } from "../../readers/stack.js";

/** Whether the stack switches the feature on or off; undefined where it says nothing. */
export function listsAreOn(stack: Stack, references: References): boolean | undefined {
  const found = (stack.byType.get("databricks_workspace_conf") ?? []).flatMap(({ arguments: given }) => {
    const config = given["custom_config"];
    return isMap(config) && config["enableIpAccessLists"] !== undefined
      ? [references.text(config["enableIpAccessLists"])]
      : [];
  });
  return found.length === 0 ? undefined : found.every((each) => each === "true");
}

const workspace = "the workspace";

/** Rows of one list. What a list lets in is public where the lists of the stack come to the internet together. */
export function listRows(seen: Seen, references: References, stack: Stack): readonly Reach[] {
  const { given, text, closed, open, public: isPublic, api } = seen;
  const label = text("label");
  const isOn = listsAreOn(stack, references);
  const unheld = (why: string): Reach => ({ ...api(`${why}; it asks who it is`), to: workspace });
  if (isOn === false) return [unheld(`IP access list ${label}, while the workspace has its lists switched off`)];
  if (given["enabled"] === false) return [unheld(`IP access list ${label}, which is switched off`)];
  const condition = isOn === true ? "" : ", if the workspace has its lists switched on";
  const ranges = references.texts(given["ip_addresses"]);
  const kind = text("list_type");
  if (kind === "BLOCK") return ranges.map((each) => closed(each, workspace, `IP access list that blocks${condition}`));
  if (kind !== "ALLOW") return [open("what is not understood", workspace, `IP access list of the type ${kind}`)];
  const by = `IP access list that allows${condition}`;
  return peers(ranges).map((from) => (from === internet ? isPublic(from, workspace, by) : open(from, workspace, by)));
}

/** Settings of a workspace, of which one is about its lists. */
export function confRows(seen: Seen, references: References, stack: Stack): readonly Reach[] {
  const isOn = listsAreOn(stack, references);
  if (isOn === undefined) return [];
  const allows = (stack.byType.get("databricks_ip_access_list") ?? []).filter(
    ({ arguments: given }) => given["enabled"] !== false && references.text(given["list_type"]) === "ALLOW",
  );
  if (isOn && allows.length > 0) return [];
  const why = isOn ? "no IP access list of this stack allows anybody alone" : "IP access lists are switched off";
  return [{ ...seen.api(`${why}; it asks who it is`), to: workspace }];
}
