/** A way that is open or closed, as a row: what a platform's reader makes of rules, endpoints and switches. */
import { isInternet } from "./networks.js";
import type { References } from "./references.js";
import type { Arguments, Resource, Stack } from "./stack.js";

/** The other end of what is public. */
export const internet = "the internet";

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
  /** The platform's own API answers from anywhere, and asks who it is: no switch of the stack closes that. */
  readonly isApi?: boolean;
  /** A private way to an endpoint that answers requests: an interface endpoint, a private endpoint. @default - none */
  readonly isToEndpoint?: true;
  /** Of rules that are asked in order: which list, which way, and the place in it. */
  readonly rule?: { readonly list: string; readonly priority: number };
}

/** What a platform's reader makes of one resource. */
export interface ReachReader {
  /** Whether this reader knows the type, be it that nothing is open. */
  readonly reads: (type: string) => boolean;
  /** The stack is there for what only other resources of it decide. */
  readonly rows: (resource: Resource, references: References, stack: Stack) => readonly Reach[];
  /**
   * Addresses of the rules that let into the network of a private way to an endpoint: whoever they let in reaches the
   * endpoint. @default - none
   */
  readonly rulesBeforeEndpoints?: (stack: Stack) => ReadonlySet<string>;
}

/** What a rule names, or the internet where that is what the ranges come to. */
export function peers(ranges: readonly string[]): readonly string[] {
  return isInternet(ranges) ? [internet] : ranges;
}

/** `tcp 443`, `tcp 8000 to 8080`, `all ports`. */
export function ports(protocol: unknown, from: unknown, to: unknown): string {
  const name =
    protocol === undefined || ["-1", "all", "*", "Any"].includes(String(protocol))
      ? ""
      : String(protocol).toLowerCase();
  // a rule for all protocols is one for all ports, whatever ports it writes
  const isAll =
    ["-1", "all"].includes(String(protocol)) ||
    from === undefined ||
    from === "*" ||
    Number(from) === -1 ||
    (Number(from) === 0 && Number(to) === 65_535);
  const range = isAll ? "all ports" : from === to || to === undefined ? String(from) : `${from} to ${to}`;
  return `${name} ${range}`.trim();
}

/** One resource as a reader sees it. */
export interface Seen {
  readonly resource: Resource;
  readonly given: Arguments;
  readonly references: References;
  /** What it is called. */
  readonly name: string;
  /** The text of an argument. */
  readonly text: (key: string) => string;
  readonly open: (from: string, to: string, by: string) => Reach;
  readonly closed: (from: string, to: string, by: string) => Reach;
  /** Open from or to the internet. */
  readonly public: (from: string, to: string, by: string) => Reach;
  /** Answered by the platform's API, wherever the call comes from. */
  readonly api: (by?: string) => Reach;
}

/** What a type's reader makes of a resource. */
export type Handler = (seen: Seen) => readonly Reach[];

/** The view of one resource. */
export function see(resource: Resource, references: References): Seen {
  const { address, arguments: given } = resource;
  const name = references.name(resource);
  const row = (isOpen: boolean, isPublic: boolean) => (from: string, to: string, by: string) => ({
    from,
    to,
    by,
    isOpen,
    address,
    isPublic,
  });
  return {
    resource,
    given,
    references,
    name,
    text: (key) => references.text(given[key]),
    open: row(true, false),
    closed: row(false, false),
    public: row(true, true),
    api: (by = "the platform's API, which asks who it is") => ({
      ...row(true, false)(internet, name, by),
      isApi: true,
    }),
  };
}

/**
 * A switch that opens to the internet where it is on; what the provider takes where nothing is written is `byDefault`.
 */
export const whereOn =
  (key: string, by: string, byDefault = false): Handler =>
  ({ given, name, public: isPublic, closed }) =>
    (given[key] ?? byDefault) === true
      ? [isPublic(internet, name, by)]
      : given[key] === false
        ? [closed(internet, name, `${by} off`)]
        : [];

/** A type that is a way from the internet by being there. */
export const always =
  (by: string): Handler =>
  ({ name, public: isPublic }) => [isPublic(internet, name, by)];

/** A way into another network of somebody's. */
export const link =
  (by: string, key?: string): Handler =>
  ({ name, text, open }) => [open("another network", key === undefined ? name : text(key) || name, by)];

/** A type that opens nothing by itself, and is read all the same. */
export const none: Handler = () => [];
