/** The page of one construct: the code, then the Terraform that it makes, its limits, its permissions. */
import { headings, headOf, neighboursOf, readSource } from "../../cli/add/catalogue.js";
import { analysisOf } from "../../review/analysis/analysis.js";
import { page } from "../../review/pages/page.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import { addLedger } from "../../stacks/ledger.js";
import { type Member, membersOf } from "./members.js";
import { type Prop, propsOf } from "./props.js";
import { packageUsage, usageStack } from "./usage.js";

/** The sections of a review that stand on a page too, and what they are called there. */
const reviewed: Readonly<Record<string, string>> = {
  Limits: "Its limits",
  "What expires": "What expires",
  "Every grant, as it is written": "Who may do what",
  "What can reach what": "What can reach what",
  "What survives a destroy": "What survives a destroy",
};

const cell = (text: string): string => text.replace(/\|/g, "\\|").replace(/</g, "&lt;");
const cellCode = (code: string): string => code.replace(/\|/g, "\\|");
const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): readonly string[] => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => " --- |").join("")}`,
  ...rows.map((row) => `| ${row.join(" | ")} |`),
];

/** A section of what the construct gives, where it gives something. */
const members = (title: string, head: readonly string[], all: readonly Member[]): readonly string[] =>
  all.length === 0
    ? []
    : [
        `## ${title}`,
        "",
        ...table(
          head,
          all.map(({ name, type, text }) => [`\`${cellCode(name)}\``, `\`${cellCode(type)}\``, cell(text)]),
        ),
        "",
      ];

/** What an identity is, where the construct has one or grants to one. */
const identitySection = (fields: readonly Prop[]): readonly string[] =>
  fields.length === 0
    ? []
    : [
        "## Its identities",
        "",
        "A grant returns the policy that it makes, and adds it to the `policies` of the identity: what runs as the identity",
        "waits for all of them, and at destroy goes before them. One of yours is an object with an empty list, and what you",
        "grant it yourself goes into that list too ([copies in your repo](../../copies.md)).",
        "",
        ...table(
          ["Field", "Type", ""],
          fields.map(({ name, type, text }) => [`\`${name}\``, `\`${cellCode(type)}\``, cell(text)]),
        ),
        "",
      ];

/** What Terraform gets, without what cdktf notes for itself. */
function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComments);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutComments(inner)]));
}

/** The text of the page. */
export async function constructPage(name: string): Promise<string> {
  const [platform = "", box = ""] = name.split("/");
  const source = readSource(`${name}.ts`);
  const head = headOf(source);
  const className = box.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());

  const stack = await usageStack(name);
  addLedger(stack, { pilot: name, platform });
  stack.prepareStack();
  const json = JSON.parse(JSON.stringify(stack.toTerraform())) as Record<string, unknown>;
  const synthesized = stackOf(name, "cdk.tf.json", json);
  const review = page(analysisOf(synthesized));
  const sections = Object.entries(reviewed).flatMap(([title, called]) =>
    review.sections.filter((section) => section.title === title).map((section) => ({ ...section, title: called })),
  );

  const own = synthesized.resources.filter(({ path }) => path.includes(`/${box}/`) || path.endsWith(`/${box}`));
  const first = own.find(({ path }) => path.endsWith(`/${box}/Default`)) ?? own[0];
  const props = propsOf(source, `${className}Props`);
  const identity = propsOf(source, "Identity");
  const { outputs, methods } = membersOf(source, className);
  const along = neighboursOf(name).map((file) => `[\`${file}\`](../../../constructs/${file})`);
  return [
    `<!-- made by \`npm run golden\` of constructs/${name}.ts and examples/usage/${name}.ts; a test holds it -->`,
    `# ${platform}.${className}`,
    "",
    `Makes ${cell(head.Makes)}`,
    "",
    "## Use it",
    "",
    "```ts",
    packageUsage(name),
    "```",
    "",
    "Or copy it into your own repo:",
    "",
    "```sh",
    `npx --no cdktf-ml-pilot add ${name} --to infra`,
    "```",
    "",
    "## What to know",
    "",
    ...table(
      ["", ""],
      headings.filter((heading) => heading !== "Makes").map((heading) => [heading, cell(head[heading])]),
    ),
    "",
    `Source: [\`${name}.ts\`](../../../constructs/${name}.ts); with it come ${along.join(", ") || "no other files"}.`,
    "",
    "## Its props",
    "",
    ...table(
      ["Prop", "Type", "Default", ""],
      props.map(({ name: prop, type, text, fallback }) => [
        `\`${prop}\``,
        `\`${cellCode(type)}\``,
        fallback === undefined ? "required" : cell(fallback),
        cell(text),
      ]),
    ),
    "",
    ...members("What it gives", ["Output", "Type", ""], outputs),
    ...members("What it does when asked", ["Method", "Returns", ""], methods),
    ...identitySection(identity),
    "## The Terraform that it makes",
    "",
    ...table(["Type", "Addresses"], [...byType(own.map(({ address }) => address))]),
    "",
    ...(first === undefined
      ? []
      : [`\`${first.address}\`:`, "", "```json", JSON.stringify(withoutComments(first.arguments), null, 2), "```", ""]),
    markdown({ title: "", head: [], sections })
      .replace(/^#[^#]*\n/, "")
      .trim(),
    "",
  ].join("\n");
}

function byType(addresses: readonly string[]): Iterable<readonly string[]> {
  const types = new Map<string, string[]>();
  for (const address of addresses) {
    const [type = "", id = ""] = address.replace(/^data\./, "data ").split(".");
    types.set(type, [...(types.get(type) ?? []), `\`${id}\``]);
  }
  return [...types].sort().map(([type, ids]) => [`\`${type}\``, ids.join(", ")]);
}
