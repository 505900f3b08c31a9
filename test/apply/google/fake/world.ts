/** What the fake holds, and how it refuses. */

/** A JSON object. */
export type Json = { [key: string]: unknown };

/** A call, as the fake sees it. */
export interface Call {
  readonly method: string;
  /** `/service/version/…`, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** Everything that is there, by path. */
export interface World {
  readonly things: Map<string, Json>;
  /** IAM policies, by the path of what they hang on. */
  readonly policies: Map<string, Json>;
  /** When something was deleted that Google holds back, by path, in seconds. */
  readonly deletedAt: Map<string, number>;
  /** When a job last used a network attachment, by path, in seconds. */
  readonly usedAt: Map<string, number>;
  /** Seconds; a test turns it forward. */
  now(): number;
}

/** An answer of an API that is not a success, in the shape that the provider reads. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly reason: string,
  ) {
    super(message);
  }

  get body(): Json {
    const { status: code, message, reason } = this;
    return { error: { code, message, status: reason, errors: [{ reason, message }] } };
  }
}

export const day = 86_400;

/** A JSON object at a path, or an empty one. */
export function at(value: unknown, ...path: readonly string[]): Json {
  let found = value;
  for (const key of path) found = typeof found === "object" && found !== null ? (found as Json)[key] : undefined;
  return typeof found === "object" && found !== null ? (found as Json) : {};
}

/** A list at a key, or an empty one. */
export const listAt = (value: Json, key: string): readonly Json[] =>
  Array.isArray(value[key]) ? (value[key] as Json[]) : [];
