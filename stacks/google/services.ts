/** Google's services have to be enabled in a project before anything of theirs can be made in it. */
import { ProjectService } from "@cdktf/provider-google/lib/project-service/index.js";
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
  "storage",
  "workflowexecutions",
  "workflows",
] as const;

/**
 * Enables the services and leaves them enabled on destroy: others in the project may use them. Returns the project as a
 * reference, so that what names its project by it waits for all services.
 */
export function enableServices(scope: Construct, project: string, more: readonly string[] = []): string {
  const others = [...services, ...more]
    .filter((service) => service !== "iam")
    .map((service) => enable(scope, project, service));
  return enable(scope, project, "iam", others).project;
}

function enable(scope: Construct, project: string, service: string, dependsOn: ProjectService[] = []): ProjectService {
  return new ProjectService(scope, `service-${service}`, {
    project,
    service: `${service}.googleapis.com`,
    disableOnDestroy: false,
    dependsOn,
  });
}
