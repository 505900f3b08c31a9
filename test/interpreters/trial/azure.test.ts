/** `trial run` on Azure ML: Azure's own sign-in and this driver, in front of Resource Manager on loopback. */
import { loadIdentity } from "../../../stacks/azure/trial/api.js";
import { AzureMl } from "./azure-ml.js";
import { describeTrial } from "./cases.js";
import { wrongIn } from "./messages.js";

describeTrial({
  platform: "azure",
  block: (block) => Object.assign(block, { location: "westeurope" }),
  machine: { meter: "Standard_D2as_v4", region: "westeurope" },
  start: async (json, host, command, data) => {
    const azure = await AzureMl.start(json, host, command);
    host.upload(data, `https://${azure.account}.blob.core.windows.net/data/houses.csv`);
    await azure.deploy();
    return azure;
  },
  environment: (server) => (server as AzureMl).environment(),
  outputs: () => ({ next_3_run: "az rest …" }),
  refused: {
    throttled: {
      call: "runs.children",
      with: { status: 429, code: "TooManyRequests", message: "The request is being throttled" },
    },
    // learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (2026-11)
    expired: {
      call: "jobs.get",
      with: { status: 401, code: "ExpiredAuthenticationToken", message: "The access token expiry UTC time is earlier" },
    },
  },
  words: {
    throttled:
      /^Azure did not show the steps of the run: 429 TooManyRequests: The request is being throttled; wait some/,
    expired:
      /^Azure did not start a run of houses-pipeline: 401 ExpiredAuthenticationToken: .*; sign in again \(az login\)/,
    stop: /^a run of houses-azure goes on; stop it with: az ml job cancel --name run-\S+ --workspace-name \S+ --resource-group \S+$/,
    failed: "UserError",
    stuck: /^houses-azure: the endpoint did not serve within \d+ s: Creating$/,
    roll: /Azure did not roll to r2, which needs onlineEndpoints\/write, a right of the deployer: 403 AuthorizationFailed/,
    noBill: /the bill does not hold the pilot yet; run it again with --runs 0, a day after a run$/,
  },
  mayCall: /\.(get|list|children|query)$|^(jobs\.put|onlineEndpoints\.put|token|discovery|score)$/,
  schema: (server) => wrongIn((server as AzureMl).said, "azure"),
});

test("a package that is not installed is one line", async () => {
  const missing = async () => {
    throw Object.assign(new Error("no such package"), { code: "ERR_MODULE_NOT_FOUND" });
  };
  await expect(loadIdentity(missing)).rejects.toThrow(
    /^trial run needs Azure's own sign-in here: npm install --save-dev @azure\/identity$/,
  );
});
