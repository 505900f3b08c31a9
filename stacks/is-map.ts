/** A map of JSON that somebody else may have written. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is a map. */
export const isMap = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
