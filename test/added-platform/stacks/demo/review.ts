/** The readers of a platform that does not exist: one bucket, and who may open it. */
import type { Access, AccessReader, Thing } from "../readers/access.js";
import { type BillingReader, billingIn, typesOf } from "../readers/billing.js";
import type { Readers } from "../readers/contract.js";
import type { GrantReader } from "../readers/permissions.js";
import { internet, type ReachReader, see } from "../readers/reach.js";

const permissions: GrantReader = ({ type, address, arguments: given }, references) =>
  type === "demo_grant"
    ? [
        {
          who: references.text(given["crew"]),
          effect: "may",
          verbs: [references.text(given["may"])],
          actions: ["demo grant"],
          on: [references.text(given["bucket"])],
          when: [],
          address,
          isPublic: false,
          wildcards: [],
        },
      ]
    : undefined;

const reach: ReachReader = {
  reads: (type) => type === "demo_bucket",
  rows: (resource, references) => {
    if (resource.type !== "demo_bucket") return [];
    const { name, public: open, closed } = see(resource, references);
    return [
      resource.arguments["beach"] === true ? open(internet, name, "the beach") : closed(internet, name, "no beach"),
    ];
  },
};

const access: AccessReader = {
  isThing: (type) => type === "demo_bucket",
  dataStores: ["demo_bucket"],
  find: ({ byType }, references) => {
    const things = (byType.get("demo_bucket") ?? []).map(
      (each): Thing => ({ kind: "store", name: references.name(each), address: each.address }),
    );
    const rows = (byType.get("demo_grant") ?? []).flatMap(({ address, arguments: given }): readonly Access[] => {
      const thing = things.find((each) => each.address === references.target(given["bucket"])?.address);
      if (thing === undefined) return [];
      const [who, verb] = [references.text(given["crew"]), references.text(given["may"])];
      return [
        { thing, verb, who, parts: [], when: [], actions: ["demo grant"], addresses: [address], isPublic: false },
      ];
    });
    return { things, access: rows };
  },
};

const charged = billingIn({
  free: typesOf("demo_", "grant"),
  "by use": typesOf("demo_", "bucket"),
  standing: ["demo_pier"],
  apart: [],
});
const billing: BillingReader = { of: ({ type }) => charged(type) };

/** All of them. */
export const readers: Readers = {
  permissions,
  reach,
  access,
  meters: () => [],
  billing,
  harmless: { resources: new Set(["demo_pier"]), data: new Set() },
  drills: () => ({ versions: "demo list versions" }),
};
