/** `trial run` in a Databricks workspace: a service principal's sign-in and this driver, in front of loopback. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeApi } from "../../../stacks/databricks/trial/api.js";
import { temporaryFolder } from "../../scratch.js";
import { describeTrial } from "./cases.js";
import { wrongIn } from "./messages.js";
import { client, firstRuns, Workspace } from "./workspace.js";

/** Calls the image's own file, and registers by the registry's interface: this small image has no client of MLflow. */
const wheel = (image: string) => `
import json, os, pathlib, runpy, sys, urllib.request

def step(name):
    def run():
        sys.argv = ["house_prices", name, *sys.argv[1:]]
        runpy.run_path(${JSON.stringify(join(image, "house_prices.py"))}, run_name="__main__")
    return run

probe, prepare, train, evaluate, gate = map(step, ["probe", "prepare", "train", "evaluate", "gate"])

def call(method, path, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"authorization": "Bearer " + os.environ["DATABRICKS_TOKEN"], "content-type": "application/json"}
    asked = urllib.request.Request(os.environ["DATABRICKS_HOST"] + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(asked) as answer:
        content = answer.read()
    return json.loads(content) if content else {}

def register():
    given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
    name = given["--model-name"]
    api = "/api/2.0/mlflow/unity-catalog/model-versions/"
    tags = [{"key": "run", "value": given["--run"]}]
    made = call("POST", api + "create", {"name": name, "source": given["--approved"], "tags": tags})["model_version"]
    place = "/api/2.0/fs/files/Models/" + name.replace(".", "/") + "/" + made["version"] + "/model.json"
    call("PUT", place, (pathlib.Path(given["--approved"]) / "model.json").read_bytes())
    call("POST", api + "finalize", {"name": name, "version": made["version"]})
`;

/** An environment that has the package: its entry points by their names. */
function install(image: string) {
  const folder = temporaryFolder("installed");
  const [info, bin] = [join(folder, "house_prices-1.0.0.dist-info"), join(folder, "python/bin")] as const;
  for (const each of [info, bin]) mkdirSync(each, { recursive: true });
  symlinkSync("/usr/bin/python3", join(bin, "python"));
  writeFileSync(join(folder, "house_wheel.py"), wheel(image));
  writeFileSync(join(info, "METADATA"), "Metadata-Version: 2.1\nName: house_prices\nVersion: 1.0.0\n");
  const steps = ["probe", "prepare", "train", "evaluate", "gate", "register"];
  writeFileSync(
    join(info, "entry_points.txt"),
    `[console_scripts]\n${steps.map((name) => `${name} = house_wheel:${name}`).join("\n")}\n`,
  );
  return async () => ({ python: join(folder, "python"), folder });
}

describeTrial({
  platform: "databricks",
  block: (block) => {
    const [one, two] = firstRuns;
    Object.assign(block, {
      wheelFile: "house_prices-1.0.0-py3-none-any.whl",
      releases: { r1: `1@${one}`, r2: `2@${two}` },
    });
  },
  secret: client.secret,
  bill: "0123456789abcdef",
  machine: { meter: "databricks_job", region: "global" },
  install,
  start: async (json, host, command, data) => {
    const workspace = await Workspace.start(json, host, command);
    host.upload(data, "dbfs:/Volumes/houses/pilot/data/houses.csv");
    await workspace.deploy();
    return workspace;
  },
  environment: (server) => (server as Workspace).environment(),
  outputs: () => ({ next_3_run: "databricks jobs run-now …" }),
  refused: {
    throttled: {
      call: "runs.get",
      with: { status: 429, code: "REQUEST_LIMIT_EXCEEDED", message: "Too many requests" },
    },
    expired: { call: "jobs.run-now", with: { status: 403, code: "403", message: "Invalid access token." } },
  },
  words: {
    throttled: /^Databricks did not say where the run stands: 429 REQUEST_LIMIT_EXCEEDED: Too many requests; wait some/,
    expired: /^Databricks did not start a run of houses-pipeline: 403 403: Invalid access token\.; sign in again/,
    stop: /^a run of houses-databricks goes on; stop it with: databricks jobs cancel-run \d+$/,
    failed: "RUN_EXECUTION_ERROR",
    stuck: /^houses-databricks: the endpoint did not serve within \d+ s: IN_PROGRESS$/,
    roll: /Databricks did not roll to r2, which needs CAN_MANAGE, a right of the deployer: 403 PERMISSION_DENIED/,
    noBill: /the bill does not hold the pilot yet; run it again with --runs 0, a day after a run$/,
  },
  mayCall:
    /\.(?:get|list|put)$|^(?:token|me|score|jobs\.run-now|endpoints\.config|statements\.execute|versions\.create)$/,
  schema: (server) => wrongIn((server as Workspace).said, "databricks"),
});

test("a sign-in that is not there is one line, and a secret is in no word", async () => {
  const before = { ...process.env };
  for (const name of ["DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET", "DATABRICKS_HOST"])
    delete process.env[name];
  process.env["PATH"] = temporaryFolder("empty");
  try {
    const { rest } = makeApi("https://example.cloud.databricks.com");
    await expect(rest.token("all-apis", "say who asks")).rejects.toThrow(
      /^trial run needs a sign-in at the workspace here: install the Databricks CLI and run databricks auth login/,
    );
  } finally {
    Object.assign(process.env, before);
  }
});
