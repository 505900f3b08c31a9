/** What a construct gives once it stands: its outputs and its methods, read out of its source. */
import { block, saidIn } from "./props.js";

/** A field or a getter that others read, or a method that they call. */
export interface Member {
  /** Its name; a method's with its parameters. */
  readonly name: string;
  readonly type: string;
  /** What its docstring says. */
  readonly text: string;
}

const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/,(?= ?(?:[)}]|$))/g, "")
    .trim();

/** The public members of the class, in the order of the source. */
export function membersOf(
  source: string,
  className: string,
): { readonly outputs: readonly Member[]; readonly methods: readonly Member[] } {
  const opening = new RegExp(`export class ${className}(?:<[^>]*>)? extends \\w+ \\{`).exec(source);
  if (opening === null) return { outputs: [], methods: [] };
  const body = block(source, opening.index + opening[0].length);
  const doc = "(?:^ {2}/\\*\\*(?<doc>(?:(?!\\*/)[\\s\\S])*)\\*/\\n)?";
  const field = new RegExp(
    `${doc}^ {2}(?:readonly |get )(?<name>\\w+)(?<mark>\\?|\\(\\))?(?:: (?<type>[^=;{]+|\\{[^}]*\\})| = [^;]* as (?<as>[^;]+);)`,
    "gm",
  );
  const method = new RegExp(
    `${doc}^ {2}(?<name>[a-z]\\w*)\\((?<given>(?:[^()]|\\([^()]*\\))*)\\)(?:: (?<type>[^\\n]+?))? \\{$`,
    "gm",
  );
  const member = (name: string, groups: Record<string, string | undefined>): Member => ({
    name,
    type: oneLine(groups.type ?? groups.as ?? "void"),
    text: saidIn(groups.doc ?? "").replace(/ ?@throws /, " Throws: "),
  });
  return {
    outputs: [...body.matchAll(field)].map(({ groups = {} }) =>
      member(`${groups.name}${groups.mark === "?" ? "?" : ""}`, groups),
    ),
    methods: [...body.matchAll(method)]
      .filter(({ groups }) => groups?.name !== "constructor")
      .map(({ groups = {} }) => member(`${groups.name}(${oneLine(groups.given ?? "")})`, groups)),
  };
}
