/** What stands in a construct's optional props, handed on as it was given. */

/**
 * The entries that have a value. Under `exactOptionalPropertyTypes` an optional prop may be left out, and may not be
 * `undefined`; `...given({ tags })` leaves it out where it is.
 */
export function given<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const all: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {};
  for (const key of Object.keys(values) as Array<keyof T>) {
    const value = values[key];
    if (value !== undefined) all[key] = value as Exclude<T[keyof T], undefined>;
  }
  return all;
}
