/** What the halves of a pilot in a workspace stand on: provider, state, account, data bucket, cluster policy. */

import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import { DataBucket } from "../../constructs/databricks/data-bucket.js";
import type { Identity } from "../../constructs/databricks/pipeline.js";
import { Quotas } from "../../constructs/databricks/quotas.js";
import { hasPart } from "../add-part.js";
import type { Foundations } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { storagePart } from "../storage.js";
import { addAccount } from "./account.js";
import type { PlacedBlock } from "./bucket.js";
import { databricksNames } from "./names.js";
import { tagsOf } from "./pipelines.js";
import { identityOf } from "./principal.js";

/** A spec with this platform's block. */
export type DatabricksSpec = PilotSpec & { readonly databricks: PlacedBlock };

/** What both halves take from here. */
export interface DatabricksFoundations extends Foundations {
  readonly platform: "databricks";
  readonly names: ReturnType<typeof databricksNames>;
  readonly dataBucket: DataBucket;
  readonly operators: readonly Identity[];
  readonly clients: readonly Identity[];
  /** Whoever applies, and what an endpoint runs as. */
  readonly deployer: Identity;
  /** Whether a stack of the pilot makes the bucket. */
  readonly isMade: boolean;
}

/** Adds them. */
export function addFoundations(stack: TerraformStack, spec: DatabricksSpec): DatabricksFoundations {
  const { name, owners, operators, databricks } = spec;
  const names = databricksNames(name);
  new DatabricksProvider(stack, "databricks", { host: databricks.host });
  addState(stack, spec.state, stack.node.id);
  addAccount(stack, spec);

  const { makeWith, region: _region, ...location } = databricks.location;
  const dataBucket = new DataBucket(stack, "data-bucket", {
    catalogName: names.catalog,
    schemaName: names.schema,
    owner: owners.data,
    location: { ...location, ...(makeWith === undefined ? {} : { credentialName: makeWith }) },
  });
  const people = operators.databricks.map((operator) => identityOf("operator", operator));
  if (databricks.classicCompute !== undefined) {
    const quotas = new Quotas(stack, "quotas", {
      ...databricks.classicCompute,
      name: names.compute,
      owner: owners.budget,
      tags: tagsOf(spec),
    });
    for (const operator of people) quotas.grantUse(operator);
  }
  return {
    platform: "databricks",
    names,
    dataBucket,
    operators: people,
    clients: databricks.clients.map((client) => identityOf("client", client)),
    deployer: { name: "deployer", kind: "service principal", principal: databricks.deployer, policies: [] },
    isMade: hasPart(stack, storagePart),
  };
}
