/** A managed online endpoint of Azure ML as a trial asks it. */
import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { DrivenEndpoint, EndpointSeen } from "../../driver/contract.js";
import { send } from "../../driver/send.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scopes } from "./api.js";
import { apiVersion, type Named, type NamedEndpoint } from "./named.js";

/** `EndpointProvisioningState`: learn.microsoft.com/rest/api/azureml/online-endpoints/get (2026-11) */
const states: Readonly<Record<string, EndpointSeen["state"]>> = {
  Succeeded: "ready",
  Failed: "failed",
  Canceled: "failed",
  Deleting: "failed",
};

/** How long a token is used: Entra's live for an hour or more. */
const tokenMilliseconds = 10 * 60_000;

/** The endpoint: every listed release has a deployment that stands, and the traffic says which one serves. */
export class Endpoint implements DrivenEndpoint {
  readonly releases: readonly string[];
  private readonly url: string;
  private readonly agents = {
    "http:": new Agent({ keepAlive: true, maxSockets: 64 }),
    "https:": new SecureAgent({ keepAlive: true, maxSockets: 64 }),
  } as const;
  private scoring: URL | undefined;
  private token: { readonly value: string; readonly until: number } | undefined;

  constructor(
    private readonly api: Api,
    { workspace }: Named,
    private readonly endpoint: NamedEndpoint,
  ) {
    this.releases = [...endpoint.releases.keys()];
    this.url = `${api.arm}${workspace}/onlineEndpoints/${endpoint.name}?api-version=${apiVersion}`;
  }

  private read(what: string): Promise<Json> {
    return this.api.rest.json({ what, url: this.url, scope: scopes.arm });
  }

  async look(): Promise<EndpointSeen> {
    const { properties = {} } = await this.read(`say where the endpoint ${this.endpoint.name} stands`);
    const { provisioningState: words = "", traffic = {}, scoringUri } = properties;
    if (typeof scoringUri === "string") this.scoring = new URL(scoringUri);
    const [deployment] = Object.entries(traffic).find(([, share]) => share === 100) ?? [];
    const [release] = [...this.endpoint.releases].find(([, name]) => name === deployment) ?? [];
    return { state: states[words] ?? "changing", words, ...(release === undefined ? {} : { release }) };
  }

  async send(body: Buffer): Promise<string> {
    const { scoring } = this;
    if (scoring === undefined) return "no scoring URI";
    if (this.token === undefined || this.token.until < Date.now()) {
      try {
        const value = await this.api.rest.token(scopes.machineLearning, "sign in for the endpoint");
        this.token = { value, until: Date.now() + tokenMilliseconds };
      } catch (error) {
        return String((error as { refusal?: string }).refusal);
      }
    }
    const headers = { authorization: `Bearer ${this.token.value}` };
    return send(this.agents[scoring.protocol as "https:"] as Agent, scoring, body, headers);
  }

  /**
   * Moves the traffic. An endpoint is written whole, and its traffic names every deployment: an update by parts knows
   * tags and identity alone. learn.microsoft.com/rest/api/azureml/online-endpoints/update (2026-11)
   */
  async roll(release: string): Promise<void> {
    const what = `roll to ${release}, which needs onlineEndpoints/write, a right of the deployer`;
    const { location, identity, kind, sku, tags, properties } = await this.read(what);
    const wanted = this.endpoint.releases.get(release);
    const traffic = Object.fromEntries(
      [...this.endpoint.releases.values()].map((name) => [name, name === wanted ? 100 : 0]),
    );
    const { authMode, description, publicNetworkAccess, compute, mirrorTraffic } = properties;
    await this.api.rest.json({
      ...{ what, url: this.url, method: "PUT", scope: scopes.arm },
      body: {
        ...{ location, identity: written(identity), kind, sku, tags },
        properties: {
          ...{ authMode, description, publicNetworkAccess, compute, mirrorTraffic },
          properties: properties.properties,
          traffic,
        },
      },
    });
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }
}

/** An identity as it is written: ids of identities of one's own, and nothing that Azure adds to them. */
function written(identity: Json): Json {
  if (identity === undefined) return undefined;
  const { type, userAssignedIdentities } = identity;
  if (userAssignedIdentities === undefined) return { type };
  return {
    type,
    userAssignedIdentities: Object.fromEntries(Object.keys(userAssignedIdentities).map((id) => [id, {}])),
  };
}
