/** What a deployed pilot cannot change on Google: a plan that would is refused, with the way in words. */
import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { PilotSpec } from "../pilot-spec/schema.js";

/** A value that must stay, and the whole sentence of a plan that has another one; `$WAS` is what is deployed. */
type Values = Readonly<Record<string, { readonly value: string; readonly message: string }>>;

/**
 * A `terraform_data` that keeps the first values it got. Its postcondition compares them with the stack's, so the plan
 * ends before anything is changed.
 */
function hold(scope: Construct, id: string, values: Values): void {
  // cdktf's own DataResource runs `terraform version` while it synthesizes, and fails where there is none
  const held = new TerraformResource(scope, id, {
    terraformResourceType: "terraform_data",
    lifecycle: {
      ignoreChanges: ["input"],
      postcondition: Object.entries(values).map(([key, { value, message }]) => ({
        condition: `\${self.input["${key}"] == ${JSON.stringify(value)}}`,
        errorMessage: message.replace("$WAS", `\${self.input["${key}"]}`),
      })),
    },
  });
  for (const [key, { value }] of Object.entries(values)) held.addOverride(`input.${key}`, value);
}

/**
 * Holds what the data and its key hang on, and while something serves what the network stands in. They are compared by
 * the plan, before anything is changed.
 */
export function holdPlace(scope: Construct, spec: PilotSpec & Required<Pick<PilotSpec, "google">>): void {
  const { google, network, paused } = spec;
  const elsewhere = "the data, its key and their names stay where they are; deploy a pilot of another name there";
  // docs.cloud.google.com/kms/docs/destroy-restore (2026-11): what was encrypted under a destroyed key is lost
  const lost = "the key in use would be destroyed, and what lies under it could not be read any more";
  const generations = "Raise it only for a deploy after a destroy";
  const key = google.ownKey ? "true" : "false";
  hold(scope, "held-place", {
    project: { value: google.project, message: `google.project must stay $WAS, got ${google.project}: ${elsewhere}` },
    region: { value: google.region, message: `google.region must stay $WAS, got ${google.region}: ${elsewhere}` },
    ownKey: {
      value: key,
      message: `google.ownKey must stay $WAS, got ${key}: ${lost}. Deploy a pilot of another name`,
    },
    keyGeneration: {
      value: String(google.keyGeneration),
      message: `google.keyGeneration must stay $WAS, got ${google.keyGeneration}: ${lost}. ${generations}`,
    },
    generation: {
      value: String(google.generation),
      message:
        `google.generation must stay $WAS, got ${google.generation}: custom roles, and the log bucket of the network ` +
        `with the logs in it, would be made anew. ${generations}`,
    },
  });
  // Gone while it is paused: then nothing stands in the network, and the next deploy holds the new one.
  if (!paused) holdNetwork(scope, network.cidr, google.existingNetwork);
}

function holdNetwork(
  scope: Construct,
  cidr: string,
  existing: NonNullable<PilotSpec["google"]>["existingNetwork"],
): void {
  const way = "Set paused: true and deploy; then change it with paused: false and deploy again";
  const network =
    existing === undefined
      ? "the pilot's own network"
      : [existing.network, existing.subnetwork, existing.jobSubnetwork].join(", ");
  hold(scope, "held-network", {
    network: {
      value: network,
      message:
        `google.existingNetwork must stay $WAS while something serves, got ${network}: the jobs' network attachment ` +
        `and the endpoint's address would be made anew. ${way}, an hour or more after the last job`,
    },
  });
  if (existing !== undefined) return;
  hold(scope, "held-range", {
    cidr: {
      value: cidr,
      message:
        `network.cidr must stay $WAS while something serves, got ${cidr}: Google moves no subnet that is in use. ` +
        `${way}, an hour or more after the last job`,
    },
  });
}
