/** The checks that a stack switches off for single addresses, each with the reason that somebody wrote. */
import { z } from "zod";
import { isMap, list, type Stack } from "../../stacks/readers/stack.js";
import { code, type Section, type Text } from "../document.js";

const suppression = z.object({ id: z.string(), address: z.string(), why: z.string() });

/** The section on them; none where nothing is switched off. */
export function suppressed({ json }: Stack): readonly Section[] {
  const comment = isMap(json["//"]) ? json["//"] : {};
  const said = list(isMap(comment["checks"]) ? comment["checks"]["suppressed"] : undefined);
  if (said.length === 0) return [];
  const rows = said.map((entry): readonly Text[] => {
    const { success, data } = suppression.safeParse(entry);
    return success
      ? [code(data.id), code(data.address), data.why]
      : ["not understood", code(JSON.stringify(entry)), ""];
  });
  return [
    { title: "Checks that are switched off", blocks: [{ kind: "table", head: ["Check", "Where", "Why"], rows }] },
  ];
}
