/** Google's services have to be enabled in a project before anything of theirs can be made in it. */
import { DataGoogleProject } from "@cdktf/provider-google/lib/data-google-project/index.js";
import { ProjectService } from "@cdktf/provider-google/lib/project-service/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";

/** What a pilot needs; `serviceusage` and `cloudresourcemanager` must be on before Terraform can do anything. */
const services = [
  "aiplatform",
  "artifactregistry",
  "bigquery",
  "billingbudgets",
  "cloudkms",
  "cloudquotas",
  "cloudscheduler",
  "compute",
  "dns",
  "iam",
  "logging",
  "monitoring",
  "servicedirectory",
  "storage",
  "workflowexecutions",
  "workflows",
] as const;

/**
 * Enables the services and leaves them enabled on destroy: others in the project may use them. Returns the project as a
 * reference, so that what names its project by it waits for all services, and for the check that the number is the
 * project's: another project's service agents would get rights on keys, images and data.
 */
export function enableServices(
  scope: Construct,
  project: string,
  projectNumber: string,
  more: readonly string[] = [],
): string {
  const others = [...services, ...more]
    .filter((service) => service !== "iam")
    .map((service) => enableService(scope, project, service));
  const message =
    `google.projectNumber must be the number of the project ${project}, got ${projectNumber}; ` +
    `use that of: gcloud projects describe ${project} --format "value(projectNumber)"`;
  const check = new DataGoogleProject(scope, "project", {
    projectId: project,
    dependsOn: others,
    lifecycle: { postcondition: [{ condition: `\${self.number == "${projectNumber}"}`, errorMessage: message }] },
  });
  return enableService(scope, project, "iam", [...others, check]).project;
}

/** Enables one service, and leaves it enabled on destroy. */
export function enableService(
  scope: Construct,
  project: string,
  service: string,
  dependsOn: ITerraformDependable[] = [],
): ProjectService {
  return new ProjectService(scope, `service-${service}`, {
    project,
    service: `${service}.googleapis.com`,
    disableOnDestroy: false,
    dependsOn,
  });
}
