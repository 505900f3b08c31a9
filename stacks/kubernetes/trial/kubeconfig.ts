/**
 * A context of a kubeconfig file: where the API server is, what it is trusted by, and who asks.
 * kubernetes.io/docs/reference/config-api/kubeconfig.v1 (2026-11). No value of the file is ever printed.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Tls } from "../../driver/ask.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";

const run = promisify(execFile);

/** A cluster, as somebody. */
export interface Cluster {
  /** URL of the API server, without a slash at its end. */
  readonly server: string;
  readonly tls: Tls;
  /** A token; undefined where a client certificate says who asks. */
  token(): Promise<string | undefined>;
}

/** A token of a program is used for so long where it does not say until when, in milliseconds. */
const tokenMilliseconds = 5 * 60_000;

/** A path as the file means it: below the home folder, or beside the file. */
const pathOf = (file: string, path: string) =>
  path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(dirname(file), path);

/** Keys of a user that this reader does not follow. */
const notFollowed = ["auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

/** Runs the program that a file names. kubernetes.io/docs/reference/access-authn-authz/authentication (2026-11) */
async function tokenOf({ command, args = [], env = [], apiVersion, installHint = "" }: Json) {
  const own = Object.fromEntries((env ?? []).map(({ name, value }: Json) => [name, String(value)]));
  const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  const all = { ...process.env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  let status: Json;
  try {
    const { stdout } = await run(String(command), args ?? [], { env: all });
    status = JSON.parse(stdout).status ?? {};
  } catch (error) {
    const { code } = error as { code?: unknown };
    // what it printed may hold a token
    const hint = code === "ENOENT" ? `is not installed here. ${installHint}` : "gave no credentials; sign in again";
    throw new Error(`the program ${command} of the kubeconfig ${hint}`);
  }
  if (typeof status.token !== "string") throw new Error(`the program ${command} of the kubeconfig gives no token`);
  const until = Date.parse(status.expirationTimestamp ?? "");
  return { value: status.token, until: Number.isNaN(until) ? Date.now() + tokenMilliseconds : until };
}

/** Reads a context. @throws UserError with one line, which holds no value of the file */
export function readContext(path: string, context: string): Cluster {
  const file = pathOf(process.cwd(), path);
  const fail = (words: string): never => {
    throw new UserError([`${path}: ${words}`]);
  };
  let config: Json;
  try {
    config = parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code } = error as { code?: string };
    fail(code === "ENOENT" ? "does not exist; write it as your cluster's page says" : "must be a kubeconfig file");
  }
  const find = (list: Json, name: unknown) =>
    (Array.isArray(list) ? list : []).find((each: Json) => each?.name === name);
  const named = find(config?.contexts, context)?.context ?? fail(`must have the context ${JSON.stringify(context)}`);
  const cluster = find(config?.clusters, named.cluster)?.cluster ?? fail(`must have the cluster of ${context}`);
  const user = find(config?.users, named.user)?.user ?? fail(`must have the user of ${context}`);
  if (cluster["insecure-skip-tls-verify"] === true)
    fail(`${context} must verify the API server; name its certificate-authority instead of insecure-skip-tls-verify`);
  if (cluster["proxy-url"] !== undefined) fail(`${context} has a proxy-url, which is not followed here; open a tunnel`);
  const other = notFollowed.find((key) => user[key] !== undefined);
  if (other !== undefined)
    fail(`${context} signs in by ${other}, which is not followed here; use exec, a token or a certificate`);
  const pem = (owner: Json, key: string): string | undefined => {
    const data = owner[`${key}-data`];
    if (typeof data === "string") return Buffer.from(data, "base64").toString();
    const named = owner[key];
    return typeof named === "string" ? readFileSync(pathOf(file, named), "utf8") : undefined;
  };
  const [ca, cert, key] = [
    pem(cluster, "certificate-authority"),
    pem(user, "client-certificate"),
    pem(user, "client-key"),
  ];
  const servername = cluster["tls-server-name"];
  let kept: { value: string; until: number } | undefined;
  return {
    server: String(cluster.server ?? fail(`${context} must name its server`)).replace(/\/+$/, ""),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
      ...(typeof servername === "string" ? { servername } : {}),
    },
    token: async () => {
      // a file of a token is written anew while it is used
      if (typeof user.tokenFile === "string") return readFileSync(pathOf(file, user.tokenFile), "utf8").trim();
      if (typeof user.token === "string") return user.token;
      if (user.exec === undefined) return undefined;
      if (kept === undefined || kept.until < Date.now()) kept = await tokenOf(user.exec);
      return kept.value;
    },
  };
}
