/** An endpoint of Model Serving as a trial asks it. docs.databricks.com/api/workspace/servingendpoints (2026-11) */
import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { DrivenEndpoint, EndpointSeen } from "../../driver/contract.js";
import { send } from "../../driver/send.js";
import type { Json } from "../../rehearsal/contract.js";
import { requestBody } from "../rehearsal/request-body.js";
import { type Api, scope } from "./api.js";
import type { NamedEndpoint } from "./named.js";

/** Keys of a served entity that may be written: `ServedEntityInput`. What the platform adds is not among them. */
const writable = [
  ...["name", "entity_name", "entity_version", "workload_type", "workload_size", "scale_to_zero_enabled"],
  ...["environment_vars", "instance_profile_arn", "min_provisioned_concurrency", "max_provisioned_concurrency"],
];

/** `EndpointStateConfigUpdate`s in which what was asked for did not come. */
const failed = ["UPDATE_FAILED", "UPDATE_CANCELED"];

const entityOf = (route: Json): string => String(route.served_entity_name ?? route.served_model_name);

/** The endpoint: each listed release is a served entity that stands, and the routes say which one serves. */
export class Endpoint implements DrivenEndpoint {
  readonly releases: readonly string[];
  private readonly url: string;
  private readonly scoring: URL;
  private readonly agent: Agent;

  constructor(
    private readonly api: Api,
    private readonly endpoint: NamedEndpoint,
  ) {
    this.releases = endpoint.releases;
    this.url = `${api.host}/api/2.0/serving-endpoints/${endpoint.name}`;
    this.scoring = new URL(`${api.host}/serving-endpoints/${endpoint.name}/invocations`);
    const options = { keepAlive: true, maxSockets: 64 };
    this.agent = this.scoring.protocol === "https:" ? new SecureAgent(options) : new Agent(options);
  }

  private read(what: string): Promise<Json> {
    return this.api.rest.json({ what, url: this.url, scope });
  }

  async look(): Promise<EndpointSeen> {
    const { state = {}, config = {} } = await this.read(`say where the endpoint ${this.endpoint.name} stands`);
    const { ready, config_update: update } = state;
    const isReady = ready === "READY" && update === "NOT_UPDATING";
    const whole = (config.traffic_config?.routes ?? []).find((each: Json) => each.traffic_percentage === 100);
    const release = this.releases.find((each) => whole !== undefined && each === entityOf(whole));
    return {
      state: failed.includes(update) ? "failed" : isReady ? "ready" : "changing",
      words: update === "NOT_UPDATING" ? String(ready) : String(update),
      ...(release === undefined ? {} : { release }),
    };
  }

  async send(body: Buffer): Promise<string> {
    try {
      const token = await this.api.rest.token(scope, "sign in for the endpoint");
      return await send(this.agent, this.scoring, requestBody(body), { authorization: `Bearer ${token}` });
    } catch (error) {
      return String((error as { refusal?: string }).refusal ?? "no token");
    }
  }

  /** Moves the traffic. The configuration is written whole, and its entities are those that stand. */
  async roll(release: string): Promise<void> {
    const what = `roll to ${release}, which needs CAN_MANAGE, a right of the deployer`;
    const { config = {} } = await this.read(what);
    const entities: readonly Json[] = (config.served_entities ?? []).map((entity: Json) =>
      Object.fromEntries(Object.entries(entity).filter(([key]) => writable.includes(key))),
    );
    const routes = entities.map(({ name }) => ({
      served_model_name: name,
      traffic_percentage: name === release ? 100 : 0,
    }));
    await this.api.rest.json({
      ...{ what, url: `${this.url}/config`, method: "PUT", scope },
      body: { served_entities: entities, traffic_config: { routes } },
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
