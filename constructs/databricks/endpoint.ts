/**
 * Makes: a Model Serving endpoint: each listed release is a served entity, routes go by release; an inference table.
 * Needs: a deployer of its own, which it runs as for ever, with `EXECUTE` on the model; a version that is approved.
 * Never: a version without its alias, an argument that the provider cannot update, a secret, a grant to everybody.
 * Idle cost: none with scale to zero, the default; a wake is billed.
 * Survives destroy: the inference table, if requests are captured; model versions are the registry's.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { ModelServing } from "@cdktf/provider-databricks/lib/model-serving/index.js";
import type { Permissions } from "@cdktf/provider-databricks/lib/permissions/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { ObjectPermissions } from "./access/permissions.js";
import { type PrincipalKind, principalProblems } from "./access/principal.js";
import { refuse } from "./checks/values.js";
import { approvals } from "./endpoint/approval.js";
import { ledgerEntry } from "./endpoint/ledger-entries.js";
import { endpointProblems } from "./endpoint/problems.js";
import { agreedTags, type Made, tablePrefix } from "./endpoint/serving.js";
import { concurrencyOf, type secondsOf, waitOf } from "./endpoint/sizes.js";

export { endpointProblems };

/** Who gets a right. A grant adds its resources to the list. */
export interface Identity {
  /** Plain text for ids, such as `client`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

/** A version of the model that may serve. */
export interface ListedRelease {
  /** Of the registered model. It must have the alias `approved-<version>` when the stack is planned. */
  readonly version: number;
}

export interface EndpointProps {
  /** Of the endpoint: a change makes a new one. */
  readonly name: string;
  /** Who owns the endpoint and its limits. */
  readonly owner: string;
  /** `catalog.schema.model`. */
  readonly modelName: string;
  /** By name. Keep the one before until the next has proved itself. */
  readonly releases: Readonly<Record<string, ListedRelease>>;
  /** The release that serves; set it back to roll back. null: none yet, and no endpoint. */
  readonly live: string | null;
  /** A listed release that gets a share of the requests beside the live one: 1 to 50 percent. @default - none */
  readonly canary?: { readonly release: string; readonly percent: number };
  /** Requests at once: Small 4, Medium 16, Large 64. More of them wait or are refused. */
  readonly workloadSize: keyof typeof concurrencyOf;
  /** Machine: CPUs, or the GPUs that the region has. @default "CPU" */
  readonly workloadType?: keyof typeof secondsOf;
  /**
   * No machine after half an hour without a request; the next request waits for one. `false` is never sent by provider
   * 1.99.0 (nor 1.128.0), and the platform once refused that: see that it does what you want in the first deploy.
   * github.com/databricks/terraform-provider-databricks/issues/4064 @default true
   */
  readonly scaleToZero?: boolean;
  /** Agreed; only a `Dashboard` alerts above it. The platform ends a request after 297 seconds. */
  readonly p95Milliseconds: number;
  /** Agreed; only a `Dashboard` alerts above it. */
  readonly errorPercent: number;
  /** Agreed; only a `Dashboard` alerts after so long without a request. */
  readonly idleHours: number;
  /** A `Dashboard` alerts, and records these limits. @default false */
  readonly isWatched?: boolean;
  /** Requests and answers go to an inference table in this schema. @default - they are not kept */
  readonly capture?: { readonly catalogName: string; readonly schemaName: string };
  /** What must be there first: grants of the deployer. @default none */
  readonly after?: readonly ITerraformDependable[];
  /** No endpoint, whatever is live. @default false */
  readonly paused?: boolean;
  /**
   * Who applies: an application id or an address. It owns the endpoint, so a grant to it is refused. @default - not
   * known
   */
  readonly deployer?: string;
  /** Tags of the endpoint, which stand on its bill. @default none */
  readonly tags?: Record<string, string>;
}

/** What serves. */
export class Endpoint extends Construct {
  /** The endpoint's name as a reference; undefined while nothing is live. */
  readonly endpointName: string | undefined;
  /** The inference table, `catalog.schema.table`; undefined while requests are not captured. */
  readonly inferenceTable: string | undefined;
  private readonly permissions?: ObjectPermissions;

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    refuse(this, endpointProblems(props));
    const { live, capture, name } = props;
    const made = live === null || props.paused === true ? undefined : this.serving(live, props);
    this.endpointName = made?.serving.name;
    this.inferenceTable = capture && `${capture.catalogName}.${capture.schemaName}.${tablePrefix(name)}_payload`;
    if (made) {
      const servingEndpointId = made.serving.servingEndpointId;
      this.permissions = new ObjectPermissions(this, { servingEndpointId }, props.deployer);
    }
    record(this, ledgerEntry(props, made));
  }

  /**
   * The endpoint. What provider 1.99.0 cannot update has no prop: a description, a budget policy, notifications; routes
   * for fast queries and the older inference table would make a new endpoint. The gateway is always there, because
   * taking it away panics; so is the configuration, because taking that away does nothing.
   */
  private serving(live: string, props: EndpointProps): Made {
    const { modelName, releases, workloadType = "CPU", canary, capture } = props;
    // sorted, as the platform gives them back
    const listed = Object.keys(releases).sort();
    const shareOf = (release: string): number => {
      if (release === live) return 100 - (canary?.percent ?? 0);
      return release === canary?.release ? canary.percent : 0;
    };
    const versions = listed.map((release) => [release, releases[release]?.version ?? 0] as const);
    const tags = this.tags(props);
    const serving = new ModelServing(this, "Default", {
      name: props.name,
      config: {
        servedEntities: versions.map(([release, version]) => ({
          name: release,
          entityName: modelName,
          entityVersion: String(version),
          workloadType,
          workloadSize: props.workloadSize,
          scaleToZeroEnabled: props.scaleToZero ?? true,
        })),
        trafficConfig: {
          routes: listed.map((release) => ({ servedModelName: release, trafficPercentage: shareOf(release) })),
        },
      },
      aiGateway: {
        usageTrackingConfig: { enabled: true },
        ...(capture
          ? { inferenceTableConfig: { ...capture, tableNamePrefix: tablePrefix(props.name), enabled: true } }
          : { inferenceTableConfig: { enabled: false } }),
      },
      tags,
      timeouts: { create: waitOf(workloadType), update: waitOf(workloadType) },
      lifecycle: { precondition: approvals(this, modelName, versions) },
      dependsOn: [...(props.after ?? [])],
    });
    return { serving, tagKeys: tags.map(({ key }) => key), routes: listed };
  }

  private tags(props: EndpointProps): Array<{ key: string; value: string }> {
    const all: Record<string, string> = {
      ...props.tags,
      [agreedTags.concurrency]: String(concurrencyOf[props.workloadSize]),
      [agreedTags.errors]: String(props.errorPercent),
      [agreedTags.idle]: String(props.idleHours),
      [agreedTags.p95]: String(props.p95Milliseconds),
    };
    return Object.keys(all)
      .sort()
      .map((key) => ({ key, value: all[key] ?? "" }));
  }

  /**
   * Lets somebody call the endpoint. Returns its permissions; undefined while nothing is live.
   * @throws Error where it is the deployer, who owns the endpoint
   */
  grantInvoke(identity: Identity): Permissions | undefined {
    refuse(this, principalProblems("identity", identity));
    return this.permissions?.add(identity, "CAN_QUERY");
  }
}
