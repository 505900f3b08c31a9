/** Drives a pilot that is deployed on Vertex AI, as one of its operators, and takes the model out as its exporter. */
import { mkdirSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import {
  type Driver,
  type DriverProps,
  type Place,
  PlatformProblem,
  type TakenOut,
  type Trial,
} from "../driver/contract.js";
import { isMap } from "../is-map.js";
import type { Json } from "../rehearsal/contract.js";
import type { Synthesized } from "../rules/synthesized.js";
import { UserError } from "../user-error.js";
import { makeApi, scope } from "./trial/api.js";
import { billed, checkTable } from "./trial/bill.js";
import { Endpoint } from "./trial/endpoint.js";
import { machineOf, named } from "./trial/named.js";
import { Runs } from "./trial/runs.js";

/** Where the pilot of a stack runs. */
function place(json: Synthesized): Place {
  const { region, image, machine, endpoint } = named(json);
  const { machine_type, accelerator_type, accelerator_count } = endpoint?.settings ?? {};
  const serving = endpoint === undefined ? "nothing" : machineOf(machine_type, accelerator_type, accelerator_count);
  return { region, image, hardware: `trains on ${machine}, serves on ${serving}` };
}

/** The private address of the endpoint, which the deploy knows once its attachment is in the spec. */
function predictUrl({ outputs }: DriverProps): URL | undefined {
  const [url] = /https:\/\/[\w.:-]+\/v1\/projects\/\d+\/locations\/[\w-]+\/endpoints\/\w+:predict/.exec(
    outputs["next_5_invoke"] ?? "",
  ) ?? [undefined];
  return url === undefined ? undefined : new URL(url);
}

/** Makes the driver. */
async function driver(props: DriverProps): Promise<Driver> {
  const stack = named(props.json);
  checkTable(props.bill);
  const api = await makeApi(stack.project);
  const { rest } = api;
  const { pilot, project, region } = stack;
  const runs = new Runs(api, stack);
  const storage = api.base("storage", "https://storage.googleapis.com");
  const vertex = `${api.base("aiplatform", `https://${region}-aiplatform.googleapis.com`)}/v1`;
  const objects = (uri: string) => {
    const [, bucket = "", name = ""] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    return { name, url: `${storage}/storage/v1/b/${encodeURIComponent(bucket)}/o` };
  };
  const url = predictUrl(props);
  const endpoint =
    stack.endpoint === undefined || url === undefined
      ? undefined
      : new Endpoint({ api, named: stack, endpoint: stack.endpoint, url, model: () => runs.modelName() });

  /**
   * A token of the exporter for an hour:
   * docs.cloud.google.com/iam/docs/create-short-lived-credentials-direct (2026-11)
   */
  async function exporterToken(what: string): Promise<string> {
    if (stack.exporter === undefined)
      throw new UserError([`${pilot}: has no exporter, so nobody may take a model out; name an operator`]);
    const base = api.base("iamcredentials", "https://iamcredentials.googleapis.com");
    const { accessToken } = await rest.json({
      ...{ what, scope, method: "POST" },
      url: `${base}/v1/projects/-/serviceAccounts/${stack.exporter}:generateAccessToken`,
      body: { scope: [scope], lifetime: "3600s" },
    });
    return String(accessToken);
  }

  async function takeOut(version: string, folder: string): Promise<TakenOut> {
    const what = "give the model to the exporter";
    const token = await exporterToken(what);
    const model = await runs.modelName(token);
    const { artifactUri } = await rest.json({ what, token, url: `${vertex}/${model}@${version}` });
    const { name, url: list } = objects(String(artifactUri));
    const prefix = `${name.replace(/\/$/, "")}/`;
    const target = join(folder, "model");
    let [bytes, page] = [0, ""];
    do {
      const query = new URLSearchParams({ prefix, fields: "items(name),nextPageToken", pageToken: page });
      const { items = [], nextPageToken = "" } = await rest.json({ what, token, url: `${list}?${query}` });
      for (const item of items.filter((each: Json) => !each.name.endsWith("/"))) {
        const path = resolve(target, item.name.slice(prefix.length));
        if (!path.startsWith(`${target}${sep}`))
          throw new PlatformProblem("other", `an object of the model has a name that leaves its folder`, "look at it");
        mkdirSync(dirname(path), { recursive: true });
        bytes += await rest.file({ what, token, url: `${list}/${encodeURIComponent(item.name)}?alt=media` }, path);
      }
      page = nextPageToken;
    } while (page !== "");
    if (bytes === 0) throw rest.problem("absent", what, `no object lies below ${String(artifactUri)}`);
    return { path: target, isArchive: false, bytes, version };
  }

  return {
    ...place(props.json),
    async whoAsks() {
      await rest.token(scope, "say who asks");
      return `${(await api.account()) ?? "whoever signed in to Google"} of project ${project}`;
    },
    start: (token) => runs.start(token),
    watch: (run) => runs.watch(run),
    async written(run, step) {
      const output = step === "probe" ? "probe" : "evaluation";
      const uri = runs.outputOf(run, step, output);
      if (uri === undefined) return undefined;
      const { name, url: list } = objects(`${uri}/${output}.json`);
      const what = `show what ${step} wrote`;
      const value = await rest.json({ what, scope, url: `${list}/${encodeURIComponent(name)}?alt=media` });
      return isMap(value) ? value : undefined;
    },
    stopCommand: () => props.outputs["stop_run"] ?? `gcloud workflows run ${stack.workflow}-stop`,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(stack.endpoint !== undefined && endpoint === undefined
      ? {
          toDo:
            "run the first two commands of next_5_invoke, put the attachment into google.serviceAttachment and deploy; " +
            "then run it again with --runs 0",
        }
      : {}),
    takeOut,
    billed: (since) => billed(api, project, props.bill, since),
    close: () => endpoint?.close(),
  };
}

/** The trial of Vertex AI. */
export const trial: Trial = { driver, place, contracts: ["vertex-ai"] };
