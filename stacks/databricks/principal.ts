/** Who gets a right, as a spec writes it and as the grants take it. */
import type { Identity } from "../../constructs/databricks/pipeline.js";

const kinds = { "service-principal": "service principal", user: "user", group: "group" } as const;

/**
 * Resolves somebody of a spec to what the grants take.
 * @param use what ids begin with, such as `operator`
 */
export function identityOf(use: string, written: string): Identity {
  const [kind = "", ...rest] = written.split(":");
  const who = rest.join(":");
  return { name: nameOf(use, written), kind: kinds[kind as keyof typeof kinds], principal: who, policies: [] };
}

/** A name for ids: as long as one may be, and without a dash at its end. */
export function nameOf(use: string, written: string): string {
  const words = written
    .toLowerCase()
    .replace(/^service-principal:/, "")
    .replace(/[^a-z0-9]+/g, "-");
  return `${use}-${words}`.slice(0, 40).replace(/-+$/, "");
}
