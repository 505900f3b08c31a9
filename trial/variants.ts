/**
 * The stacks of the rehearsed pilot in its later phases: with an image, and with a release live. The app of the folder
 * synthesizes them of a copy of the spec, since the committed one may name no image and no release yet.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readPilot } from "../review/read/stack.js";
import { mixStacks } from "../stacks/mix-name.js";
import { readSpec } from "../stacks/pilot-spec/read.js";
import { type PilotSpec, type PlatformId, platformIds } from "../stacks/pilot-spec/schema.js";
import { platforms } from "../stacks/platforms.js";
import { isMap, type Stack } from "../stacks/readers/stack.js";
import type { Model } from "../stacks/rehearsal/release-text.js";
import { UserError } from "../stacks/user-error.js";

const run = promisify(execFile);

/** What a later phase has that the spec need not have. */
export interface Phase {
  /** Releases of the spec, and which one is live; null where none is yet. Those of a mixed pilot are models. */
  readonly releases: Readonly<Record<string, string | Model>>;
  readonly live: string | null;
}

/** What makes the stacks. */
export interface VariantsProps {
  /** The folder of cdktf.json, which the app runs in. */
  readonly root: string;
  /** The spec file. */
  readonly file: string;
  /** The platform that trains. */
  readonly platform: PlatformId;
  /** The platform that serves, where it is another one. @default - the pilot has one platform */
  readonly serve?: PlatformId;
  /** Platforms whose blocks the pilot needs besides, such as the cloud that makes its bucket. @default none */
  readonly besides?: readonly PlatformId[];
  /** The digest of an image, where the spec names none. */
  readonly digest: string;
  /** What the platform's block says beside it, where the spec names none. @default - nothing */
  readonly inBlock?: object;
  /** An empty folder for what is written. */
  readonly scratch: string;
}

/** The command that is the app, of cdktf.json. */
function appOf(root: string): string {
  const file = join(root, "cdktf.json");
  if (!existsSync(file)) throw new UserError([`${file} does not exist; run rehearse in the folder of the app`]);
  const { app } = JSON.parse(readFileSync(file, "utf8")) as { app?: unknown };
  if (typeof app === "string" && app !== "") return app;
  throw new UserError([`${file}: app must be the command that synthesizes, got ${JSON.stringify(app)}; set it`]);
}

/** The checked spec of a file. @throws UserError with one line per problem */
export function specOf(file: string): PilotSpec {
  const { spec, problems, line } = readSpec(file);
  if (spec === undefined) throw new UserError(problems.map(line));
  return spec;
}

/** Blocks of a spec without which a stack cannot be made again: of each other cloud that makes a part of it. */
export function blocksBeside({ json, ledger }: Stack, spec: PilotSpec): readonly PlatformId[] {
  const providers = Object.keys(isMap(json.provider) ? json.provider : {});
  return platformIds.filter((id) => {
    const block = spec[id];
    const isMaker = providers.includes(platforms[id].providerPackages[0].replace("@cdktf/provider-", ""));
    return id !== ledger?.platform && isMaker && block !== undefined && "pilot" in block;
  });
}

/** The spec of the pilot alone, with an image, and a release live. */
function inPhase(spec: PilotSpec, props: VariantsProps, { releases, live }: Phase): object {
  const { platform, serve, besides = [], digest, inBlock } = props;
  const kept = Object.fromEntries(Object.entries(spec).filter(([key]) => !isPlatform(key)));
  const { digest: own } = spec.image;
  const pilot = { ...spec[platform], ...(own === null ? inBlock : {}) };
  // what has no pilot of its own here has no release of its own either
  const block = (id: PlatformId) => ({ ...spec[id], pilot: false, releases: {}, live: null });
  const settings = Object.fromEntries(besides.map((id) => [id, block(id)]));
  const common = { ...kept, ...settings, paused: false, mixed: [], image: { ...spec.image, digest: own ?? digest } };
  if (serve === undefined) return { ...common, [platform]: { ...pilot, releases, live } };
  return {
    ...common,
    [platform]: { ...block(platform), ...pilot, pilot: false, releases: {}, live: null },
    [serve]: block(serve),
    mixed: [{ train: platform, serve, releases, live }],
  };
}

const isPlatform = (key: string): boolean => (platformIds as readonly string[]).includes(key);

/** What a phase is made of. */
export interface PhaseStacks {
  readonly train: Stack;
  /** The same as the one that trains, where the pilot has one platform. */
  readonly serve: Stack;
}

/**
 * Synthesizes the pilot in a phase and returns its stacks.
 * @throws UserError with the app's own words
 */
export async function stacksInPhase(props: VariantsProps, phase: Phase): Promise<PhaseStacks> {
  const { root, platform, serve, scratch } = props;
  const spec = specOf(props.file);
  const name = phase.live ?? "image";
  const [file, out] = [join(scratch, `${name}.json`), join(scratch, name)];
  writeFileSync(file, JSON.stringify(inPhase(spec, props, phase)));
  const environment = { CDKTF_CONTEXT_JSON: JSON.stringify({ spec: file }), CDKTF_OUTDIR: out };
  try {
    // the command line of the folder's own cdktf.json, which cdktf too gives to a shell
    await run("/bin/sh", ["-c", appOf(root)], { cwd: root, env: { ...process.env, ...environment } });
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    const words = `${stderr}\n${stdout}`.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    const own = words.slice(-4).map((line) => line.replaceAll(file, props.file).slice(0, 300));
    const state = phase.live === null ? "an image" : "a release live";
    throw new UserError([`${props.file}, with ${state}, must synthesize, got:`, ...own]);
  }
  const ids = serve === undefined ? [`${spec.name}-${platform}`] : mixStacks(spec.name, { train: platform, serve });
  const [train, server] = ids.map((id) => {
    const stack = join(out, "stacks", id, "cdk.tf.json");
    if (existsSync(stack)) return readPilot(stack);
    throw new UserError([
      `the app of ${resolve(dirname(join(root, "cdktf.json")))} must read the spec that cdktf's context names, and made no ${id}`,
    ]);
  });
  if (train === undefined) throw new Error("a pilot has a stack");
  return { train, serve: server ?? train };
}
