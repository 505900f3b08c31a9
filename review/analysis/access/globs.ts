/** Patterns against patterns: what a policy names with `*` and `?`, and what a thing is called. */

/** Stands for any key in a store, which no pattern can spell out: only a `*` holds it. */
export const anyKey = "\u0001";

/**
 * Whether some text fits both patterns. In both `*` is any text and `?` one character. Compared in lower case: a
 * pattern that differs by case alone is shown rather than missed.
 */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b || a === "*" || b === "*") return true;
  const isPlain = (text: string) => !/[*?]/.test(text);
  if (isPlain(a) && isPlain(b)) return false;
  const fits = (x: string | undefined, y: string | undefined) =>
    x !== undefined && y !== undefined && (x === y || (x === "?" && y !== anyKey) || (y === "?" && x !== anyKey));
  // row by row: can the first i characters of a meet the first j of b
  let before = Array.from({ length: b.length + 1 }, (_, j) => j === 0 || /^\*+$/.test(b.slice(0, j)));
  for (let i = 1; i <= a.length; i += 1) {
    const x = a[i - 1];
    const row = [x === "*" && before[0] === true];
    for (let j = 1; j <= b.length; j += 1) {
      const y = b[j - 1];
      const isMet =
        (x === "*" && (before[j] === true || row[j - 1] === true)) ||
        (y === "*" && (row[j - 1] === true || before[j] === true)) ||
        (x !== "*" && y !== "*" && fits(x, y) && before[j - 1] === true);
      row.push(isMet);
    }
    before = row;
  }
  return before[b.length] === true;
}

/** Whether the first pattern holds everything that the second can be. */
export const holdsAll = (pattern: string, all: string): boolean => overlap(pattern, all.replaceAll("*", anyKey));
