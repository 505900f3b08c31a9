/** Whether the releases are approved, read from the registry at plan time. */
import { DataDatabricksRegisteredModel } from "@cdktf/provider-databricks/lib/data-databricks-registered-model/index.js";
import type { Precondition } from "cdktf";
import type { Construct } from "constructs";

/** The alias that approves a version: one alias names one version, so each version has its own. */
export const aliasOf = (version: number): string => `approved-${version}`;

/**
 * Reads the aliases of the model and returns one condition for each release: a plan that lists a version without its
 * alias fails, before anything is changed, and says the command. Nobody but the owner of the model sets an alias.
 */
export function approvals(
  scope: Construct,
  modelName: string,
  releases: ReadonlyArray<readonly [release: string, version: number]>,
): Precondition[] {
  const model = new DataDatabricksRegisteredModel(scope, "approvals", { fullName: modelName, includeAliases: true });
  // a splat makes an empty list of no aliases
  const aliases = `${model.fqn}.model_info[0].aliases[*]`;
  return releases.map(([release, version]) => ({
    condition: `\${contains([for each in ${aliases} : each.alias_name if each.version_num == ${version}], "${aliasOf(version)}")}`,
    errorMessage:
      `Release ${release} is version ${version}, which nobody has approved. An approver runs: ` +
      `databricks registered-models set-alias ${modelName} ${aliasOf(version)} ${version}`,
  }));
}
