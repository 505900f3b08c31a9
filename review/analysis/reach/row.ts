/** What the readers of reach share: how a row is made. */
import type { References } from "../../read/references.js";
import type { Arguments, Resource } from "../../read/stack.js";
import type { Reach } from "../reach.js";

export const internet = "the internet";

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
