/**
 * Every safeguard that a construct recorded: changed, it is a grave change by its own name, and the page of the stack
 * says first that the ledger is not true any more.
 */
import { analysisOf } from "../../review/analysis/analysis.js";
import { changes, graveKinds } from "../../review/analysis/changes.js";
import { plain } from "../../review/document.js";
import { page } from "../../review/pages/page.js";
import { sideBySide } from "../../review/pages/side-by-side.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { follow } from "../../stacks/pointer.js";
import { safeguardKindNames, safeguardKinds } from "../../stacks/safeguard-kinds.js";
import { examplePlatforms, synthesizePilot, variants } from "../synth.js";

// biome-ignore lint/suspicious/noExplicitAny: JSON that is changed at will
type Json = any;
const facts = (json: Json) => analysisOf(stackOf("stack", "stack.json", json));

async function jsonOf(platform: PlatformId): Promise<Json> {
  return (await synthesizePilot(platform, variants["phase 2"]))?.json;
}

/** The arguments of an address. */
function argumentsAt(json: Json, address: string): Json {
  const [type = "", id = ""] = address.split(".");
  return json.resource[type][id];
}

/** Sets the value at a pointer, or takes it away. */
function set(root: Json, pointer: string, value: unknown): void {
  const keys = pointer.split("/").slice(1);
  const last = (keys.pop() as string).replaceAll("~1", "/");
  const parent = follow(root, keys.length === 0 ? "" : `/${keys.join("/")}`) as Json;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

const weaker = (raw: unknown): unknown => {
  if (typeof raw === "boolean") return !raw;
  if (Array.isArray(raw)) return [];
  return typeof raw === "string" ? `${raw}-no-more` : undefined;
};

describe("side by side", () => {
  test("each platform has every safeguard in the same row, or says why it has none", async () => {
    const all = await Promise.all(examplePlatforms.map(async (platform) => facts(await jsonOf(platform))));
    const text = markdown(sideBySide({ all, noGos: [] }));
    const part = (title: string) => (text.split(`## ${title}\n`)[1] ?? "").split("\n## ")[0] ?? "";
    const rows = [...part("Safeguards").matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));
    expect(rows.slice(2).map(([kind]) => kind)).toEqual(Object.values(safeguardKinds));
    const cells = rows.slice(2).flatMap(([kind, ...each]) => each.map((cell) => [kind, cell]));
    expect(cells.filter(([, cell]) => cell === "none recorded")).toEqual([]);
    expect(cells).toHaveLength(safeguardKindNames.length * examplePlatforms.length);
    expect(rows.find(([kind]) => kind === "who an alarm alerts")?.[1]).toBe("endpoint (p95, errors, idle)");
    const [, , ...rollback] = part("Rollback")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rollback[0]).toBe(
      "| who takes a bad rollout back | SageMaker, by itself | the workflow penguins-endpoint-release, by itself | " +
        `${examplePlatforms
          .slice(2)
          .map(() => "an operator, by hand")
          .join(" | ")} |`,
    );
    expect(rollback).toHaveLength(4);
  });

  test("a rollback that the stack no longer has is by hand there, too", async () => {
    const json = JSON.parse(JSON.stringify(await jsonOf("aws")));
    for (const each of Object.values<Json>(json.resource.aws_sagemaker_endpoint))
      delete each.deployment_config.auto_rollback_configuration;
    const text = markdown(sideBySide({ all: [facts(json)], noGos: [] }));
    expect(text).toContain("| who takes a bad rollout back | an operator, by hand |");
  });
});

describe.each(examplePlatforms)("%s", (platform) => {
  test("each recorded safeguard, changed or taken away, is grave, and heads the page", async () => {
    const json = await jsonOf(platform);
    const base = facts(json);
    const rows = (base.stack.ledger?.boxes ?? []).flatMap(({ safeguards }) => safeguards);
    const kinds = safeguardKindNames.filter((kind) => !(kind in platforms[platform].lacksSafeguards));
    expect(new Set(rows.map(({ kind }) => kind)).size).toBe(kinds.length);
    for (const weakened of [weaker, () => undefined]) {
      const head = JSON.parse(JSON.stringify(json));
      for (const { address, pointer, raw } of rows) set(argumentsAt(head, address), pointer, weakened(raw));
      const after = facts(head);
      const found = changes(base, after);
      for (const { name, address } of rows) {
        const said = found.filter((each) => each.address === address).map(({ kind }) => kind);
        expect([name, said.some((kind) => graveKinds.includes(kind)), said.includes("other")]).toEqual([
          name,
          true,
          false,
        ]);
        expect(after.staleRows.map(({ row }) => row).join("\n")).toContain(name);
      }
      expect(after.findings[0]?.kind).toBe("ledger");
    }
  });

  test("the page lists each of them with the value that must stay", async () => {
    const base = facts(await jsonOf(platform));
    const text = markdown(page(base));
    const section = /## Safeguards\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";
    const rows = (base.stack.ledger?.boxes ?? []).flatMap(({ safeguards }) => safeguards);
    expect(section.split("\n").filter((line) => line.startsWith("| ")).length).toBe(rows.length + 2);
    for (const { name, address } of rows) expect(section).toMatch(new RegExp(`\\| ${name} \\|.*${address}`));
    // "deletion protection must stay false" would say the contrary
    expect(section).not.toMatch(/\| `(?:true|false)` \|/);
  });
});

test("an argument that no list knows is a safeguard where its author recorded it as one", () => {
  const json = (value: number, safeguards: readonly object[]) => ({
    "//": {
      pilot: {
        ...{
          version: 3,
          pilot: "p",
          platform: "demo",
          phase: 0,
          arrows: [],
          fit: [],
          releases: {},
          live: null,
          spec: {},
        },
        boxes: [
          {
            ...{ box: "data bucket", layer: "box", path: "b", owner: "o", meter: null, metric: null, identity: [] },
            ...{
              limits: [],
              safeguards,
              rollback: null,
              expiry: [],
              survives: [],
              debug: null,
              lineage: null,
              export: [],
            },
          },
        ],
      },
    },
    resource: { google_storage_bucket: { b: { name: "b", tide_gate: value } } },
  });
  const row = {
    kind: "versioning",
    name: "versioning",
    address: "google_storage_bucket.b",
    pointer: "/tide_gate",
    raw: 4,
  };
  const said = (safeguards: readonly object[]) =>
    changes(facts(json(4, safeguards)), facts(json(2, safeguards)))
      .filter(({ address }) => address === "google_storage_bucket.b")
      .map(({ kind, text }) => [kind, plain(text)]);
  expect(said([row])).toContainEqual(["safeguard-off", "versioning: /tide_gate 4 → 2"]);
  expect(said([])).toEqual([["other", "/tide_gate 4 → 2"]]);
});
