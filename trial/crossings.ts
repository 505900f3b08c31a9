/** What crosses between the halves of a mixed pilot in a rehearsal: models by URI and hash. */
import type { Stack } from "../stacks/readers/stack.js";
import type { Crossing, Registry, Served } from "../stacks/rehearsal/contract.js";
import { type Model, releaseText } from "../stacks/rehearsal/release-text.js";
import type { Synthesized } from "../stacks/rules/synthesized.js";
import type { LocalHost } from "./host.js";
import type { Side } from "./rehearsed-pilot.js";
import { BadRelease, type Live, start } from "./serving.js";

/** A hash that no model has. */
const anotherHash = "0".repeat(64);

/** A model that serves by a hash which its manifest does not have. */
export class AnotherServed extends Error {}

/** The models of one mixed pilot. */
export class Crossings {
  private readonly crossed: Crossing[] = [];

  constructor(
    private readonly train: Side,
    private readonly serve: Side,
    private readonly host: LocalHost,
  ) {}

  /** The models as the spec lists them, in the order of their runs. */
  get models(): readonly Model[] {
    return this.crossed.map(({ uri, sha256 }) => ({ uri, sha256 }));
  }

  /**
   * Takes what a run has registered to where the other half finds it, and returns the release as a text.
   * @throws Error where the platform that trains hands nothing over
   */
  add(json: Synthesized, registered: Readonly<Record<string, unknown>>): string {
    const crossing = this.train.rehearsal.crossing?.(json, registered, this.host);
    if (crossing === undefined) throw new Error(`${this.train.platform} hands nothing over`);
    if (crossing.lies !== crossing.uri) this.host.upload(this.host.at(crossing.lies), crossing.uri);
    this.crossed.push(crossing);
    return releaseText(crossing);
  }

  /** Throws where the half that has the bucket does not let the other half do what the crossing needs. */
  check(trained: Stack, served: Stack): void {
    const sides: ReadonlyArray<readonly [Side, Stack]> = [
      [this.train, trained],
      [this.serve, served],
    ];
    for (const { uri } of this.crossed) for (const [{ rehearsal }, { json }] of sides) rehearsal.admits?.(json, uri);
  }

  /**
   * Starts the first release as the half that serves would if the spec gave it another hash.
   * @throws AnotherServed where it serves
   */
  async refusesAnother(
    { json }: Stack,
    servedOf: (stack: Pick<Stack, "json">, registry: Registry) => Served,
  ): Promise<void> {
    const [first] = this.crossed;
    if (first === undefined) throw new Error("no model has crossed");
    const other = JSON.parse(JSON.stringify(json).replaceAll(first.sha256, anotherHash)) as Synthesized;
    const registry: Registry = new Map([[releaseText({ ...first, sha256: anotherHash }), {}]]);
    let live: Live;
    try {
      live = await start(this.host, servedOf({ json: other }, registry));
    } catch (error) {
      if (error instanceof BadRelease) return;
      throw error;
    }
    await live.stop();
    throw new AnotherServed(`${this.serve.stack.name} serves ${first.uri} by a hash that its manifest does not have`);
  }
}
