/** What the fake holds, as its rules see it. */
import type { ZodType } from "zod";

/** A JSON object. */
export type Json = { [key: string]: unknown };

/** A request as the fake sees it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
  /** Who calls: the application id of a service principal. */
  readonly caller: string;
  /** What the route's pattern found in the path. */
  readonly parts: readonly string[];
}

/** Status and body. */
export type Answer = readonly [status: number, body: unknown];

/** One call of an API: what its body may hold, and what answers it. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** The closed shape of the body: a key that it does not name is refused. @default - the call has no body */
  readonly shape?: ZodType;
  readonly answer: (world: World, request: Request) => Answer;
}

/** A route, with `{}` for one part of its path. */
export function route(method: string, path: string, answer: Route["answer"], shape?: ZodType): Route {
  const pattern = new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{\}/g, "([^/]+)")}$`);
  return { method, path: pattern, answer, ...(shape && { shape }) };
}

/** Who is there, and who has ended. */
export interface Principals {
  /** Addresses. */
  readonly users: Set<string>;
  /** Members of each group of the account: addresses and application ids. */
  readonly groups: Map<string, ReadonlySet<string>>;
  /** Service principals by SCIM id. */
  readonly servicePrincipals: Map<string, Json>;
}

/** Everything that is there. */
export interface World {
  /** By kind and name, such as `catalogs/penguins`; as the API shows it. */
  readonly things: Map<string, Json>;
  /** By type and name of a securable, such as `volume/penguins.pilot.data`: the privileges of each principal. */
  readonly privileges: Map<string, Map<string, Set<string>>>;
  /** By object, such as `jobs/17`: its access control list. */
  readonly permissions: Map<string, readonly Json[]>;
  /** By URL: what somebody wrote into the bucket. */
  readonly files: Map<string, string>;
  readonly principals: Principals;
  /** What the tests set: numbers that a workspace has, and what goes wrong. */
  readonly settings: Settings;
  /** Seconds; a test may turn it. */
  now(): number;
  /** A number that no other thing has. */
  number(): number;
}

/** What a test may set. */
export interface Settings {
  /** Most endpoints of the workspace. */
  endpoints: number;
  /** Seconds that a deployment of an endpoint takes. */
  deploymentSeconds: number;
  /** Versions whose container does not come up: `model/version`. */
  readonly failing: Set<string>;
  /** Whether Unity Catalog can take a role of AWS with an id that it shows. */
  takes: (role: string, externalId: string) => boolean;
}

/** A value at a path; undefined where it leads to nothing. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);

/** The objects of a list at a path. */
export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly Json[] =>
  (at(value, ...path) ?? []) as readonly Json[];

/** The text at a path, or nothing. */
export const textAt = (value: unknown, ...path: readonly (string | number)[]): string =>
  String(at(value, ...path) ?? "");

/** The things of one kind whose name begins so. */
export const thingsOf = (world: World, kind: string, prefix = ""): ReadonlyArray<readonly [string, Json]> =>
  [...world.things].filter(([key]) => key.startsWith(`${kind}/${prefix}`));

/** The kind's thing of that name. */
export const thing = (world: World, kind: string, name: string): Json | undefined =>
  world.things.get(`${kind}/${name}`);
