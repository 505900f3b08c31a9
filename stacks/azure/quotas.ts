/** The stack `azure-quotas`: asks for the vCPUs that a pilot needs. It outlives the pilot, and needs other rights. */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AzapiUpdateResource } from "../../constructs/azure/azapi/update-resource.js";
import { neededVCpus, quotaScope } from "../../constructs/azure/quotas.js";
import { record } from "../../constructs/pilot/record.js";
import { addLedger } from "../ledger.js";
import { addRules } from "../rules/index.js";
import type { PilotSpec } from "../spec/schema.js";
import { addState } from "../state.js";
import { quotaNeeds } from "./needs.js";
import { addProviders } from "./providers.js";
import { stackRules } from "./rules.js";

/** The ARM body of a quota. */
export interface QuotaBody {
  readonly properties: {
    readonly limit: { readonly limitObjectType: "LimitValue"; readonly value: number };
    readonly name: { readonly value: string };
    readonly resourceType: "dedicated";
  };
}

/** One request a family. A quota is there already, so it is updated; destroy gives nothing back. */
export class AzureQuotas extends TerraformStack {
  constructor(scope: Construct, id: string, spec: PilotSpec & Required<Pick<PilotSpec, "azure">>) {
    super(scope, id);
    const { name, owners, azure } = spec;
    addProviders(this, azure.subscription, azure.tenant);
    addState(this, spec.state, `${name}-azure-quotas`);
    for (const [quota, value] of Object.entries(neededVCpus(quotaNeeds(spec)))) {
      const request = new AzapiUpdateResource<QuotaBody>(this, quota, {
        type: "Microsoft.Quota/quotas@2025-09-01",
        resourceId: `${quotaScope(azure.subscription, azure.location)}/providers/Microsoft.Quota/quotas/${quota}`,
        body: {
          properties: {
            limit: { limitObjectType: "LimitValue", value },
            name: { value: quota },
            resourceType: "dedicated",
          },
        },
      });
      record(request, {
        box: "quotas",
        owner: owners.budget,
        limits: {
          [`vCPUs of ${quota}`]: {
            unit: "count",
            owner: owners.budget,
            enforcement: "request",
            at: [request, "/body/properties/limit/value"],
          },
        },
      });
    }
    addLedger(this, { pilot: name, vendor: "azure", phase: 0, fit: [], releases: {}, live: null, spec: {} });
    addRules(this, stackRules);
  }
}
