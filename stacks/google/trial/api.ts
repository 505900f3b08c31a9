/** Google's APIs by REST, as whoever signed in by application default credentials. */

import type { Refusal } from "../../driver/contract.js";
import { Rest } from "../../driver/rest.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";

const library = "google-auth-library";

/** The one scope of all calls: what may be done is a matter of IAM. */
export const scope = "https://www.googleapis.com/auth/cloud-platform";

/** Services that a trial asks, by the name that gcloud gives them. */
type Service = "aiplatform" | "workflowexecutions" | "storage" | "iamcredentials" | "bigquery";

const fixes: Readonly<Record<Refusal, string>> = {
  credentials: "sign in again (gcloud auth application-default login), then run the same command again",
  rights: "run it as one of the spec's operators, from a network of network.allowedClients",
  throttled: "wait some minutes, then run the same command again: it goes on where it was",
  unreachable: "see that Google's APIs are reached from here, then run the same command again",
  absent: "see that the stack is deployed as it is synthesized: cdktf diff",
  other: "look at it in Google Cloud, then run the same command again",
};

/** Loads the package. @throws UserError with one line that installs it */
export async function loadAuth(load: (name: string) => Promise<Json> = (name) => import(name)): Promise<Json> {
  try {
    return await load(library);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new UserError([`trial run needs Google's own sign-in here: npm install --save-dev ${library}`]);
  }
}

/** The APIs, and who asks them. */
export interface Api {
  readonly rest: Rest;
  /** The address of a service account that signed in. @default - a person did, or an identity of elsewhere */
  account(): Promise<string | undefined>;
  /**
   * The base of a service's address, without a slash at its end. Another one is named as for gcloud:
   * docs.cloud.google.com/sdk/docs/properties, api_endpoint_overrides (2026-11).
   */
  base(service: Service, usual: string): string;
}

/** Makes them. @throws UserError where the package is not installed */
export async function makeApi(projectId: string): Promise<Api> {
  const { GoogleAuth } = await loadAuth();
  // the project is named here, so that the library asks no other service for it
  const auth = new GoogleAuth({ scopes: [scope], projectId });
  return {
    rest: new Rest({ platform: "Google", fixes, token: async () => String(await auth.getAccessToken()) }),
    account: async () => (await auth.getCredentials().catch(() => ({})))?.client_email,
    base(service, usual) {
      const given = process.env[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${service.toUpperCase()}`];
      return (given || usual).replace(/\/+$/, "");
    },
  };
}
