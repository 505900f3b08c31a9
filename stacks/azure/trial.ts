/** Drives a pilot that is deployed on Azure ML, as one of its operators, and takes the model out as its exporter. */
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
import type { Synthesized } from "../rules/synthesized.js";
import { UserError } from "../user-error.js";
import { makeApi, scopes, subjectOf } from "./trial/api.js";
import { billed } from "./trial/bill.js";
import { Endpoint } from "./trial/endpoint.js";
import { named } from "./trial/named.js";
import { Runs } from "./trial/runs.js";

/**
 * The version of the blob service:
 * learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services (2026-11)
 */
const blobVersion = "2023-11-03";

/** Where the pilot of a stack runs. */
function place(json: Synthesized): Place {
  const { location, image, machine, endpoint } = named(json);
  return { region: location, image, hardware: `trains on ${machine}, serves on ${endpoint?.machine ?? "nothing"}` };
}

/** Names of blobs in the answer of a listing; Azure writes each once, with entities. */
const blobsIn = (xml: string) =>
  [...xml.matchAll(/<Blob>\s*<Name>([^<]*)<\/Name>/g)].map(([, name = ""]) =>
    name
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, "&"),
  );

/** Makes the driver. */
async function driver({ json }: DriverProps): Promise<Driver> {
  const stack = named(json);
  const api = await makeApi();
  const { rest } = api;
  const runs = new Runs(api, stack);
  const { pilot, endpoint: serving, workspace } = stack;
  const endpoint = serving === undefined ? undefined : new Endpoint(api, stack, serving);
  const headers = { "x-ms-version": blobVersion };

  /** A token of the exporter, which is an identity of a machine and of nobody who signs in. */
  async function exporterToken(scope: string): Promise<string> {
    if (stack.exporter === undefined)
      throw new UserError([`${pilot}: has no exporter, so nobody may take a model out; name an operator`]);
    try {
      return await api.tokenOf(stack.exporter, scope);
    } catch {
      throw new PlatformProblem(
        "rights",
        "the exporter is a managed identity, and this machine was not given it",
        "run it with --runs 0 on a machine in the network that has the exporter's identity",
      );
    }
  }

  async function takeOut(version: string, folder: string): Promise<TakenOut> {
    const what = "give the model to the exporter";
    const { properties } = await runs.version(version, await exporterToken(scopes.arm));
    const found = runs.blobOf(String(properties?.modelUri));
    if (found === undefined) throw rest.problem("absent", what, `version ${version} lies in no datastore of the stack`);
    const token = await exporterToken(scopes.storage);
    const target = join(folder, "model");
    const prefix = `${found.path}/`;
    let [bytes, marker] = [0, ""];
    do {
      const query = new URLSearchParams({ restype: "container", comp: "list", prefix, marker });
      const xml = await rest.text({ what, token, headers, url: `${found.container}?${query}` });
      for (const name of blobsIn(xml)) {
        const path = resolve(target, name.slice(prefix.length));
        if (!path.startsWith(`${target}${sep}`))
          throw new PlatformProblem("other", "a blob of the model has a name that leaves its folder", "look at it");
        mkdirSync(dirname(path), { recursive: true });
        const url = `${found.container}/${name.split("/").map(encodeURIComponent).join("/")}`;
        bytes += await rest.file({ what, token, headers, url }, path);
      }
      marker = /<NextMarker>([^<]+)<\/NextMarker>/.exec(xml)?.[1] ?? "";
    } while (marker !== "");
    if (bytes === 0) throw rest.problem("absent", what, `no blob lies below ${found.path}`);
    return { path: target, isArchive: false, bytes, version };
  }

  return {
    ...place(json),
    async whoAsks() {
      return subjectOf(await rest.token(scopes.arm, "say who asks"));
    },
    start: (token) => runs.start(token),
    watch: (run) => runs.watch(run),
    async written(run, step) {
      const output = step === "probe" ? "probe" : "evaluation";
      const url = await runs.fileOf(run, step, output, `${output}.json`);
      if (url === undefined) return undefined;
      const value = await rest.json({ what: `show what ${step} wrote`, url, scope: scopes.storage, headers });
      return isMap(value) ? value : undefined;
    },
    stopCommand(run) {
      const [, group, name] = /\/resourceGroups\/([^/]+)\/.*\/workspaces\/([^/]+)$/.exec(workspace) ?? [];
      return `az ml job cancel --name ${run} --workspace-name ${name} --resource-group ${group}`;
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    takeOut,
    billed: (since) => billed(api, stack.group, since),
    close: () => endpoint?.close(),
  };
}

/** The trial of Azure ML. */
export const trial: Trial = { driver, place, contracts: ["azure-ml"] };
