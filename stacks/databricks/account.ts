/** What only an admin of the account makes, in a stack that is deployed before the pilot and destroyed after it. */
import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import { Budget } from "../../constructs/databricks/budget.js";
import { PrivateNetwork, type PrivateNetworkProps } from "../../constructs/databricks/private-network.js";
import { WorkloadIdentity } from "../../constructs/databricks/workload-identity.js";
import { addPart } from "../add-part.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { cloudOf } from "./clouds.js";
import { databricksNames } from "./names.js";

/** The part of a pilot that the account's provider makes: `<pilot>-databricks-account`. */
export const accountPart = "account";

type Block = NonNullable<PilotSpec["databricks"]>;
type Account = NonNullable<Block["account"]>;

/** What the construct of the network takes of a block, for the stack that makes it and for the check of a spec. */
export function networkProps(name: string, account: Account): Omit<PrivateNetworkProps, "owner"> {
  const { id, workspaceId, allowedDomains, privateEndpoints: endpoints, region, detached } = account;
  return {
    name: account.name ?? name,
    accountId: id,
    workspaceId,
    allowedDomains,
    detached,
    ...(region === undefined || Object.keys(endpoints).length === 0 ? {} : { connectivity: { region, endpoints } }),
  };
}

/** Adds the stack; nothing where a spec has no account. Nothing in the pilot's stack refers to it. */
export function addAccount(
  stack: TerraformStack,
  spec: Pick<PilotSpec, "name" | "owners" | "budget" | "state"> & { readonly databricks: Block },
): void {
  const { name, owners, budget, databricks } = spec;
  const { account } = databricks;
  if (account === undefined) return;
  const names = databricksNames(name);
  const part = addPart(stack, accountPart, "before");
  new DatabricksProvider(part, "databricks", { host: cloudOf(databricks.cloud).accountHost, accountId: account.id });
  addState(part, spec.state, part.node.id);
  new Budget(part, "budget", {
    name: names.budget,
    accountId: account.id,
    workspaceIds: [account.workspaceId],
    owner: owners.budget,
    monthly: budget.monthly,
    currency: budget.currency,
    recipients: budget.recipients,
    alertPercents: budget.alertPercents,
    costTag: { key: "pilot", value: name },
  });
  new PrivateNetwork(part, "private-network", { ...networkProps(name, account), owner: owners.network });
  if (account.federation === undefined) return;
  const { issuer, subject, audience } = account.federation;
  new WorkloadIdentity(part, "deployer", {
    displayName: names.deployer,
    accountId: account.id,
    owner: owners.serving,
    box: "endpoint",
    issuer,
    subject,
    ...(audience === undefined ? {} : { audience }),
  });
}
