/** What a spec says of a platform that does not exist. */
import { z } from "zod";
import { live, releases } from "../pilot-spec/fields.js";
import { providerVersion } from "../pilot-spec/provider-version.js";
import { providerVersions } from "./provider-versions.js";

/** Who may be an operator. */
export const operators = z
  .array(z.string().regex(/^crew:[a-z]+$/, "must be crew: and a name, such as crew:ml"))
  .default([])
  .describe("crews, by name");

/** The block of the spec. */
export const block = z
  .strictObject({
    island: z.string().regex(/^[a-z]+$/, "must be an island, such as texel"),
    regionCheck: z.boolean().default(true),
    providerVersion: providerVersion(providerVersions),
    releases,
    live,
  })
  .describe("A platform that does not exist.");
