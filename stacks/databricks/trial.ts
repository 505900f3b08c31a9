/** Drives a pilot that is deployed in a Databricks workspace, as one of its operators. */
import { join } from "node:path";
import type { Driver, DriverProps, Place, TakenOut, Trial } from "../driver/contract.js";
import { isMap } from "../is-map.js";
import type { Synthesized } from "../rules/synthesized.js";
import { makeApi, scope } from "./trial/api.js";
import { billed, checkWarehouse } from "./trial/bill.js";
import { Endpoint } from "./trial/endpoint.js";
import { bringFolder, fileUrl, manifestHash } from "./trial/files.js";
import { named } from "./trial/named.js";
import { tagsOf } from "./trial/registry.js";
import { Runs } from "./trial/runs.js";

/** Where the pilot of a stack runs. */
function place(json: Synthesized): Place {
  const { workspace, image, endpoint } = named(json);
  const serves = endpoint === undefined ? "nothing" : `Model Serving, ${endpoint.machine}`;
  return { region: workspace, image, hardware: `trains on serverless compute, serves on ${serves}` };
}

/** Makes the driver. */
async function driver({ json, bill }: DriverProps): Promise<Driver> {
  checkWarehouse(bill);
  const stack = named(json);
  const api = makeApi(stack.host);
  const { rest } = api;
  const runs = new Runs(api, stack);
  const { endpoint: serving, pilot } = stack;
  const endpoint = serving === undefined ? undefined : new Endpoint(api, serving);
  const ofRun = (path: string, run: string) => path.replaceAll("{{job.run_id}}", run);

  /** The files that the run of a version wrote, which its readers may take; they are what was registered. */
  async function takeOut(version: string, folder: string): Promise<TakenOut> {
    const what = "give the model to its readers";
    const [number = "", run = ""] = version.split("@");
    if (run === "")
      throw rest.problem("absent", what, `${version} does not name its run; write it as next_4_approve prints it`);
    const tags = await tagsOf(api, what, stack.model, number);
    if (tags["run"] !== run)
      throw rest.problem("other", what, `version ${number} is of the run ${tags["run"]}, and not of ${run}`);
    const target = join(folder, "model");
    const bytes = await bringFolder(api, what, ofRun(stack.paths.approved, run), target);
    const hash = manifestHash(target);
    if (hash !== undefined && hash !== tags["sha256"])
      throw rest.problem("other", what, `version ${number} was registered with another manifest than lies there`);
    return { path: target, isArchive: false, bytes, version };
  }

  return {
    ...place(json),
    async whoAsks() {
      const url = `${api.host}/api/2.0/preview/scim/v2/Me`;
      const { userName, displayName } = await rest.json({ what: "say who asks", url, scope });
      return String(displayName ?? userName ?? "somebody");
    },
    start: (token) => runs.start(token),
    watch: (run) => runs.watch(run),
    async written(run, step) {
      const output = step === "probe" ? "probe" : "evaluation";
      const url = fileUrl(api, `${ofRun(stack.paths[output], run)}/${output}.json`);
      const value = await rest.json({ what: `show what ${step} wrote`, url, scope });
      return isMap(value) ? value : undefined;
    },
    stopCommand: (run) => `databricks jobs cancel-run ${run}`,
    ...(endpoint === undefined ? {} : { endpoint }),
    takeOut,
    billed: (since) => billed(api, { pilot, warehouse: bill ?? stack.warehouse, since }),
    close: () => endpoint?.close(),
  };
}

/** The trial of a workspace. A wheel runs by its arguments alone: its probe knows of no platform. */
export const trial: Trial = { driver, place, contracts: [] };
