/** What no answer of the page is about. */
import type { Analysis } from "../../analysis/analysis.js";
import { code, codes, type Section, type Text } from "../../document.js";

/** The list, always there: empty it says that all was read. */
export function notReadSection({ unread, stack }: Analysis): Section {
  const title = "What was not read";
  if (unread.length === 0) {
    const count = stack.resources.length;
    return {
      title,
      blocks: [
        {
          kind: "text",
          text: `Each of the ${count} resources and data sources is of a type that was read, or that is known to grant, open and keep nothing.`,
        },
      ],
    };
  }
  const rows = unread.map(({ what, count, why, addresses }): readonly Text[] => [
    code(what),
    String(count),
    why,
    codes(addresses.slice(0, 5)),
  ]);
  return { title, blocks: [{ kind: "table", head: ["What", "How many", "Why", "Where"], rows }] };
}
