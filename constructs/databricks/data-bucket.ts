/**
 * Makes: an isolated catalog with one schema on an external location, one EXTERNAL volume per prefix; grants by verb.
 * Needs: a storage credential or an external location; the cloud's own `DataBucket` below it, which expires.
 * Never: a managed volume, which goes with its files; a catalog that other workspaces see; a forced deletion.
 * Idle cost: none of Databricks; stored GiB on the cloud's bill.
 * Survives destroy: every file below the location; the catalog, while it holds a model version or an inference table.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { Catalog } from "@cdktf/provider-databricks/lib/catalog/index.js";
import { ExternalLocation } from "@cdktf/provider-databricks/lib/external-location/index.js";
import type { Grant } from "@cdktf/provider-databricks/lib/grant/index.js";
import { Schema } from "@cdktf/provider-databricks/lib/schema/index.js";
import { Volume } from "@cdktf/provider-databricks/lib/volume/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { gather } from "../pilot/problems.js";
import { type Limit, record, type Safeguard } from "../pilot/record.js";
import { addGrant, type Privilege } from "./access/grants.js";
import { type PrincipalKind, principalProblems } from "./access/principal.js";
import { formProblems, numberProblems, type Problem, refuse } from "./checks/values.js";

/**
 * The prefixes of a pilot's bucket, each a volume. `packages/` holds the wheel and its lock file: what runs reads it,
 * and only an operator writes it.
 */
export type Prefix = "data/" | "artifacts/" | "evaluation/" | "exports/" | "models/" | "packages/";

/** Who gets a right. A grant adds its resources to the list; what runs as the identity waits for all of them. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface DataBucketProps {
  /** Of the catalog. In lower case: Unity Catalog stores names so, and another case differs at each plan. */
  readonly catalogName: string;
  /**
   * Of the schema in it: volumes, models and inference tables stand there. Not `default`, which a new catalog loses.
   */
  readonly schemaName: string;
  /** Who owns the data and what expires in it. */
  readonly owner: string;
  /**
   * Where files lie: a storage credential makes the external location; without one it exists. `url` begins with
   * `s3://`, `gs://` or `abfss://` and is a folder of its own: Unity Catalog refuses locations that overlap.
   */
  readonly location: { readonly name: string; readonly url: string; readonly credentialName?: string };
  /**
   * Days after which the bucket's own lifecycle rules delete objects, by prefix. Databricks expires nothing: the
   * numbers are written down here as properties of the schema. @default - nothing is written down
   */
  readonly retentionDays?: Readonly<Partial<Record<"data" | "artifacts" | "evaluation" | "exports", number>>>;
}

/** The prefixes; each is a volume of that name. */
const prefixes = ["data", "artifacts", "evaluation", "exports", "models", "packages"] as const;

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function dataBucketProblems(props: Partial<DataBucketProps>): Array<Problem<keyof DataBucketProps>> {
  const { location, retentionDays = {} } = props;
  return [
    ...formProblems<keyof DataBucketProps>([
      ["catalogName", props.catalogName, "catalog"],
      ["schemaName", props.schemaName, "schema"],
      ["owner", props.owner, "address"],
      ["location", location?.name, "location"],
      ["location", location?.url, "locationUrl"],
      ["location", location?.credentialName, "credential"],
    ]),
    ...gather(Object.values(retentionDays), (days) =>
      numberProblems<keyof DataBucketProps>([["retentionDays", days, 1, 36_500]]),
    ),
  ];
}

/** The pilot's one store, as Unity Catalog sees it. */
export class DataBucket extends Construct {
  /** The catalog's name as a reference, so that whoever names it depends on it. */
  readonly catalogName: string;
  /** The schema's name as a reference. */
  readonly schemaName: string;
  private readonly volumes: ReadonlyMap<string, Volume>;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    refuse(this, dataBucketProblems(props));
    const { location, retentionDays = {} } = props;
    const made = this.location(props);
    // the resource's own arguments: the catalog and the volumes wait for it, and go before it
    const url = made?.url ?? location.url;
    // An isolated catalog is bound to the workspace that makes it: a binding of its own would be refused.
    // github.com/databricks/terraform-provider-databricks/issues/5300
    const catalog = new Catalog(this, "Default", {
      name: props.catalogName,
      comment: "the pilot's data, models and inference tables",
      // models and tables are managed; volumes lie beside, because Unity Catalog refuses what overlaps
      storageRoot: `${url}/managed`,
      isolationMode: "ISOLATED",
      forceDestroy: false,
    });
    const agreed: Record<string, string> = {};
    for (const [prefix, days] of Object.entries(retentionDays)) agreed[`retention_days_${prefix}`] = String(days);
    const schema = new Schema(this, "schema", {
      catalogName: catalog.name,
      name: props.schemaName,
      comment: "volumes, one for each prefix; models; inference tables",
      // background jobs on managed tables would bill without a limit
      enablePredictiveOptimization: "DISABLE",
      forceDestroy: false,
      ...(Object.keys(agreed).length === 0 ? {} : { properties: agreed }),
    });
    this.catalogName = catalog.name;
    this.schemaName = schema.name;
    const volumes = new Map(prefixes.map((prefix) => [prefix as string, this.volume(prefix, `${url}/${prefix}`)]));
    this.volumes = volumes;

