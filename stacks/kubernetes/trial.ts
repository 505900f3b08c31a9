/** Drives a pilot that is deployed on a cluster, as one of its operators, by the kubeconfig of the stack. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
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
import { Api } from "./trial/api.js";
import { copyFrom, textOf } from "./trial/bucket.js";
import { Endpoint } from "./trial/endpoint.js";
import { modelOf, named } from "./trial/named.js";
import { Runs } from "./trial/runs.js";
import { openTunnel } from "./trial/tunnel.js";

/** Where the pilot of a stack runs. */
function place(json: Synthesized): Place {
  const { context, image, machine, endpoint } = named(json);
  const serves = endpoint === undefined ? "nothing" : `${endpoint.releases.length} releases, of which one is selected`;
  // a context is named by whoever wrote the kubeconfig, and a record takes a plain name
  const region =
    context
      .replace(/[^\w.-]+/g, "-")
      .replace(/^[^A-Za-z]+/, "")
      .slice(0, 80) || "cluster";
  return { region, image, hardware: `trains on ${machine}, serves ${serves}` };
}

/** Bytes of all files below a folder. */
const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0);

/** Makes the driver. */
async function driver({ json, bill }: DriverProps): Promise<Driver> {
  if (bill !== undefined) throw new UserError(["--bill has no meaning on a cluster, which has no bill; leave it out"]);
  const stack = named(json);
  const api = new Api(stack.kubeconfig, stack.context);
  const { service, port } = stack.registry;
  // MLflow refuses a host that it does not know, and it knows its own port of this machine
  const runs = new Runs(api, stack, () => openTunnel(stack, service, port, port));
  const { endpoint: serving } = stack;
  const endpoint =
    serving === undefined
      ? undefined
      : new Endpoint(api, stack, serving, () => openTunnel(stack, serving.service, serving.port));

  /** By the cloud's own program: the exporter is a service account, which nobody signs in as. */
  async function takeOut(version: string, folder: string): Promise<TakenOut> {
    const what = "give the model to whoever is signed in";
    const { uri, sha256 } = modelOf(version);
    const path = join(folder, "model");
    mkdirSync(path);
    await copyFrom(what, uri, path);
    const manifest = join(path, "manifest.json");
    if (!existsSync(manifest)) throw api.rest.problem("absent", what, `${uri} holds no manifest.json`);
    const found = createHash("sha256").update(readFileSync(manifest)).digest("hex");
    if (found !== sha256)
      throw api.rest.problem("other", what, `${uri}: manifest.json has sha256 ${found}, and the release has another`);
    return { path, isArchive: false, bytes: bytesIn(path), version };
  }

  return {
    ...place(json),
    async whoAsks() {
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const { status = {} } = await api.json({ what: "say who asks", path, method: "POST", body });
      return String(status.userInfo?.username ?? "somebody");
    },
    start: (token) => runs.start(token),
    watch: (run) => runs.watch(run),
    async written(run, step) {
      const uri = stack.outputs.get(step)?.replaceAll("{{workflow.name}}", run);
      const file = step === "probe" ? "probe.json" : "evaluation.json";
      if (uri === undefined) return undefined;
      const value: unknown = JSON.parse(await textOf(`show what ${step} wrote`, `${uri}/${file}`));
      return isMap(value) ? value : undefined;
    },
    stopCommand: (run) =>
      `argo --kubeconfig ${stack.kubeconfig} --context ${stack.context} --namespace ${stack.namespace} stop ${run}`,
    ...(endpoint === undefined ? {} : { endpoint }),
    takeOut,
    billed: async () => {
      throw new PlatformProblem(
        "absent",
        "a cluster has no bill of its own: its nodes are on the bill of whoever owns them",
        "ask its owner for what the labels of the namespace cost",
      );
    },
    close: () => endpoint?.close(),
  };
}

/** The trial of a cluster. A container gets no variable by which its image would know a cluster. */
export const trial: Trial = { driver, place, contracts: [] };
