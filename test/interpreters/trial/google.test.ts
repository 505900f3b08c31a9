/** `trial run` on Vertex AI: Google's own sign-in and this driver, in front of the APIs on loopback. */
import { loadAuth } from "../../../stacks/google/trial/api.js";
import { checkTable } from "../../../stacks/google/trial/bill.js";
import { describeTrial } from "./cases.js";
import { wrongIn } from "./messages.js";
import { Vertex } from "./vertex.js";

// gaxios takes the fetch of a window, and otherwise imports an ECMAScript module, which Jest's contexts cannot
Object.assign(globalThis, { window: { fetch } });

const project = "houses-pilot";
const here = `--project ${project} --location europe-west4`;

describeTrial({
  platform: "google",
  block: (block) => Object.assign(block, { project, projectNumber: "123456789012", region: "europe-west4" }),
  machine: { meter: "e2-standard-4", region: "europe-west4" },
  start: async (json, host, command, data) => {
    host.upload(data, `gs://houses-data-${project}/data/houses.csv`);
    const vertex = await Vertex.start(json, host, command);
    await vertex.deploy();
    return vertex;
  },
  environment: (server) => (server as Vertex).environment(),
  outputs: (server) => ({
    stop_run: `gcloud workflows run houses-pipeline-stop ${here}`,
    next_5_invoke: `gcloud … && curl --insecure --data @request.json ${(server as Vertex).predictUrl} # from inside`,
  }),
  bill: `${project}.billing.gcp_billing_export_v1_012345_6789AB_CDEF01`,
  refused: {
    throttled: {
      call: "pipelineJobs.get",
      with: { status: 429, code: "RESOURCE_EXHAUSTED", message: "Quota exceeded for quota metric 'Requests'" },
    },
    expired: { call: "token", with: { status: 400, code: "invalid_grant", message: "The subject token has expired" } },
  },
  words: {
    throttled:
      /^Google did not say where the run stands: 429 RESOURCE_EXHAUSTED: Quota exceeded .*; wait some minutes, /,
    expired: /^Google did not say who asks: .*; sign in again \(gcloud auth application-default login\)/,
    stop: /^a run of houses-google goes on; stop it with: gcloud workflows run houses-pipeline-stop --project \S+ --location \S+$/,
    failed: "FAILED_PRECONDITION",
    stuck: /^houses-google: the endpoint is without a deployed model$/,
    roll: /Google did not roll to r2, which needs roles\/aiplatform\.admin, a role of the deployer: 403 PERMISSION_DENIED/,
    noBill: /the bill does not hold the pilot yet; run it again with --runs 0, a day after a run$/,
  },
  mayCall:
    /\.(get|list|listVersions|getQueryResults|query|deployModel|undeployModel|patch)$|^(executions\.create|generateAccessToken|token|predict)$/,
  isCommandRun: true,
  schema: (server) => wrongIn((server as Vertex).said, "google"),
});

test("a package that is not installed is one line", async () => {
  const missing = async () => {
    throw Object.assign(new Error("no such package"), { code: "ERR_MODULE_NOT_FOUND" });
  };
  await expect(loadAuth(missing)).rejects.toThrow(
    /^trial run needs Google's own sign-in here: npm install --save-dev google-auth-library$/,
  );
});

test.each(["billing", "a.b.c`; DROP TABLE x", "p.d.gcp_billing_export_v1_012345-6789AB-CDEF01"])(
  "%s does not name a table of an export",
  (table) => {
    expect(() => checkTable(table)).toThrow(/^--bill must be the table of the billing export, /);
  },
);
