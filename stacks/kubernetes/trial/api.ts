/** The API server of a cluster by REST, as whoever the kubeconfig says. */
import type { Refusal } from "../../driver/contract.js";
import { type Call, Rest } from "../../driver/rest.js";
import type { Json } from "../../rehearsal/contract.js";
import { readContext } from "./kubeconfig.js";

const fixes: Readonly<Record<Refusal, string>> = {
  credentials: "sign in at the cluster again, as its owner says, then run the same command again",
  rights: "run it as one of the spec's operators",
  throttled: "wait some minutes, then run the same command again: it goes on where it was",
  unreachable: "see that the API server is reached from here, then run the same command again",
  absent: "see that the stacks are deployed as they are synthesized: cdktf diff",
  other: "look at it in the cluster, then run the same command again",
};

/** Pages of a list. */
const pageSize = 100;

/** One call: its path, and no token where a certificate says who asks. */
type ClusterCall = Omit<Call, "url" | "scope" | "token"> & { readonly path: string };

/** The API server. */
export class Api {
  readonly rest: Rest;
  private readonly server: string;
  private readonly token: () => Promise<string | undefined>;

  constructor(kubeconfig: string, context: string) {
    const { server, tls, token } = readContext(kubeconfig, context);
    this.server = server;
    this.token = token;
    this.rest = new Rest({ platform: "the cluster", fixes, tls, token: async () => (await token()) ?? "" });
  }

  /** Asks for JSON. @throws PlatformProblem */
  async json({ path, ...call }: ClusterCall): Promise<Json> {
    // a certificate says who asks where the file has no token, and then none is sent
    const scope = (await this.token().catch(() => "")) === undefined ? {} : { scope: "cluster" };
    return this.rest.json({ ...call, ...scope, url: `${this.server}${path}` });
  }

  /**
   * All objects of a list, in pages. A list that went on for too long is answered with 410 and begun again.
   * kubernetes.io/docs/reference/using-api/api-concepts, retrieving large results sets in chunks (2026-11)
   */
  async list(what: string, path: string, labelSelector: string): Promise<readonly Json[]> {
    for (let tries = 0; ; tries += 1) {
      try {
        const found: Json[] = [];
        let next = "";
        do {
          const query = new URLSearchParams({
            labelSelector,
            limit: String(pageSize),
            ...(next === "" ? {} : { continue: next }),
          });
          const { items = [], metadata = {} } = await this.json({ what, path: `${path}?${query}` });
          found.push(...items);
          next = metadata.continue ?? "";
        } while (next !== "");
        return found;
      } catch (error) {
        const isGone = / 410 (?:Expired|Gone)\b/.test((error as Error).message);
        if (!isGone || tries === 2) throw error;
      }
    }
  }
}
