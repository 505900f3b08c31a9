/**
 * Objects of the pilot's bucket, by the command line of its cloud and as whoever is signed in there: the grants of the
 * bucket are its owner's. The commands are those of the runbook.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PlatformProblem } from "../../driver/contract.js";
import { UserError } from "../../user-error.js";

const run = promisify(execFile);

/** What a cloud's program is asked. */
interface Client {
  readonly program: string;
  /** Prints an object. */
  readonly print: (uri: string) => readonly string[];
  /** Copies what lies below a prefix into a folder, which exists. */
  readonly copy: (uri: string, folder: string) => readonly string[];
  readonly signIn: string;
}

/** The container of a blob's URI, and the name in it. */
function blobOf(uri: string) {
  const [, account = "", container = "", name = ""] =
    /^https:\/\/([^.]+)\.blob\.core\.windows\.net\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  return { account, container, name };
}

const clients: ReadonlyArray<readonly [RegExp, Client]> = [
  [
    /^s3:\/\//,
    {
      program: "aws",
      print: (uri) => ["s3", "cp", "--quiet", uri, "-"],
      copy: (uri, folder) => ["s3", "cp", "--quiet", "--recursive", `${uri}/`, folder],
      signIn: "aws sso login",
    },
  ],
  [
    /^gs:\/\//,
    {
      program: "gcloud",
      print: (uri) => ["storage", "cat", uri],
      copy: (uri, folder) => ["storage", "cp", "--recursive", "--quiet", `${uri}/*`, folder],
      signIn: "gcloud auth login",
    },
  ],
  [
    /^https:\/\//,
    {
      program: "az",
      print: (uri) => {
        const { account, container, name } = blobOf(uri);
        const at = ["--account-name", account, "--container-name", container, "--name", name];
        return ["storage", "blob", "download", "--auth-mode", "login", "--no-progress", ...at];
      },
      copy: (uri, folder) => {
        const { account, container, name } = blobOf(uri);
        const at = ["--account-name", account, "--source", container, "--pattern", `${name}/*`];
        return ["storage", "blob", "download-batch", "--auth-mode", "login", "--destination", folder, ...at];
      },
      signIn: "az login",
    },
  ],
];

/** An evaluation or a probe has some hundred lines. */
const mostBytes = 16 * 1024 * 1024;

async function ask(what: string, uri: string, args: (client: Client) => readonly string[]): Promise<string> {
  const client = clients.find(([scheme]) => scheme.test(uri))?.[1];
  if (client === undefined) throw new UserError([`${uri}: must begin with s3://, gs:// or https://`]);
  try {
    const { stdout } = await run(client.program, [...args(client)], { env: process.env, maxBuffer: mostBytes });
    return stdout;
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") throw new UserError([`trial run reads the bucket by ${client.program} here; install it`]);
    const line = stderr.replace(/\s+/g, " ").trim().slice(-300);
    const isAbsent = /NoSuchKey|404|Not Found|matched no objects|BlobNotFound/i.test(line);
    const isRight = /AccessDenied|403|forbidden|does not have storage|AuthorizationPermissionMismatch/i.test(line);
    const refusal = isRight ? "rights" : isAbsent ? "absent" : "other";
    throw new PlatformProblem(
      refusal,
      `${client.program} did not ${what}: ${line}`,
      `sign in as somebody who may read the bucket (${client.signIn})`,
    );
  }
}

/** The text of an object. @throws PlatformProblem */
export const textOf = (what: string, uri: string): Promise<string> => ask(what, uri, ({ print }) => print(uri));

/** Copies what lies below a prefix into a folder. @throws PlatformProblem */
export async function copyFrom(what: string, uri: string, folder: string): Promise<void> {
  await ask(what, uri, ({ copy }) => copy(uri, folder));
}
