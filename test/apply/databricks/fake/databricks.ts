/**
 * A loopback Databricks: a workspace with Unity Catalog and its account. It keeps what is sent, shows it with what
 * Databricks adds, and refuses what Databricks' documents say that it refuses; each rule stands beside its source. That
 * something is accepted here proves only that the provider and the stack fit together.
 */
import { account, accountId, given } from "./account.js";
import { catalogs, metastoreId } from "./catalogs.js";
import { credentials } from "./credentials.js";
import { jobs } from "./jobs.js";
import { locations } from "./locations.js";
import { others } from "./others.js";
import { permissions } from "./permissions.js";
import { accountPrincipals, workspacePrincipals } from "./principals.js";
import { denied, Refusal } from "./refusal.js";
import { roles } from "./roles.js";
import { securables } from "./securables.js";
import { serving } from "./serving.js";
import { volumesAndModels } from "./volumes-and-models.js";
import type { Answer, Json, Principals, Request, Route, Settings, World } from "./world.js";

/** Who deploys the pilot: a service principal of its own, as the example names it. */
export const deployer = "44444444-5555-4666-8777-888888888888";
/** Who deploys the stack of the account: an admin of the account. */
export const accountAdmin = "77777777-8888-4999-8aaa-bbbbbbbbbbbb";
/** The hosts that the fake answers for. */
export const workspaceHost = "example.cloud.databricks.com";
export const accountHost = "accounts.cloud.databricks.com";
/** The token that the identity provider gives, and that is exchanged for one of Databricks. */
export const identityToken = "the-token-of-an-identity-provider";
/** The token that Databricks gives to whom it knows. */
export const tokenOf = (caller: string): string => `the-token-of-${caller}`;

const inWorkspace: readonly Route[] = [
  ...[...workspacePrincipals, ...credentials, ...locations, ...catalogs, ...volumesAndModels, ...securables],
  ...[...jobs, ...serving, ...permissions, ...others, ...roles],
];
const inAccount: readonly Route[] = [...accountPrincipals, ...account];

/** A call as it arrives. */
export interface Call {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: Json;
}

export class FakeDatabricks implements World {
  readonly things = new Map<string, Json>([
    ["metastore", { metastore_id: metastoreId }],
    [`metastores/${metastoreId}`, { owner: "metastore-admins" }],
    ...given,
  ]);
  readonly privileges = new Map<string, Map<string, Set<string>>>();
  readonly permissions = new Map<string, readonly Json[]>();
  readonly files = new Map<string, string>();
  readonly principals: Principals = {
    users: new Set(),
    groups: new Map(),
    servicePrincipals: new Map([
      ["7000", { id: "7000", applicationId: deployer, displayName: "deployer", active: true, entitlements: [] }],
      ["7001", { id: "7001", applicationId: accountAdmin, displayName: "admin", active: true, entitlements: [] }],
    ]),
  };
  readonly settings: Settings = { endpoints: 1000, deploymentSeconds: 0, failing: new Set(), takes: () => false };
  /** Every call, as `METHOD path -> status`, in their order. */
  readonly calls: string[] = [];
  /** Every body that was taken: `METHOD path` and the body. */
  readonly bodies: Array<readonly [call: string, body: Json]> = [];
  /** Calls that no route knows. */
  readonly unknown: string[] = [];
  private last = 1000;

  now(): number {
    return performance.now() / 1000;
  }

  number(): number {
    this.last += 1;
    return this.last;
  }

  /** Answers one call, and writes it down. */
  answer(call: Call): Answer {
    try {
      const answer = this.token(call) ?? this.act(call);
      this.note(call, String(answer[0]));
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.note(call, `${error.status} ${error.code}`);
      return [error.status, error.body];
    }
  }

  /** The calls that change something. */
  get changes(): readonly string[] {
    return this.calls.filter((call) => !call.startsWith("GET ") && !call.includes("/oidc/"));
  }

  private note({ method, path }: Call, status: string): void {
    this.calls.push(`${method} ${path} -> ${status}`);
  }

  /**
   * The exchange of a token of an identity provider for one of Databricks.
   * docs.databricks.com/dev-tools/auth/oauth-federation-exchange (2026-12)
   */
  private token({ host, method, path, body }: Call): Answer | undefined {
    const base = host === accountHost ? `/oidc/accounts/${accountId}` : "/oidc";
    const endpoint = `https://${host}${base}/v1/token`;
    if (path === `${base}/.well-known/oauth-authorization-server`)
      return [200, { authorization_endpoint: `https://${host}${base}/v1/authorize`, token_endpoint: endpoint }];
    if (method !== "POST" || path !== `${base}/v1/token`) return undefined;
    const isExchange = body["grant_type"] === "urn:ietf:params:oauth:grant-type:token-exchange";
    const client = String(body["client_id"]);
    if (!isExchange || body["subject_token"] !== identityToken || ![deployer, accountAdmin].includes(client))
      throw new Refusal(
        401,
        "invalid_client",
        "The token is not one of the identity provider, or not for this client.",
      );
    return [200, { access_token: tokenOf(client), token_type: "Bearer", expires_in: 3600 }];
  }

  private act(call: Call): Answer {
    const caller = this.callerOf(call.token);
    const isAccount = call.host === accountHost;
    if (isAccount && caller !== accountAdmin) throw denied(`${caller} is not an admin of the account.`);
    const routes = isAccount ? inAccount : inWorkspace;
    for (const { method, path, shape, answer } of routes) {
      const found = method === call.method ? path.exec(call.path) : null;
      if (found === null) continue;
      const [, ...parts] = found.map((part) => decodeURIComponent(part ?? ""));
      if (shape !== undefined) this.hold(call, shape);
      const request: Request = { ...call, parts, caller };
      return answer(this, request);
    }
    this.unknown.push(`${call.method} ${call.host}${call.path}`);
    throw new Refusal(404, "ENDPOINT_NOT_FOUND", `No API found for '${call.method} ${call.path}'`);
  }

  /** Who a token was given to; ends where it is nobody who is there. */
  private callerOf(token: string | undefined): string {
    const { users, servicePrincipals } = this.principals;
    const all = [...users, ...[...servicePrincipals.values()].map(({ applicationId }) => String(applicationId))];
    const caller = all.find((each) => tokenOf(each) === token);
    if (caller === undefined) throw new Refusal(401, "UNAUTHENTICATED", "The token is not valid.");
    return caller;
  }

  /** Asks as somebody, without a network: what a person does between two deploys. */
  ask(caller: string, method: string, path: string, body: Json = {}): Answer {
    const { pathname, searchParams: query } = new URL(path, "https://loopback");
    return this.answer({ host: workspaceHost, method, path: pathname, query, token: tokenOf(caller), body });
  }

  /** Holds a body to its closed shape. */
  private hold({ method, path, body }: Call, shape: NonNullable<Route["shape"]>): void {
    const { error } = shape.safeParse(body);
    if (error !== undefined) {
      const problems = error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
      throw new Refusal(400, "MALFORMED_REQUEST", problems.join("; "));
    }
    this.bodies.push([`${method} ${path}`, structuredClone(body)]);
  }
}
