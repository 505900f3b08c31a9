/** The props of a construct, read out of its source: names, types, docstrings. */

/** A prop. */
export interface Prop {
  readonly name: string;
  readonly type: string;
  /** What its docstring says. */
  readonly text: string;
  /** What `@default` says; a prop without it is required. */
  readonly fallback?: string;
}

/** The text from an opening brace to the one that closes it, without both. */
export function block(source: string, from: number): string {
  let depth = 1;
  let at = from;
  while (depth > 0 && at < source.length) {
    if (source[at] === "{") depth += 1;
    if (source[at] === "}") depth -= 1;
    at += 1;
  }
  return source.slice(from, at - 1);
}

/** What a docstring says, in one line. */
export const saidIn = (docstring: string): string =>
  docstring
    .replace(/\n\s*\* ?/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** The properties of an exported interface, such as `<Class>Props`; none where the source has none of that name. */
export function propsOf(source: string, interfaceName: string): readonly Prop[] {
  const opening = new RegExp(`export interface ${interfaceName}\\b[^{]*\\{`).exec(source);
  if (opening === null) return [];
  const body = block(source, opening.index + opening[0].length);
  // two spaces in front: a prop of the interface itself, and not of a type inside of it
  const parts = body.matchAll(
    /(?:^ {2}\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\n)?^ {2}readonly (?<name>\w+)(?<optional>\??): /gm,
  );
  return [...parts].map((match) => {
    const { doc = "", name = "" } = match.groups ?? {};
    const start = match.index + match[0].length;
    const end = /;\n(?= {2}(?:readonly|\/\*\*)|\s*$)/.exec(body.slice(start))?.index ?? body.length - start;
    const [said = "", fallback] = saidIn(doc).split(/\s*@default (?:- )?/);
    const type = body
      .slice(start, start + end)
      .replace(/\s+/g, " ")
      .trim();
    return { name, type, text: said.trim(), ...(fallback === undefined ? {} : { fallback: fallback.trim() }) };
  });
}
