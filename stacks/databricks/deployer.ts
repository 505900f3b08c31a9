/** The rights of whoever deploys and destroys a pilot in a workspace, in commands to paste. */
import type { PilotSpec } from "../pilot-spec/schema.js";
import { cloudOf } from "./clouds.js";
import { databricksNames } from "./names.js";

/** A command of `databricks grants update`. docs.databricks.com/dev-tools/cli/reference/grants-commands (2026-11) */
function grant(cli: string, securable: string, privileges: readonly string[]): string {
  const changes = { changes: [{ principal: "$DEPLOYER", add: privileges }] };
  // the shell fills the variable in, so the JSON stands in double quotes
  return `${cli} grants update ${securable} --json ${JSON.stringify(JSON.stringify(changes))}`;
}

/** Adds the deployer's role to a rule set, as jq does it: the etag says which one was read. */
const addUser =
  "{name, rule_set: {name, etag, grant_rules: ((.grant_rules // []) + " +
  '[{principals: [$deployer], role: "roles/servicePrincipal.user"}])}}';

/** What `deployer` prints. */
export function deployerRights(spec: PilotSpec): readonly string[] {
  const { name, databricks } = spec;
  if (databricks === undefined) return [];
  const { host, deployer, location, account, trainingPrincipal } = databricks;
  const names = databricksNames(name);
  const cli = `DATABRICKS_HOST=${host} databricks`;
  const training = trainingPrincipal ?? "$TRAINING";
  const ruleSet = `accounts/${account?.id ?? "$ACCOUNT"}/servicePrincipals/${training}/ruleSets/default`;
  return [
    "# for an admin of the metastore and of the workspace; the deployer is a service principal of its own, because an",
    "# endpoint runs as it for ever",
    `DEPLOYER=${deployer}`,
    "# privileges: docs.databricks.com/data-governance/unity-catalog/manage-privileges/privileges (2026-11)",
    `METASTORE="$(${cli} metastores current | jq --raw-output .metastore_id)"`,
    ...(location === undefined
      ? [
          grant(cli, 'metastore "$METASTORE"', [
            "CREATE_CATALOG",
            "CREATE_EXTERNAL_LOCATION",
            "CREATE_STORAGE_CREDENTIAL",
          ]),
        ]
      : location.makeWith === undefined
        ? [
            grant(cli, `external-location ${location.name}`, ["CREATE_EXTERNAL_VOLUME", "CREATE_MANAGED_STORAGE"]),
            grant(cli, 'metastore "$METASTORE"', ["CREATE_CATALOG"]),
          ]
        : [
            grant(cli, `storage-credential ${location.makeWith}`, ["CREATE_EXTERNAL_LOCATION"]),
            grant(cli, 'metastore "$METASTORE"', ["CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION"]),
          ]),
    ...(trainingPrincipal === undefined
      ? [
          `# only an admin of the workspace makes a service principal; name one as databricks.trainingPrincipal, or let the`,
          `# deployer be one until the first deploy made ${names.training}:`,
          `GROUP="$(${cli} groups list --filter 'displayName eq "admins"' --output json | jq --raw-output ".[0].id")"`,
          `MEMBER="$(${cli} service-principals list --filter "applicationId eq $DEPLOYER" --output json | jq --raw-output ".[0].id")"`,
          `${cli} groups patch "$GROUP" --json "{\\"schemas\\":[\\"urn:ietf:params:scim:api:messages:2.0:PatchOp\\"],\\"Operations\\":[{\\"op\\":\\"add\\",\\"value\\":{\\"members\\":[{\\"value\\":\\"$MEMBER\\"}]}}]}"`,
          `TRAINING="$(${cli} service-principals list --filter "displayName eq \\"${names.training}\\"" --output json | jq --raw-output ".[0].applicationId")"`,
        ]
      : []),
    "# whoever deploys a job that runs as the training principal needs a role on it; the rule set is the whole truth, so",
    "# what it holds already stays: docs.databricks.com/security/auth/access-control/service-principal-acl (2026-11)",
    ...(account === undefined ? ['ACCOUNT="the id of the Databricks account"'] : []),
    `RULES="${ruleSet}"`,
    `${cli} account-access-control-proxy get-rule-set "$RULES" "" | jq --arg deployer "servicePrincipals/$DEPLOYER" '${addUser}' | ${cli} account-access-control-proxy update-rule-set --json @/dev/stdin`,
    ...(account === undefined
      ? []
      : [
          `# the stack ${name}-databricks-account needs an admin of the account at ${cloudOf(databricks.cloud).accountHost}: give that`,
          "# to a principal that deploys this stack alone",
        ]),
  ];
}
