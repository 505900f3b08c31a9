/** An API by REST: one call each, as whoever a token is of, and what a refusal means. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline as flow } from "node:stream/promises";
import type { Json } from "../rehearsal/contract.js";
import { UserError } from "../user-error.js";
import { askBy, type Tls } from "./ask.js";
import { PlatformProblem, type Refusal } from "./contract.js";

/** What an API is asked by. */
export interface RestProps {
  /** The word for people, such as a cloud's name. */
  readonly platform: string;
  /** A token for a scope, without `Bearer`; it fails where nobody is signed in. */
  readonly token: (scope: string) => Promise<string>;
  /** What to do about each refusal, such as "sign in again". */
  readonly fixes: Readonly<Record<Refusal, string>>;
  /** What its server is trusted by. @default - the authorities that Node knows */
  readonly tls?: Tls;
}

/** One call. */
export interface Call {
  /** What was asked for, for a sentence that begins with the platform's name and "did not". */
  readonly what: string;
  readonly url: string;
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH";
  /** Of the token. @default - no token is sent */
  readonly scope?: string;
  /** A token of somebody else's, such as the exporter's. @default - that of `scope` */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. @default - nothing */
  readonly body?: object;
}

/** The longest that one call is waited for; a trial then asks again by its own pace. */
const callMilliseconds = 60_000;

/** Codes of the system and of fetch for a connection that did not come about, or broke. */
const broken =
  /^(ECONN\w*|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|UND_ERR_\w+|TimeoutError|CERT_\w+|\w*CERT\w*|ERR_TLS_\w+)$/;

/** The code of an error, or of what caused it: fetch puts the system's error behind its own. */
function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: { code?: unknown }; name?: unknown };
  return [code, cause?.code, name].find((each) => typeof each === "string")?.toString() ?? "Error";
}

/** What a status means. Older APIs refuse a rate of calls, and a token that is not one, with 403 and a reason. */
function refusalOf(status: number, words: string): Refusal {
  if (status === 429 || (status === 403 && /rate.?limit/i.test(words))) return "throttled";
  if (status === 401 || (status === 403 && /invalid access token/i.test(words))) return "credentials";
  if (status === 403) return "rights";
  if (status === 404) return "absent";
  return status >= 500 || status === 408 ? "unreachable" : "other";
}

/**
 * Text of an answer that is an error, in the outer forms that large APIs share: `{error: {code, message}}`, OAuth's
 * `{error, error_description}`, and `{error_code, message}` or `{reason, message}` alone.
 */
function saidIn(text: string): { readonly reason: string; readonly message: string } {
  try {
    const { error, ...alone } = JSON.parse(text) as Json;
    if (typeof error === "string") return { reason: error, message: String(alone.error_description ?? "") };
    const given = error ?? { code: alone.error_code ?? alone.reason, message: alone.message };
    const { code = "", status = "", message = "", error_description, details = [] } = given as Json;
    const reasons = (Array.isArray(details) ? details : []).map(({ reason = "" }: Json) => reason);
    const all = [code, status, ...reasons].filter((each) => typeof each === "string" && each !== "");
    return { reason: all.join(" "), message: String(message || error_description || "") };
  } catch {
    return { reason: "", message: "" };
  }
}

/** An API. */
export class Rest {
  constructor(private readonly props: RestProps) {}

  /** A problem in the words of a trial. */
  problem(refusal: Refusal, what: string, words: string): PlatformProblem {
    const { platform, fixes } = this.props;
    const said = words.replace(/\s+/g, " ").trim().slice(0, 300);
    return new PlatformProblem(refusal, `${platform} did not ${what}: ${said}`, fixes[refusal]);
  }

  /** A token. @throws PlatformProblem where nobody is signed in */
  async token(scope: string, what: string): Promise<string> {
    try {
      return await this.props.token(scope);
    } catch (error) {
      if (error instanceof UserError || error instanceof PlatformProblem) throw error;
      const isBroken = broken.test(codeOf(error));
      const [line = ""] = String((error as Error).message).split("\n");
      throw this.problem(isBroken ? "unreachable" : "credentials", what, line);
    }
  }

  private async answer(call: Call): Promise<Response> {
    const { what, url, method = "GET", scope, headers = {}, body } = call;
    const token = call.token ?? (scope === undefined ? undefined : await this.token(scope, what));
    let response: Response;
    try {
      const sent = {
        method,
        signal: AbortSignal.timeout(callMilliseconds),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const { tls } = this.props;
      const isOwn = tls !== undefined && new URL(url).protocol === "https:";
      response = await (isOwn ? askBy(tls, url, sent) : fetch(url, { ...sent, redirect: "error" }));
    } catch (error) {
      throw this.problem("unreachable", what, `${codeOf(error)} of ${new URL(url).host}`);
    }
    if (response.ok) return response;
    const { reason, message } = saidIn(await response.text().catch(() => ""));
    const words = [`${response.status}`, reason].filter((each) => each !== "").join(" ");
    const refusal = refusalOf(response.status, `${reason} ${message}`);
    throw this.problem(refusal, what, message === "" ? words : `${words}: ${message}`);
  }

  /** The text that a call answers. @throws PlatformProblem */
  async text(call: Call): Promise<string> {
    return (await this.answer(call)).text();
  }

  /** The JSON that a call answers; `{}` where it answers nothing. @throws PlatformProblem */
  async json(call: Call): Promise<Json> {
    const text = await this.text(call);
    try {
      return text === "" ? {} : JSON.parse(text);
    } catch {
      throw this.problem("other", call.what, "the answer is not JSON");
    }
  }

  /** Writes what a call answers into a new file, and returns its bytes. @throws PlatformProblem */
  async file(call: Call, path: string): Promise<number> {
    const { body } = await this.answer(call);
    if (body === null) throw this.problem("other", call.what, "the answer is empty");
    let bytes = 0;
    const counted = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        bytes += piece.length;
        yield piece;
      }
    };
    // the types of fetch's streams and of Node's differ, and the streams do not
    await flow(Readable.fromWeb(body as Json), counted, createWriteStream(path, { flags: "wx" }));
    return bytes;
  }
}
