/** A workspace by REST, as whoever signed in. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Refusal } from "../../driver/contract.js";
import { Rest } from "../../driver/rest.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";

const run = promisify(execFile);

/** The one scope of a token: docs.databricks.com/dev-tools/auth/oauth-m2m (2026-11) */
export const scope = "all-apis";

const fixes: Readonly<Record<Refusal, string>> = {
  credentials: "sign in again (databricks auth login), then run the same command again",
  rights: "run it as one of the spec's operators, from an address that the workspace lets in",
  throttled: "wait some minutes, then run the same command again: it goes on where it was",
  unreachable: "see that the workspace is reached from here, then run the same command again",
  absent: "see that the stack is deployed as it is synthesized: cdktf diff",
  other: "look at it in the workspace, then run the same command again",
};

/** A token, and until when it is used, in milliseconds since 1970. */
interface Token {
  readonly value: string;
  readonly until: number;
}

/** A token is asked for again so long before it ends. */
const marginMilliseconds = 60_000;

/** A service principal's own token. docs.databricks.com/dev-tools/auth/oauth-m2m (2026-11) */
async function tokenOfPrincipal(host: string, id: string, secret: string): Promise<Token> {
  const response = await fetch(`${host}/oidc/v1/token`, {
    method: "POST",
    redirect: "error",
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ grant_type: "client_credentials", scope }).toString(),
  });
  const answer = (await response.json().catch(() => ({}))) as Json;
  if (!response.ok) throw new Error(`${response.status} ${answer.error ?? ""}: ${answer.error_description ?? ""}`);
  return { value: String(answer.access_token), until: Date.now() + Number(answer.expires_in) * 1000 };
}

/** The token of whoever signed in with the CLI. docs.databricks.com/dev-tools/cli/reference/auth-commands (2026-11) */
async function tokenOfPerson(host: string): Promise<Token> {
  try {
    const { stdout } = await run("databricks", ["auth", "token", "--host", host], { env: process.env });
    const { access_token: value, expiry } = JSON.parse(stdout) as Json;
    return { value: String(value), until: Date.parse(expiry) };
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT")
      throw new UserError([
        "trial run needs a sign-in at the workspace here: install the Databricks CLI and run databricks auth login, " +
          "or set DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or DATABRICKS_TOKEN",
      ]);
    throw new Error(stderr.trim().split("\n").at(-1) ?? "nobody is signed in");
  }
}

/** A workspace, and who asks it. */
export interface Api {
  readonly rest: Rest;
  /** Without a slash at its end. */
  readonly host: string;
}

/**
 * Makes it. Whoever asks is found as by Databricks' own clients: a token, a service principal, or the sign-in of the
 * CLI. docs.databricks.com/dev-tools/auth/unified-auth (2026-11)
 * @param host of the stack; DATABRICKS_HOST names another address of the same workspace, such as a private one
 */
export function makeApi(host: string): Api {
  const place = (process.env["DATABRICKS_HOST"] || host).replace(/\/+$/, "");
  let token: Token | undefined;
  const fresh = async (): Promise<Token> => {
    const { DATABRICKS_TOKEN: own, DATABRICKS_CLIENT_ID: id, DATABRICKS_CLIENT_SECRET: secret } = process.env;
    if (own) return { value: own, until: Number.POSITIVE_INFINITY };
    return id && secret ? tokenOfPrincipal(place, id, secret) : tokenOfPerson(place);
  };
  return {
    host: place,
    rest: new Rest({
      ...{ platform: "Databricks", fixes },
      token: async () => {
        if (token === undefined || token.until - marginMilliseconds < Date.now()) token = await fresh();
        return token.value;
      },
    }),
  };
}
