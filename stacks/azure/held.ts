/** What a deployed pilot cannot change on Azure: a plan that would is refused, with the way in words. */
import type { Construct } from "constructs";
import { Held } from "../../constructs/azure/azapi/held.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { replicationOf } from "./locations.js";

/**
 * Holds what the data hangs on and what the network stands in.
 * @returns what must outlive the data, so that a destroy that keeps the data keeps the comparison too
 */
export function holdPlace(scope: Construct, spec: PilotSpec & Required<Pick<PilotSpec, "azure">>): Held[] {
  const { azure, network, paused } = spec;
  const subscription = azure.subscription.toLowerCase();
  const elsewhere = "the data, its key and their names stay where they are; deploy a pilot of another name there";
  const place = new Held(scope, "held-place", {
    values: {
      subscription: {
        value: subscription,
        message: `azure.subscription must stay $WAS, got ${subscription}: ${elsewhere}`,
      },
      location: {
        value: azure.location,
        message: `azure.location must stay $WAS, got ${azure.location}: ${elsewhere}`,
      },
      generation: {
        value: String(azure.generation),
        message:
          `azure.generation must stay $WAS, got ${azure.generation}: another vault would take the key away from the ` +
          "data. Raise it only for a deploy after a destroy.",
      },
    },
  });
  // azurerm 4.55, storage_account_resource.go: from or to three zones is another account
  const copies = new Held(scope, "held-copies", {
    values: {
      replication: {
        value: replicationOf(azure),
        message:
          `azure.replication must stay $WAS, got ${replicationOf(azure)}: Azure would make another account, and delete ` +
          "this one with the data. Write the deployed one, or deploy a pilot of another name.",
      },
    },
  });
  const { existingNetwork } = azure;
  const subnet = existingNetwork?.privateEndpointSubnetId ?? "the pilot's own network";
  // Gone while it is paused: then nothing serves, and the next deploy holds the new one.
  if (!paused) {
    new Held(scope, "held-network", {
      values: {
        network: {
          value: subnet,
          message:
            `azure.existingNetwork must stay while something serves: deployed is $WAS, got ${subnet}. Each private ` +
            "endpoint would be made anew. Set paused: true and deploy, then change it and set paused: false.",
        },
      },
    });
  }
  if (existingNetwork === undefined) {
    new Held(scope, "held-range", {
      values: {
        cidr: {
          value: network.cidr,
          message:
            `network.cidr must stay $WAS, got ${network.cidr}: Azure moves no subnet that is in use. Take a network of ` +
            "your own by azure.existingNetwork, or a pilot of another name.",
        },
      },
    });
  }
  // learn.microsoft.com/azure/machine-learning/how-to-managed-network (2026-10): it can only be tightened
  new Held(scope, "held-isolation", {
    free: azure.isolationMode === "AllowOnlyApprovedOutbound",
    values: {
      isolationMode: {
        value: azure.isolationMode,
        message:
          `azure.isolationMode must stay $WAS, got ${azure.isolationMode}: Azure only tightens a managed network. Take a ` +
          "pilot of another name.",
      },
    },
  });
  return [place, copies];
}
