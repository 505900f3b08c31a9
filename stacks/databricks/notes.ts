/** What a reader of a spec without a problem should know of a workspace. */
import type { CheckedSections } from "../pilot-spec/check.js";

/**
 * One sentence each.
 * @param isMade whether a stack of the pilot makes the bucket
 */
export function databricksNotes(
  { databricks, endpoint, operators }: CheckedSections,
  isMade = databricks?.location === undefined,
): readonly string[] {
  if (databricks === undefined) return [];
  const { account, alerts, budgetPolicyId, classicCompute, scaleToZero } = databricks;
  const notes = [
    isMade
      ? "databricks.location: is made, and IAM takes a while to know a new role; where the first deploy of the pilot is refused the location, deploy it again"
      : "databricks.location: exists already, so data.retentionDays and the key of its bucket are its owner's and not checked here",
    "databricks.host: who reaches the workspace is its own setting, so network.allowedClients closes nothing here",
    "training.maxRuntimeSeconds: nothing caps the DBUs that a serverless run takes until then, because serverless compute has no size and no cap",
  ];
  if (account === undefined) {
    notes.push(
      "databricks.account: is not set, so nobody is alerted of money, and jobs reach the internet unless the workspace has an egress policy",
    );
  } else if (budgetPolicyId === undefined) {
    notes.push(
      "databricks.budgetPolicyId: is not set, so the budget does not count serverless jobs; copy it from the account once <pilot>-databricks-account is deployed",
    );
  }
  if (account?.detached === true) {
    notes.push("databricks.account.detached: is true, so no policy keeps jobs from the internet");
  }
  if (endpoint?.mode === "realtime" && alerts === undefined) {
    notes.push(
      "databricks.alerts: is not set, so nobody is alerted of slow or failing requests; built in are P50 and P99, and no p95",
    );
  }
  if (alerts !== undefined) {
    notes.push(
      "databricks.alerts: keeps requests in a table that expires by nothing, so endpoint.captureRetentionDays is a rule of yours",
    );
  }
  if (!scaleToZero) {
    notes.push(
      "databricks.scaleToZero: false is never sent by provider 1.99.0, so see in the first deploy that the endpoint does not scale to zero",
    );
  }
  if (classicCompute !== undefined && (operators?.databricks.length ?? 0) === 0) {
    notes.push("databricks.classicCompute: makes a policy that nobody may use, because operators.databricks is empty");
  }
  return notes;
}
