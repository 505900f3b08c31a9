/** The index of the constructs in `docs/constructs.md`, made of the six lines with which each file opens. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The six claims, in their order. */
export const headLines = ["Makes", "Needs", "Never", "Idle cost", "Survives destroy", "Verified by"] as const;

/** The six lines of a construct file, by claim. */
export function headOf(source: string): ReadonlyMap<string, string> {
  const comment = /^\/\*\*\n([\s\S]*?)\*\//.exec(source)?.[1] ?? "";
  const claims = new Map<string, string>();
  let last = "";
  for (const line of comment.split("\n").map((each) => each.replace(/^ \* ?/, "").trim())) {
    const [, claim = "", text = ""] = /^([A-Z][a-z ]+): (.*)$/.exec(line) ?? [];
    if ((headLines as readonly string[]).includes(claim)) {
      last = claim;
      claims.set(claim, text);
    } else if (line !== "" && last !== "") claims.set(last, `${claims.get(last)} ${line}`);
  }
  return claims;
}

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
];

/** The page, from the folder that holds `aws/`, `google/` and `azure/`. */
export function constructIndex(folder: string): string {
  const vendors = ["aws", "google", "azure"].filter((vendor) => readdirSync(folder).includes(vendor));
  const sections = boxes.flatMap((box) => {
    const found = vendors.filter((vendor) => readdirSync(join(folder, vendor)).includes(`${box}.ts`));
    if (found.length === 0) return [];
    const heads = found.map((vendor) => headOf(readFileSync(join(folder, vendor, `${box}.ts`), "utf8")));
    const links = found.map((vendor) => `[${vendor}](../constructs/${vendor}/${box}.ts)`);
    return [
      `## ${box}`,
      "",
      `| | ${links.join(" | ")} |`,
      `| --- |${found.map(() => " --- |").join("")}`,
      ...headLines.map(
        (claim) => `| ${claim} | ${heads.map((head) => (head.get(claim) ?? "").replace(/\|/g, "\\|")).join(" | ")} |`,
      ),
      "",
    ];
  });
  return [
    "<!-- made by `npm run golden` of the first lines of constructs/*/*.ts; a test fails when it is stale -->",
    "# The constructs",
    "",
    "One public class a file, the same file names for every vendor. Each file is made to be copied: it needs cdktf, its",
    "provider and `constructs/pilot/record.ts`, and works the same with the `record` statement and its import deleted.",
    "",
    ...sections,
  ].join("\n");
}
