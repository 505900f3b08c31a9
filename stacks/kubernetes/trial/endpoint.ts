/** The Service of a pilot as a trial asks it: by its own address, or through a tunnel to a pod of what is live. */
import { Agent } from "node:http";
import type { DrivenEndpoint, EndpointSeen } from "../../driver/contract.js";
import { PlatformProblem } from "../../driver/contract.js";
import { send } from "../../driver/send.js";
import type { Json } from "../../rehearsal/contract.js";
import type { Api } from "./api.js";
import { type Named, type NamedEndpoint, releaseLabel } from "./named.js";
import type { Tunnel } from "./tunnel.js";

/** Whether a pod gets requests. kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, conditions (2026-11) */
const isReady = ({ metadata, status }: Json): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status?.conditions ?? []).some(({ type, status: is }: Json) => type === "Ready" && is === "True");

/** The endpoint: each listed release has pods that stand, and the Service selects those of one. */
export class Endpoint implements DrivenEndpoint {
  readonly releases: readonly string[];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly path: string;
  private address: string | undefined;
  private tunnel: { readonly release: string; readonly open: Promise<Tunnel> } | undefined;
  private serving = "";

  constructor(
    private readonly api: Api,
    private readonly stack: Named,
    private readonly endpoint: NamedEndpoint,
    /** Opens a tunnel to the Service. */
    private readonly open: () => Promise<Tunnel>,
  ) {
    this.releases = endpoint.releases;
    this.path = `/api/v1/namespaces/${stack.namespace}/services/${endpoint.service}`;
  }

  async look(): Promise<EndpointSeen> {
    const what = `say where the endpoint ${this.endpoint.service} stands`;
    const { spec = {}, status = {} } = await this.api.json({ what, path: this.path });
    const release: string | undefined = spec.selector?.[releaseLabel];
    const selector = Object.entries<string>(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`);
    const pods = await this.api.list(what, `/api/v1/namespaces/${this.stack.namespace}/pods`, selector.join(","));
    const ready = pods.filter(isReady).length;
    const [ingress] = status.loadBalancer?.ingress ?? [];
    this.address = this.endpoint.isExposed ? (ingress?.ip ?? ingress?.hostname) : undefined;
    this.serving = release ?? "";
    const isThere = ready > 0 && (!this.endpoint.isExposed || this.address !== undefined);
    const known = this.releases.find((each) => each === release);
    return {
      state: isThere ? "ready" : "changing",
      words: `${ready} of ${pods.length} pods ready`,
      ...(known === undefined ? {} : { release: known }),
    };
  }

  /** The port of a tunnel to what serves now; one to what served before is closed. */
  private async port(): Promise<number> {
    const before = this.tunnel;
    const isOpen = before?.release === this.serving && (await before.open.catch(() => undefined))?.isOpen() === true;
    // somebody else may have opened one meanwhile
    if (!isOpen && this.tunnel === before) {
      this.tunnel = { release: this.serving, open: this.open() };
      before?.open.then((tunnel) => tunnel.close()).catch(() => {});
    }
    return (await (this.tunnel as { open: Promise<Tunnel> }).open).port;
  }

  async send(body: Buffer): Promise<string> {
    try {
      const { port, route, isExposed } = this.endpoint;
      const host = isExposed ? `${this.address}:${port}` : `127.0.0.1:${await this.port()}`;
      return await send(this.agent, new URL(`http://${host}${route}`), body);
    } catch (error) {
      if (error instanceof PlatformProblem) return error.refusal;
      throw error;
    }
  }

  /** Selects the pods of another release, as a deploy with another `live` does; nothing starts up. */
  async roll(release: string): Promise<void> {
    await this.api.json({
      ...{ what: `roll to ${release}, which needs patch of services, a right of the deployer`, method: "PATCH" },
      path: `${this.path}?fieldValidation=Strict`,
      headers: { "content-type": "application/merge-patch+json" },
      body: { spec: { selector: { [releaseLabel]: release } } },
    });
  }

  close(): void {
    this.agent.destroy();
    this.tunnel?.open.then((tunnel) => tunnel.close()).catch(() => {});
  }
}
