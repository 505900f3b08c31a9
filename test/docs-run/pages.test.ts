import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { constructFolders, pieces } from "../../cli/add/catalogue.js";
import { madePages } from "../../scripts/assembled-docs/index.js";
import { propsOf } from "../../scripts/assembled-docs/props.js";
import { specChanges } from "../../stacks/changes/index.js";
import { stepNames } from "../../stacks/pilot-spec/steps.js";
import { exampleInput } from "../synth.js";

const root = join(__dirname, "../..");
const files = [
  "docs/checks.md",
  ...Object.keys(specChanges).map((platform) => `docs/${platform}.md`),
  ...pieces().map(({ name }) => `docs/constructs/${name}.md`),
];
let pages: ReadonlyMap<string, string>;
beforeAll(async () => {
  pages = await madePages();
});

test.each(files)("%s is what npm run golden would write", (file) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(readFileSync(join(root, file), "utf8")).toBe(pages.get(file));
});

test("no page and no usage is left of a construct that is gone", () => {
  const listed = (folder: string) =>
    constructFolders().flatMap((platform) =>
      readdirSync(join(root, folder, platform)).map((file) => `${platform}/${file.replace(/\.(md|ts)$/, "")}`),
    );
  const names = pieces().map(({ name }) => name);
  expect(listed("docs/constructs").sort()).toEqual([...names].sort());
  expect(listed("examples/usage").sort()).toEqual([...names].sort());
});

test("every construct has its props on its page", () => {
  for (const { name } of pieces())
    expect(pages.get(`docs/constructs/${name}.md`)).toMatch(/\| `\w+` \| `.+` \| required \|/);
});

test("the words name every box, foundation, step, enforcement and owner", () => {
  const words = readFileSync(join(root, "docs/words.md"), "utf8").replace(/\s+/g, " ");
  const record = readFileSync(join(root, "constructs/pilot/record.ts"), "utf8");
  const union = (type: string) => [
    ...(new RegExp(`type ${type} = ([^;]*);`).exec(record)?.[1] ?? "").matchAll(/"([^"]+)"/g),
  ];
  const names = ["BoxName", "FoundationName", "Enforcement"].flatMap(union).map(([, name = ""]) => name);
  expect(names).toHaveLength(12);
  const owners = Object.keys(exampleInput().owners);
  expect([...names, ...stepNames, ...owners].filter((name) => !words.includes(name))).toEqual([]);
});

test("props are read with their types, defaults and docstrings", () => {
  const source = `
export interface ThingProps {
  readonly plain: string;
  /** Two
   * lines. @default - as it is */
  readonly shape?: {
    /** Not a prop. */
    readonly inner: string;
  };
  /** A list. @default none */
  readonly list?: readonly string[];
}
export interface Other { readonly not: string }
`;
  expect(propsOf(source, "ThingProps")).toEqual([
    { name: "plain", type: "string", text: "" },
    { name: "shape", type: "{ /** Not a prop. */ readonly inner: string; }", text: "Two lines.", fallback: "as it is" },
    { name: "list", type: "readonly string[]", text: "A list.", fallback: "none" },
  ]);
});
