/** A platform that does not exist, as data. */
import type { Platform } from "../platform-contract.js";
import { providerVersions } from "./provider-versions.js";
import { block, operators } from "./spec-block.js";

const bucketName = { kind: "demo bucket name", pattern: /^[a-z-]{3,20}$/, allowed: "3 to 20 lower-case letters and -" };

/** The platform. */
export const demo: Platform<typeof block, typeof operators> = {
  aliases: ["demoml"],
  block,
  operators,
  names: ({ name }) => [{ rule: bucketName, name: `${name}-data` }],
  changes: [{ key: "demo.island", how: "refused", words: "The island cannot change.", costs: "A new pilot." }],
  nameAttributes: { demo_bucket: "name" },
  stores: { demo_bucket: { name: "name", own: (given) => given["expire_after_days"] !== undefined, fix: "set it" } },
  labels: { key: /^[a-z]+$/, keyMust: "must be letters", value: /^[a-z]*$/, valueMust: "must be letters" },
  region: {
    key: "island",
    of: (sections) => sections.demo?.island,
    open: ["texel", "sylt"],
    otherClouds: [],
    residencies: { us: /^$/, eu: /^(texel|sylt)$/, asia: /^$/ },
  },
  providerPackages: ["@cdktf/provider-time"],
  providerVersions,
  credentials: { env: ["DEMO_TOKEN"], file: ".demo/token", login: "demo login" },
  init: { operators: '["crew:ml"]', block: "{ island: texel }" },
  notAsTheSpec: {},
  lacksSafeguards: {},
  readers: () => (require("./review.js") as typeof import("./review.js")).readers,
  priceList: async () => ({ region: () => undefined, find: async () => [] }),
  load: async () => (await import("./index.js")).demo,
};