    record(this, () => {
      const { owner } = props;
      const safeguard = (kind: Safeguard["kind"], subject: string, at: Safeguard["at"]): Safeguard => {
        return { kind, subject, at };
      };
      const kept = (days: string): Limit => ({
        kind: "retention",
        subject: `${days}/`,
        unit: "days",
        owner,
        // by the bucket's lifecycle rule, which no resource here holds
        enforcement: "none",
        at: [schema, `/properties/retention_days_${days}`],
      });
      return {
        box: "data bucket",
        owner,
        meter: { what: `GiB-months of ${location.url}, on the bill of its cloud`, whileIdle: true },
        limits: Object.keys(retentionDays).map(kept),
        safeguards: [
          safeguard("network-isolation", "workspaces that see the catalog", [catalog, "/isolation_mode"]),
          ...(made ? [safeguard("network-isolation", "the external location", [made, "/isolation_mode"])] : []),
          safeguard("deletion-protection", "catalog", [catalog, "/force_destroy"]),
          safeguard("deletion-protection", "schema", [schema, "/force_destroy"]),
          ...prefixes.map((prefix) =>
            safeguard("deletion-protection", `files of ${prefix}/`, [volumes.get(prefix) as Volume, "/volume_type"]),
          ),
        ],
        survives: [
          {
            what: `every file below ${location.url}`,
            costs: "GiB-months",
            remove: "the lifecycle rules of its bucket, or what its owner says",
          },
          {
            what: `catalog ${props.catalogName} while its schema holds a model version or an inference table`,
            costs: "GiB-months",
            remove: `databricks registered-models delete ${props.catalogName}.${props.schemaName}.<model>, databricks tables delete ${props.catalogName}.${props.schemaName}.<table>, then destroy again`,
          },
        ],
        debug: `databricks grants get-effective schema ${props.catalogName}.${props.schemaName}`,
        export: (["artifacts", "models", "exports"] as const).map(
          (prefix) =>
            `databricks fs cp --recursive dbfs:/Volumes/${props.catalogName}/${props.schemaName}/${prefix} ${prefix}`,
        ),
      };
    });
  }

  private location({ location }: DataBucketProps): ExternalLocation | undefined {
    const { name, url, credentialName } = location;
    if (credentialName === undefined) return undefined;
    return new ExternalLocation(this, "location", {
      name,
      url,
      credentialName,
      comment: "the pilot's folder of the bucket",
      isolationMode: "ISOLATION_MODE_ISOLATED",
      // a file that Unity Catalog does not let through is not read with the cluster's own identity
      fallback: false,
      forceDestroy: false,
    });
  }

  /** An external volume: destroy takes its name away, and no file. */
  private volume(prefix: string, storageLocation: string): Volume {
    return new Volume(this, `volume-${prefix}`, {
      catalogName: this.catalogName,
      schemaName: this.schemaName,
      name: prefix,
      volumeType: "EXTERNAL",
      storageLocation,
      comment: `prefix ${prefix}/ of the pilot's bucket`,
    });
  }

  /** Where a prefix is for a task, as a path without a slash at its end. It waits for the volume. */
  pathOf(prefix: string): string {
    const name = prefix.replace(/\/$/, "");
    const volume = this.volumes.get(name);
    if (volume === undefined) {
      const known = prefixes.map((each) => `${each}/`).join(", ");
      throw new Error(`${this.node.path}: prefix: must be one of ${known}, got ${JSON.stringify(prefix)}; take one`);
    }
    return `/Volumes/${volume.catalogName}/${volume.schemaName}/${volume.name}`;
  }

  /** Lets an identity find what stands in the schema; every other right needs it. Returns both grants. */
  grantUse(identity: Identity): readonly Grant[] {
    refuse(this, principalProblems("identity", identity));
    const schema = `${this.catalogName}.${this.schemaName}`;
    return [
      addGrant(this, `${identity.name}-catalog`, identity, { catalog: this.catalogName }, ["USE_CATALOG"]),
      addGrant(this, `${identity.name}-schema`, identity, { schema }, ["USE_SCHEMA"]),
    ];
  }

  /** Lets an identity list and read one prefix. Returns the grant on its volume. */
  grantRead(identity: Identity, prefix: Prefix): Grant {
    return this.grant(identity, prefix, ["READ_VOLUME"]);
  }

  /**
   * Lets an identity write under one prefix. It can also read it: Databricks asks for both rights to write a file.
   * docs.databricks.com/volumes/privileges (2026-11). Returns the grant on its volume.
   */
  grantWrite(identity: Identity, prefix: Prefix): Grant {
    return this.grant(identity, prefix, ["READ_VOLUME", "WRITE_VOLUME"]);
  }

  private grant(identity: Identity, prefix: Prefix, privileges: Privilege[]): Grant {
    this.grantUse(identity);
    const volume = this.pathOf(prefix).replace("/Volumes/", "").replace(/\//g, ".");
    return addGrant(this, `${identity.name}-${prefix.slice(0, -1)}`, identity, { volume }, privileges);
  }
}
