/** Bodies that the provider sends to Unity Catalog. */
import { count, flag, list, map, message, partial, text, word } from "./message.js";
import { privileges } from "./privileges.js";

export const newLocation = message("catalog.ExternalLocationsAPI.create", {
  name: text,
  url: text,
  credential_name: text,
  comment: text.optional(),
  fallback: flag.optional(),
  read_only: flag.optional(),
  skip_validation: flag.optional(),
});

export const changedLocation = partial("catalog.ExternalLocationsAPI.update", {
  url: text,
  credential_name: text,
  comment: text,
  fallback: flag,
  force: flag,
  isolation_mode: word("ISOLATION_MODE_ISOLATED", "ISOLATION_MODE_OPEN"),
  owner: text,
  read_only: flag,
  skip_validation: flag,
});

const role = message("catalog.AwsIamRoleRequest", { role_arn: text });

export const newCredential = message("catalog.StorageCredentialsAPI.create", {
  name: text,
  aws_iam_role: role,
  comment: text.optional(),
  read_only: flag.optional(),
  skip_validation: flag.optional(),
});

export const changedCredential = partial("catalog.StorageCredentialsAPI.update", {
  aws_iam_role: role,
  comment: text,
  force: flag,
  isolation_mode: word("ISOLATION_MODE_ISOLATED", "ISOLATION_MODE_OPEN"),
  owner: text,
  read_only: flag,
  skip_validation: flag,
});

export const newCatalog = message("catalog.CatalogsAPI.create", {
  name: text,
  comment: text.optional(),
  properties: map.optional(),
  storage_root: text.optional(),
});

const optimization = word("DISABLE", "ENABLE", "INHERIT");

export const changedCatalog = partial("catalog.CatalogsAPI.update", {
  comment: text,
  enable_predictive_optimization: optimization,
  isolation_mode: word("ISOLATED", "OPEN"),
  owner: text,
  properties: map,
});

export const newSchema = message("catalog.SchemasAPI.create", {
  name: text,
  catalog_name: text,
  comment: text.optional(),
  properties: map.optional(),
  storage_root: text.optional(),
});

export const changedSchema = partial("catalog.SchemasAPI.update", {
  comment: text,
  enable_predictive_optimization: optimization,
  owner: text,
  properties: map,
});

export const newVolume = message("catalog.VolumesAPI.create", {
  name: text,
  catalog_name: text,
  schema_name: text,
  volume_type: word("EXTERNAL", "MANAGED"),
  comment: text.optional(),
  storage_location: text.optional(),
});

export const changedVolume = partial("catalog.VolumesAPI.update", { comment: text, new_name: text, owner: text });

const model = { name: text, catalog_name: text, schema_name: text, comment: text, owner: text, storage_location: text };

// the provider also gives back what it read before
const readBack = { created_at: count, created_by: text, full_name: text, metastore_id: text };
const readAgain = { ...readBack, updated_at: count, updated_by: text };
export const newModel = partial("catalog.RegisteredModelsAPI.create", model);
export const changedModel = partial("catalog.RegisteredModelsAPI.update", { ...model, ...readAgain });

export const alias = message("catalog.RegisteredModelsAPI.set_alias", { version_num: count });

const privilege = word(...Object.values(privileges).flat());
export const changedPrivileges = message("catalog.GrantsAPI.update", {
  changes: list(
    partial("catalog.PermissionsChange", { principal: text, add: list(privilege), remove: list(privilege) }),
  ),
});

const binding = message("catalog.WorkspaceBinding", {
  workspace_id: count,
  binding_type: word("BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY"),
});
export const changedBindings = partial("catalog.WorkspaceBindingsAPI.update_bindings", {
  add: list(binding),
  remove: list(binding),
});
export const assignedWorkspaces = partial("catalog.WorkspaceBindingsAPI.update", {
  assign_workspaces: list(count),
  unassign_workspaces: list(count),
});
