/**
 * The index of the constructs in `docs/constructs.md`: the six lines with which each file opens, and how much a copy
 * takes.
 */

import { constructFolders, headings, headOf, neighboursOf, readSource } from "../../cli/add/catalogue.js";

const boxes = [
  "private-network",
  "data-bucket",
  "training-job",
  "pipeline",
  "model-registry",
  "endpoint",
  "quotas",
  "budget",
  "dashboard",
  "exporter",
  "workload-identity",
];

const linesIn = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + readSource(file).trimEnd().split("\n").length, 0);

function comesAlong(name: string): string {
  const along = neighboursOf(name);
  const names = along.map((file) => `\`${file.split("/").slice(1).join("/")}\``);
  return along.length === 0 ? "nothing" : `${linesIn(along)} lines: ${names.join(", ")}`;
}

/** The page. `names` are `<platform>/<construct>`. */
export function constructIndex(names: readonly string[]): string {
  const sections = boxes.flatMap((box) => {
    const found = constructFolders()
      .map((platform) => `${platform}/${box}`)
      .filter((name) => names.includes(name));
    if (found.length === 0) return [];
    const row = (what: string, cells: readonly string[]) =>
      `| ${what} | ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
    const heads = found.map((name) => headOf(readSource(`${name}.ts`)));
    return [
      `## ${box}`,
      "",
      row(
        "",
        found.map((name) => `[${name.split("/")[0]}](constructs/${name}.md)`),
      ).replace("|  |", "| |"),
      `| --- |${found.map(() => " --- |").join("")}`,
      ...headings.map((heading) =>
        row(
          heading,
          heads.map((head) => head[heading]),
        ),
      ),
      row(
        "Own lines",
        found.map((name) => `[${linesIn([`${name}.ts`])}](../constructs/${name}.ts)`),
      ),
      row(
        "Lines that come along",
        found.map((name) => comesAlong(name)),
      ),
      "",
    ];
  });
  return [
    "<!-- made by `npm run golden` of the heads and imports of constructs/*/*.ts; a test fails when it is stale -->",
    "# The constructs",
    "",
    "One public class a file, the same file names for every platform. Each file is made to be copied",
    "(`npx --no cdktf-ml-pilot add <platform>/<construct> --to infra`): it needs cdktf, its provider and what comes along,",
    "and works the same with the `record` statement and its import deleted.",
    "Each page shows a usage, and what it makes.",
    "",
    ...sections,
  ].join("\n");
}
