/** What is wrong with the values of props, on every platform. */

/** What is wrong with a prop. */
export interface Problem<Prop> {
  readonly prop: Prop;
  readonly message: string;
}

/** Returns what is found in each of some things, in one list. */
export function gather<Item, Found>(items: readonly Item[], find: (item: Item) => readonly Found[]): Found[] {
  const found: Found[] = [];
  for (const item of items) found.push(...find(item));
  return found;
}

/** Returns a value as a message shows it: quoted, cut where it is long, and counted where a name may be too long. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const length = typeof value === "string" && value.length > 24 ? ` (${value.length} characters)` : "";
  return `${text.length > 100 ? `${text.slice(0, 100)}…` : text}${length}`;
}

/** The form that a cloud gives to a name or an id. */
export interface FormRule {
  readonly pattern: RegExp;
  /** What follows "must", such as "be a region". */
  readonly must: string;
  readonly example: string;
}

/**
 * Returns the checks of values where `isReference` knows a token of cdktf, without which this folder loads. A
 * reference and a value that is not there are right, because only Terraform knows the value.
 */
export function valueChecks(isReference: (value: unknown) => boolean) {
  /** Says what is wrong with one value. */
  function formMessage(value: unknown, { pattern, must, example }: FormRule): string | undefined {
    if (value === undefined || isReference(value)) return undefined;
    if (typeof value === "string" && pattern.test(value)) return undefined;
    return `must ${must}, got ${shown(value)}; write it such as ${JSON.stringify(example)}`;
  }

  /** Holds each value to its form, a list entry by entry. `messageOf` says what is wrong with one value. */
  function formProblems<Prop, Form>(
    values: ReadonlyArray<readonly [prop: Prop, value: unknown, form: Form]>,
    messageOf: (value: unknown, form: Form) => string | undefined,
  ): Array<Problem<Prop>> {
    return gather(values, ([prop, value, form]) =>
      gather(Array.isArray(value) && !isReference(value) ? value : [value], (each) => {
        const message = messageOf(each, form);
        return message === undefined ? [] : [{ prop, message }];
      }),
    );
  }

  /** Returns what is wrong with numbers. */
  function numberProblems<Prop>(
    values: ReadonlyArray<
      readonly [prop: Prop, value: number | undefined, least: number, most: number, what?: string, why?: string]
    >,
  ): Array<Problem<Prop>> {
    return gather(values, ([prop, value, least, most, what = "a whole number", why = "take one in that range"]) => {
      if (value === undefined || isReference(value)) return [];
      const isWhole = what !== "a whole number" || Number.isInteger(value);
      if (Number.isFinite(value) && value >= least && value <= most && isWhole) return [];
      return [{ prop, message: `must be ${what} from ${least} to ${most}, got ${shown(value)}; ${why}` }];
    });
  }
  return { formMessage, formProblems, numberProblems };
}

/** Returns what is wrong with values that are each one of a few words. */
export function wordProblems<Prop>(
  values: ReadonlyArray<readonly [prop: Prop, value: unknown, allowed: readonly string[]]>,
): Array<Problem<Prop>> {
  return gather(values, ([prop, value, allowed]) =>
    value === undefined || allowed.indexOf(value as string) >= 0
      ? []
      : [{ prop, message: `must be one of ${allowed.join(", ")}, got ${shown(value)}; take one of them` }],
  );
}
