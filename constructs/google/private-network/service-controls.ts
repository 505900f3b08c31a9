/**
 * A VPC Service Controls perimeter around the project. It alone blocks the internet egress of managed jobs: without it
 * they leave through Google's own gateways, whatever the network's firewall says.
 * docs.cloud.google.com/vertex-ai/docs/training/psc-i-egress (2026-10)
 */
import { AccessContextManagerAccessLevel } from "@cdktf/provider-google/lib/access-context-manager-access-level/index.js";
import { AccessContextManagerServicePerimeter } from "@cdktf/provider-google/lib/access-context-manager-service-perimeter/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface ServiceControlsProps {
  /** Letters, digits and _; at most 50. */
  readonly name: string;
  readonly projectNumber: string;
  /** The number of the organization's access policy. */
  readonly accessPolicy: string;
  /** Public networks from which the APIs stay reachable; Terraform must run in one of them. */
  readonly allowedClients: readonly string[];
  /** What must stand before the perimeter closes. */
  readonly dependsOn: ITerraformDependable[];
}

/** What a pilot's data passes through. */
const restrictedServices = [
  "aiplatform.googleapis.com",
  "artifactregistry.googleapis.com",
  // captured requests
  "bigquery.googleapis.com",
  "cloudkms.googleapis.com",
  "logging.googleapis.com",
  "storage.googleapis.com",
  "workflows.googleapis.com",
];

/** An access level for the named networks, and the perimeter that lets only them in. */
export class ServiceControls extends Construct {
  constructor(scope: Construct, id: string, props: ServiceControlsProps) {
    super(scope, id);
    const { name, projectNumber } = props;
    const parent = `accessPolicies/${props.accessPolicy}`;
    const clients = new AccessContextManagerAccessLevel(this, "clients", {
      parent,
      name: `${parent}/accessLevels/${name}_clients`,
      title: `${name}_clients`,
      basic: { conditions: [{ ipSubnetworks: [...props.allowedClients] }] },
      dependsOn: props.dependsOn,
    });
    new AccessContextManagerServicePerimeter(this, "Default", {
      parent,
      name: `${parent}/servicePerimeters/${name}`,
      title: name,
      perimeterType: "PERIMETER_TYPE_REGULAR",
      status: {
        resources: [`projects/${projectNumber}`],
        restrictedServices,
        accessLevels: [clients.name],
        vpcAccessibleServices: { enableRestriction: true, allowedServices: ["RESTRICTED-SERVICES"] },
      },
    });
  }
}
