/** What can reach what: firewall rules, endpoints, gateways and public switches of all vendors as rows. */

import { References } from "../read/references.js";
import type { Resource, Stack } from "../read/stack.js";
import { awsReach } from "./reach/aws.js";
import { azureReach } from "./reach/azure.js";
import { googleReach } from "./reach/google.js";

/** One row: a way that is open, or one that is closed on purpose. */
export interface Reach {
  readonly from: string;
  readonly to: string;
  /** Protocol and ports, or the kind of way. */
  readonly by: string;
  readonly isOpen: boolean;
  readonly address: string;
  /** Open from or to the internet. */
  readonly isPublic: boolean;
}

/** What a vendor's reader makes of one resource. */
export type ReachReader = (resource: Resource, references: References) => readonly Reach[];

/** An address block that is the whole internet. */
export const isAnywhere = (block: string): boolean =>
  ["0.0.0.0/0", "::/0", "0.0.0.0-255.255.255.255", "*", "Internet", "Any", "any"].includes(block);

/** `tcp 443`, `tcp 8000 to 8080`, `all ports`. */
export function ports(protocol: unknown, from: unknown, to: unknown): string {
  const name =
    protocol === undefined || ["-1", "all", "*", "Any"].includes(String(protocol))
      ? ""
      : String(protocol).toLowerCase();
  const isAll =
    from === undefined || from === "*" || Number(from) === -1 || (Number(from) === 0 && Number(to) === 65_535);
  const range = isAll ? "all ports" : from === to || to === undefined ? String(from) : `${from} to ${to}`;
  return `${name} ${range}`.trim();
}

const { compare } = new Intl.Collator("en");

/** The rows of one resource. */
export function reachOfResource(resource: Resource, references: References): readonly Reach[] {
  if (resource.isData) return [];
  return [awsReach, googleReach, azureReach].flatMap((reader) => reader(resource, references));
}

/** All rows of a stack: what is public first, then by where it comes from. */
export function reachOf(stack: Stack): readonly Reach[] {
  const references = new References(stack);
  return stack.resources
    .flatMap((resource) => reachOfResource(resource, references))
    .map((row, index) => ({ row, index }))
    .sort(
      (a, b) =>
        Number(b.row.isPublic) - Number(a.row.isPublic) ||
        Number(b.row.isOpen) - Number(a.row.isOpen) ||
        compare(a.row.from, b.row.from) ||
        a.index - b.index,
    )
    .map(({ row }) => row);
}
