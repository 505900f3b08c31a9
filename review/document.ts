/**
 * A page as data: one review makes it once, and Markdown and HTML are two ways to write it. Values from stacks and
 * plans are untrusted, so there is no raw text here: whoever writes a page escapes every string.
 */

/** Text in the fixed-width font: names, addresses, actions, whatever came from a stack. */
export interface Code {
  readonly code: string;
}

/** A run of text. */
export type Text = string | Code | ReadonlyArray<string | Code>;

/** A part of a section. */
export type Block =
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: ReadonlyArray<readonly Text[]>;
      /** Rows from the top that no format leaves out, however long the page is. @default none */
      readonly kept?: number;
      /** What Markdown says instead: the long version is for HTML. @default - the table */
      readonly brief?: Text;
    }
  | { readonly kind: "commands"; readonly lines: readonly string[] }
  /**
   * A drawing for HTML, with one for a narrow window; what it shows stands in a table as well, so Markdown leaves it
   * out.
   */
  | { readonly kind: "figure"; readonly svg: string; readonly narrow?: string; readonly caption: string }
  | { readonly kind: "details"; readonly summary: string; readonly blocks: readonly Block[] };

/** A heading and what stands under it. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A whole page. */
export interface Page {
  readonly title: string;
  /** Stands under the title, before the first heading. */
  readonly head: readonly Block[];
  readonly sections: readonly Section[];
}

export const code = (value: string): Code => ({ code: value });

/** Codes with commas between them; `none` where there are none. */
export function codes(values: readonly string[], none = "none"): ReadonlyArray<string | Code> {
  if (values.length === 0) return [none];
  return values.flatMap((value, index) => (index === 0 ? [code(value)] : [", ", code(value)]));
}

/** A table, or a sentence where it would be empty. */
export function tableOr(none: string, head: readonly string[], rows: ReadonlyArray<readonly Text[]>): Block {
  return rows.length === 0 ? { kind: "text", text: none } : { kind: "table", head, rows };
}

/** The plain text of a run. */
export function plain(text: Text): string {
  const parts = Array.isArray(text) ? (text as ReadonlyArray<string | Code>) : [text as string | Code];
  return parts.map((part) => (typeof part === "string" ? part : part.code)).join("");
}

// C0 and C1 controls, zero-width and bidirectional marks: what a reader cannot see must not hide in a review
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** One line without anything that a reader cannot see: control and direction characters are written as `\u{…}`. */
export function visible(value: string): string {
  return value
    .replace(/[\r\n\t]+/g, " ")
    .replace(invisible, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Text for any place in HTML. */
export function escapeHtml(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return visible(value).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
