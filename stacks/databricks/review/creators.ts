/**
 * Rights of whoever applies, which stand in no argument: whoever makes something owns or manages it.
 * docs.databricks.com/data-governance/unity-catalog/manage-privileges/ownership (2026-11); of jobs and endpoints the
 * provider's page databricks_permissions (1.99.0)
 */
import type { References } from "../../readers/references.js";
import type { Resource, Stack } from "../../readers/stack.js";
import type { Right } from "./rights.js";
import { kindOfType, nameOfSecurable, securableText } from "./securables.js";

/** Levels that Databricks gives to whoever makes an object, by the argument of permissions that names it. */
const levels: Readonly<Record<string, readonly [argument: string, level: string]>> = {
  databricks_job: ["job_id", "IS_OWNER"],
  databricks_pipeline: ["pipeline_id", "IS_OWNER"],
  databricks_model_serving: ["serving_endpoint_id", "CAN_MANAGE"],
  databricks_model_serving_provisioned_throughput: ["serving_endpoint_id", "CAN_MANAGE"],
  databricks_vector_search_endpoint: ["vector_search_endpoint_id", "CAN_MANAGE"],
  databricks_app: ["app_name", "CAN_MANAGE"],
  databricks_mlflow_experiment: ["experiment_id", "CAN_MANAGE"],
  databricks_mlflow_model: ["registered_model_id", "CAN_MANAGE"],
  databricks_database_instance: ["database_instance_name", "CAN_MANAGE"],
  databricks_secret_scope: ["secret_scope", "MANAGE"],
};

/** Returns what whoever applies may with a resource because they made it; a written owner takes that away. */
export function creatorsRights(resource: Resource, references: References, stack: Stack): readonly Right[] {
  const { type, isData, address, arguments: given } = resource;
  if (isData) return [];
  const base = { who: "whoever applies", isEverybody: false, verbs: ["everything"], address };
  const kind = kindOfType[type];
  const name = nameOfSecurable(resource, references, stack);
  if (kind !== undefined && name !== undefined && given["owner"] === undefined) {
    const securable = { kind, name };
    const actions = ["owner, as its creator"];
    return [
      {
        ...base,
        actions,
        on: securableText(securable),
        scope: { kind: "securable", securable, privileges: ["OWNER"] },
      },
    ];
  }
  const found = levels[type];
  if (found === undefined || (type === "databricks_secret_scope" && given["initial_manage_principal"] !== undefined))
    return [];
  const [argument, level] = found;
  const scope = { kind: "object" as const, argument, target: resource, id: references.name(resource), level };
  return [{ ...base, actions: [`${level}, as its creator`], on: references.name(resource), scope }];
}
