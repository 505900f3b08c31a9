/**
 * What a principal of a synthesized stack may do in Unity Catalog: by the grants of the stack, and by what it owns.
 * docs.databricks.com/data-governance/unity-catalog/manage-privileges/privileges (2026-11)
 */
import type { Closed, Json } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";

/** All resources of a type, with every reference resolved. */
export const ofType = (json: Synthesized, type: string): readonly Json[] =>
  resourcesOf(json)
    .filter((each) => each.type === type)
    .map(({ arguments: given }) => JSON.parse(resolveReferences(json, JSON.stringify(given))));

/** A thing with privileges, as its grant names it. */
type Securable = "catalog" | "schema" | "volume" | "model";

/** How the catalog writes a privilege in its refusals. */
const written = (privilege: string) => privilege.replaceAll("_", " ");

/** The volume that a path lies in, as `catalog.schema.volume`; undefined where it lies in none. */
export function volumeOf(path: string): string | undefined {
  const [, catalog, schema, volume] = /^\/Volumes\/([^/]+)\/([^/]+)\/([^/]+)(?:\/|$)/.exec(path) ?? [];
  return volume === undefined ? undefined : `${catalog}.${schema}.${volume}`;
}

/** The privileges of one principal. */
export class Privileges {
  private readonly granted: ReadonlyArray<{ readonly on: string; readonly privileges: readonly string[] }>;
  private readonly owned: readonly string[];

  constructor(
    private readonly json: Synthesized,
    readonly principal: string,
  ) {
    this.granted = ofType(json, "databricks_grant")
      .filter((each) => each.principal === principal)
      .map((grant) => {
        const kinds: readonly Securable[] = ["catalog", "schema", "volume", "model"];
        const kind = kinds.find((each) => grant[each] !== undefined);
        return { on: `${kind} ${kind && grant[kind]}`, privileges: grant.privileges };
      });
    this.owned = ofType(json, "databricks_registered_model")
      .filter((each) => each.owner === principal)
      .map((model) => `model ${model.catalog_name}.${model.schema_name}.${model.name}`);
  }

  private has(kind: Securable, name: string, privilege: string): boolean {
    const on = `${kind} ${name}`;
    if (this.owned.includes(on)) return true;
    return this.granted.some((each) => each.on === on && each.privileges.includes(privilege));
  }

  /** Whether it may do something with a volume or model: the privilege itself, and the use of what holds it. */
  allows(kind: "volume" | "model", name: string, privilege: string): boolean {
    return this.missing(kind, name, privilege) === undefined;
  }

  private missing(kind: "volume" | "model", name: string, privilege: string): string | undefined {
    const [catalog = "", schema = ""] = name.split(".");
    if (!this.has("catalog", catalog, "USE_CATALOG")) return `USE CATALOG on Catalog '${catalog}'`;
    if (!this.has("schema", `${catalog}.${schema}`, "USE_SCHEMA")) return `USE SCHEMA on Schema '${catalog}.${schema}'`;
    if (this.has(kind, name, privilege)) return undefined;
    return `${written(privilege)} on ${kind === "volume" ? "Volume" : "Routine or Model"} '${name}'`;
  }

  /** Throws as Unity Catalog refuses. */
  demand(kind: "volume" | "model", name: string, privilege: string): void {
    const missing = this.missing(kind, name, privilege);
    if (missing !== undefined) throw new Error(`PERMISSION_DENIED: ${this.principal} does not have ${missing}`);
  }

  /** Throws where a path lies in no volume, or in one that it may not read. */
  demandRead(path: string): void {
    const volume = volumeOf(path);
    if (volume === undefined) throw new Error(`${path} lies in no volume`);
    this.demand("volume", volume, "READ_VOLUME");
  }

  /** Which volumes of the stack are closed to it. A file is written by whoever may read, too. */
  closed(): Closed {
    const volumes = ofType(this.json, "databricks_volume").map((volume) => {
      const parts = [volume.catalog_name, volume.schema_name, volume.name];
      return { name: parts.join("."), path: `/Volumes/${parts.join("/")}` };
    });
    const without = (privilege: string) =>
      volumes.filter(({ name }) => !this.allows("volume", name, privilege)).map(({ path }) => path);
    return { unreadable: without("READ_VOLUME"), unwritable: without("WRITE_VOLUME") };
  }
}
