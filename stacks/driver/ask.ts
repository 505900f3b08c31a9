/** One HTTP request as fetch makes it, to a server of a certificate authority of its own. */
import { request } from "node:https";
import { Readable } from "node:stream";

/** What a connection is trusted by, in PEM. Nothing here is ever printed. */
export interface Tls {
  /** @default - the authorities that Node knows */
  readonly ca?: string;
  /** Of the client, with its key. @default - it has none */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate must have. @default - that of the URL */
  readonly servername?: string;
}

/** What is asked. */
export interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly body?: string;
}

/** Answers that have no body: a Response refuses one for them. */
const empty = [101, 204, 205, 304];

/** Asks, and follows no redirect. */
export function askBy(tls: Tls, url: string, { method, headers, signal, body }: Request): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const sent = request(url, { ...tls, method, headers: { ...headers, ...length }, signal }, (answer) => {
      const status = answer.statusCode ?? 500;
      if (empty.includes(status)) {
        answer.resume();
        resolve(new Response(null, { status }));
        return;
      }
      // the types of fetch's streams and of Node's differ, and the streams do not
      resolve(new Response(Readable.toWeb(answer) as ReadableStream, { status }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
