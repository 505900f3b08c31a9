/** A Vertex AI endpoint behind Private Service Connect, as a trial asks it. */
import { Agent } from "node:https";
import { type DrivenEndpoint, type EndpointSeen, PlatformProblem } from "../../driver/contract.js";
import { send } from "../../driver/send.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scope } from "./api.js";
import type { Named, NamedEndpoint } from "./named.js";

/** What an endpoint is made of. */
export interface EndpointProps {
  readonly api: Api;
  readonly named: Named;
  readonly endpoint: NamedEndpoint;
  /** Where a prediction is asked for: the private address. */
  readonly url: URL;
  /** The resource name of the registry's model. */
  readonly model: () => Promise<string | undefined>;
}

/**
 * The endpoint. A roll moves the traffic by the calls of the release workflow, without its canary and its watch: the
 * other release is deployed beside the live one, which stays until the way back is done.
 */
export class Endpoint implements DrivenEndpoint {
  readonly releases: readonly string[];
  /** Google's own certificate names no host of the pilot's, and no secret is sent: the runbook's --insecure. */
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });
  private readonly place: string;
  private readonly base: string;
  /** The release that was asked for, until it serves. */
  private wanted: string | undefined;
  /** What the endpoint is busy with, and in which words. */
  private operation: { readonly name: string; readonly words: string } | undefined;

  constructor(private readonly props: EndpointProps) {
    const { api, named, endpoint } = props;
    this.releases = [...endpoint.releases.keys()];
    this.base = `${api.base("aiplatform", `https://${named.region}-aiplatform.googleapis.com`)}/v1`;
    this.place = `${this.base}/projects/${named.project}/locations/${named.region}/endpoints/${endpoint.id}`;
  }

  private ask(what: string, url: string, call: { method?: "POST" | "PATCH"; body?: object } = {}): Promise<Json> {
    return this.props.api.rest.json({ what, url, scope, ...call });
  }

  async look(): Promise<EndpointSeen> {
    const what = "say where the endpoint stands";
    if (this.operation !== undefined) {
      const { name, words } = this.operation;
      const { done, error } = await this.ask(what, `${this.base}/${name}`);
      if (done !== true) return { state: "changing", words };
      this.operation = undefined;
      if (error !== undefined) {
        this.wanted = undefined;
        return { state: "failed", words: `not what was asked for: ${words} ended with code ${error.code}` };
      }
    }
    const { deployedModels = [], trafficSplit = {} } = await this.ask(what, this.place);
    if (this.wanted !== undefined) {
      const step = await this.towards(this.wanted, deployedModels, trafficSplit);
      if (step !== undefined) return { state: "changing", words: step };
      this.wanted = undefined;
    }
    if (deployedModels.length === 0) return { state: "failed", words: "without a deployed model" };
    const [id] = Object.entries(trafficSplit).find(([, share]) => share === 100) ?? [];
    if (id === undefined) return { state: "changing", words: "between two releases" };
    const { modelVersionId } = deployedModels.find((each: Json) => each.id === id) ?? {};
    const [release] = [...this.props.endpoint.releases].find(([, version]) => version === modelVersionId) ?? [];
    // beside the live release one is left over: the way back is not done
    const isWhole = deployedModels.length === 1 || release !== this.releases[0];
    return { state: "ready", words: "deployed", ...(release === undefined || !isWhole ? {} : { release }) };
  }

  /** Does the next step to a release, and returns it in words; undefined where nothing is left. */
  private async towards(release: string, deployed: readonly Json[], split: Json): Promise<string | undefined> {
    const version = this.props.endpoint.releases.get(release);
    const target = deployed.find(({ modelVersionId }) => modelVersionId === version);
    const what = `roll to ${release}, which needs roles/aiplatform.admin, a role of the deployer`;
    if (target === undefined) {
      const words = `deploying ${release}`;
      this.operation = await this.deploy(what, words, release, String(version), split);
      return words;
    }
    if (split[target.id] !== 100) {
      const trafficSplit = Object.fromEntries(deployed.map(({ id }) => [id, id === target.id ? 100 : 0]));
      await this.ask(what, `${this.place}?updateMask=trafficSplit`, { method: "PATCH", body: { trafficSplit } });
      return `giving ${release} the traffic`;
    }
    const other = deployed.find(({ id }) => id !== target.id);
    // the live release stays beside the other one: its address goes with it
    if (other === undefined || release !== this.releases[0]) return undefined;
    const body = { deployedModelId: other.id };
    const { name } = await this.ask(what, `${this.place}:undeployModel`, { method: "POST", body });
    this.operation = { name, words: `taking off what served beside ${release}` };
    return this.operation.words;
  }

  /** Starts to deploy a version without any traffic, as the release workflow does. */
  private async deploy(what: string, words: string, release: string, version: string, split: Json) {
    const model = await this.props.model();
    const { versionAliases = [] } = await this.ask(what, `${this.base}/${model}@${version}`);
    if (!versionAliases.includes(`approved-${version}`))
      throw new PlatformProblem(
        "other",
        `release ${release} is not approved: version ${version} of ${model} lacks the alias approved-${version}`,
        "approve it (next_4_approve), then run the same command again",
      );
    const { settings } = this.props.endpoint;
    const { accelerator_type: acceleratorType, accelerator_count: acceleratorCount } = settings;
    const deployedModel = {
      // an id of its own, 1 to 10 digits: a call that is repeated deploys nothing twice
      id: String(Math.floor(Date.now() / 1000)),
      displayName: release,
      model: `${model}@${version}`,
      serviceAccount: settings.service_account,
      enableAccessLogging: true,
      dedicatedResources: {
        machineSpec: {
          machineType: settings.machine_type,
          ...(acceleratorType ? { acceleratorType, acceleratorCount } : {}),
        },
        minReplicaCount: settings.min_replicas,
        maxReplicaCount: settings.max_replicas,
      },
    };
    const body = { deployedModel, trafficSplit: { ...split, "0": 0 } };
    const { name } = await this.ask(what, `${this.place}:deployModel`, { method: "POST", body });
    return { name, words };
  }

  send(body: Buffer): Promise<string> {
    return send(this.agent, this.props.url, body);
  }

  /** Asks for a release; `look` does what is left until it serves. */
  async roll(release: string): Promise<void> {
    this.wanted = release;
    try {
      await this.look();
    } catch (error) {
      this.wanted = undefined;
      throw error;
    }
  }

  close(): void {
    this.agent.destroy();
  }
}
