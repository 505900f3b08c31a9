/** Patterns against patterns: what a policy names with `*` and `?`, and what a thing is called. */

/** Stands for any key in a store, which no pattern can spell out: only a `*` holds it. */
export const anyKey = "\u0001";

/** How many characters stand before the first and after the last wildcard; all of them where there is none. */
function fixedEnds(text: string): { readonly begin: number; readonly end: number } {
  const first = text.search(/[*?]/);
  if (first < 0) return { begin: text.length, end: text.length };
  return { begin: first, end: text.length - 1 - Math.max(text.lastIndexOf("*"), text.lastIndexOf("?")) };
}

/** What was compared already: a stack asks of each of its patterns about each of its things, several times. */
const compared = new Map<string, Map<string, boolean>>();

/**
 * Whether some text fits both patterns. In both `*` is any text and `?` one character. Compared in lower case: a
 * pattern that differs by case alone is shown rather than missed.
 */
export function overlap(one: string, other: string): boolean {
  const known = compared.get(one) ?? new Map<string, boolean>();
  const found = known.get(other);
  if (found !== undefined) return found;
  const made = meets(one.toLowerCase(), other.toLowerCase());
  if (compared.size < 1000) compared.set(one, known);
  if (known.size < 1000) known.set(other, made);
  return made;
}

function meets(a: string, b: string): boolean {
  if (a === b || a === "*" || b === "*") return true;
  const [fixedA, fixedB] = [fixedEnds(a), fixedEnds(b)];
  if (fixedA.begin === a.length && fixedB.begin === b.length) return false;
  // most pairs differ where neither has a wildcard yet
  for (let at = Math.min(fixedA.begin, fixedB.begin) - 1; at >= 0; at -= 1) if (a[at] !== b[at]) return false;
  for (let at = Math.min(fixedA.end, fixedB.end); at > 0; at -= 1)
    if (a[a.length - at] !== b[b.length - at]) return false;
  const fits = (x: string | undefined, y: string | undefined) =>
    x !== undefined && y !== undefined && (x === y || (x === "?" && y !== anyKey) || (y === "?" && x !== anyKey));
  const stars = /^\**/.exec(b)?.[0].length ?? 0;
  // row by row: can the first i characters of a meet the first j of b
  let before = Array.from({ length: b.length + 1 }, (_, j) => j <= stars);
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
