/** The graph of who reaches what, over the pilots and over foreign stacks. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { type Edge, graphOf } from "../../review/pages/graph.js";
import { stackOf } from "../../review/read/stack.js";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { synthesizePilots, variants } from "../synth.js";

const words = (json: unknown): readonly string[] => {
  const { nodes, edges } = graphOf(analysisOf(stackOf("s", "f", structuredClone(json))));
  const label = (id: string) => nodes.find((node) => node.id === id)?.label ?? `no node for ${id}`;
  const arrow: Readonly<Record<Edge["kind"], string>> = { open: "→", identity: "⇢", closed: "✕", public: "⇉" };
  return edges.map(({ from, to, kind }) => `${label(from)} ${arrow[kind]} ${label(to)}`);
};

test.each<[PlatformId, readonly string[]]>([
  [
    "aws",
    [
      "192.168.10.0/24 → interface endpoint",
      "interface endpoint → penguins-endpoint",
      "penguins-endpoint → penguins-data-123456789012",
      "training job → penguins-data-123456789012",
      "the internet ✕ penguins-data-123456789012",
      "the internet ⇢ penguins-endpoint",
    ],
  ],
  [
    "google",
    [
      "networks of penguins-pilot → Private Service Connect",
      "Private Service Connect → penguins-endpoint",
      "penguins-endpoint → penguins-data-penguins-pilot",
      "the internet ✕ penguins-data-penguins-pilot",
    ],
  ],
  [
    "azure",
    [
      "192.168.10.0/24 → private endpoint amlworkspace",
      "private endpoint amlworkspace → penguins-4e30ca01",
      "penguins-4e30ca01 → penguins4e30ca01",
      "the internet ✕ penguins-4e30ca01",
      "the internet ✕ penguins4e30ca01",
    ],
  ],
])("%s: from the client network to endpoint and stores, with what is closed", async (platform, expected) => {
  const json = (await synthesizePilots(variants["phase 2"]))[platform]?.json;
  const found = words(json);
  expect(found).toEqual(expect.arrayContaining([...expected]));
  expect(found.filter((way) => way.includes("⇉") || way.includes("no node"))).toEqual([]);
});

test("every public way is in it, whatever it leads to", () => {
  const open = { name: "g", ingress: [{ cidr_blocks: ["0.0.0.0/0"], protocol: "-1" }] };
  const resource = { aws_security_group: { g: open }, aws_s3_bucket: { b: { bucket: "theirs" } } };
  expect([...words({ resource })].sort()).toEqual(["the internet ⇉ g", "the internet ⇉ theirs"]);
});

test("a stack without any way has a drawing all the same", () => {
  expect(words({ resource: { aws_vpc: { v: {} } } })).toEqual([]);
});
