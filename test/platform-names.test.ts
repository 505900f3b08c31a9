import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { platforms } from "../stacks/platforms.js";

const root = join(__dirname, "..");
const ids = Object.keys(platforms);

/** Files that still name two platforms. The list only gets shorter: what leaves it can not come back. */
const stillNaming = readFileSync(join(__dirname, "platform-names.txt"), "utf8").trim().split("\n");

/** Generated, or a list that another tool reads as it is. */
const isData = (file: string) =>
  /^(package(-lock)?\.json|docs\/|examples\/penguins\/|test\/(addresses|resources)\/)/.test(file);

/** Whether a path belongs to one platform: a folder or a file called by it. */
const isOwn = (file: string) => ids.some((id) => new RegExp(`(^|[/.-])${id}([/.-]|$)`).test(file));

/** The platforms that a source names as a string, a key or an import; comments do not count. */
function named(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)(\/\/|#) .*$/gm, "");
  return ids.filter((id) =>
    new RegExp(`["'\`]${id}["'\`,]|(?<![\\w.:-])${id}\\??:|/${id}(/|\\.js|["'\`])`, "m").test(code),
  );
}

/** Folders of code; what they install or build is not ours. */
const folders = [
  ".ci",
  "bench",
  "bin",
  "cli",
  "constructs",
  "examples",
  "lint",
  "review",
  "scripts",
  "stacks",
  "test",
  "trial",
];
const isForeign = (file: string) => /(^|\/)(node_modules|dist|__pycache__|\.venv|\.cache)\//.test(file);

/** Code that stands in no platform's folder and names two platforms or more. */
function naming(): readonly string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  return files
    .filter((file) => !isForeign(file))
    .filter((file) => /\.(ts|js|mjs|cjs|grit|py|sh|json|ya?ml)$/.test(file) && !isData(file) && !isOwn(file))
    .filter((file) => file !== "stacks/platforms.ts" && file !== "test/platform-names.test.ts")
    .filter((file) => named(readFileSync(join(root, file), "utf8")).length > 1);
}

test("no file outside of the list and of the platforms' folders names two platforms, but those of the list", () => {
  expect(naming().filter((file) => !stillNaming.includes(file))).toEqual([]);
});

test("a file that names one platform at most leaves the list", () => {
  const now = naming();
  expect(stillNaming.filter((file) => !now.includes(file))).toEqual([]);
});

/** Code without comments. */
const codeOf = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/ .*$/gm, "");

test("the review names no platform and no type of one: its readers are handed in", () => {
  const types = Object.values(platforms).flatMap(({ nameAttributes }) => Object.keys(nameAttributes));
  // providers that make nothing in a cloud serve every platform
  const neutral = ["time_", "terraform_", "random_", "null_"];
  const prefixes = [...new Set(types.map((type) => type.replace(/_.*/, "_")))].filter(
    (each) => !neutral.includes(each),
  );
  expect(prefixes.length).toBeGreaterThanOrEqual(ids.length);
  const files = readdirSync(join(root, "review"), { recursive: true, encoding: "utf8" });
  const found = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const source = readFileSync(join(root, "review", file), "utf8");
      const code = codeOf(source);
      return [...named(source), ...prefixes.filter((each) => code.includes(each))].map((name) => `${file}: ${name}`);
    });
  expect(found).toEqual([]);
});

test.each([
  ['const all = ["aws", "google"];', ["aws", "google"]],
  ["const by = { aws: 1, azure: 2 };", ["aws", "azure"]],
  ['import { aws } from "./aws/platform.js"; import { azure } from "./azure/platform.js";', ["aws", "azure"]],
  ["// like aws and google\nconst one = 1;", []],
  ["/** aws: and google: */", []],
])("%s names %j", (source, expected) => {
  expect(named(source)).toEqual(expected);
});
