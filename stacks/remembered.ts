/** Answers about strings, kept for as long as somebody may ask again: policies, definitions, names with references. */

/** How many answers are kept; the policies and definitions of a large stack are a few hundred. */
const most = 1_000;
/** What is longer is not kept: a platform's own limits on what stands in one argument are below it. */
const longest = 262_144;

/**
 * Returns the same function with a bounded memory of its answers. They are shared, so nobody may change one.
 * @param of answers by the string alone; what it throws is not kept
 */
export function remembered<Answer>(of: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known as Answer;
    const answer = of(text);
    if (answers.size >= most) answers.clear();
    if (text.length <= longest) answers.set(text, answer);
    return answer;
  };
}

/** Parses JSON that stands in a string. Each caller gets the same value and only reads it. @throws SyntaxError */
export const parsedJson: (text: string) => unknown = remembered((text): unknown => JSON.parse(text));
