/**
 * The stacks of the rehearsed pilot in its later phases: with an image, and with a release live. The app of the folder
 * synthesizes them of a copy of the spec, since the committed one may name no image and no release yet.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readPilot } from "../review/read/stack.js";
import { readSpec } from "../stacks/pilot-spec/read.js";
import { type PilotSpec, type PlatformId, platformIds } from "../stacks/pilot-spec/schema.js";
import type { Stack } from "../stacks/readers/stack.js";
import { UserError } from "../stacks/user-error.js";

const run = promisify(execFile);

/** What a later phase has that the spec need not have. */
export interface Phase {
  /** Releases of the spec, and which one is live; null where none is yet. */
  readonly releases: Readonly<Record<string, string>>;
  readonly live: string | null;
}

/** What makes the stacks. */
export interface VariantsProps {
  /** The folder of cdktf.json, which the app runs in. */
  readonly root: string;
  /** The spec file. */
  readonly file: string;
  readonly platform: PlatformId;
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

/** The spec with one platform's block only, an image, and a release live. */
function inPhase(spec: PilotSpec, { platform, digest, inBlock }: VariantsProps, { releases, live }: Phase): object {
  const others = platformIds.filter((id) => id !== platform);
  const kept = Object.fromEntries(Object.entries(spec).filter(([key]) => !(others as readonly string[]).includes(key)));
  const { digest: own } = spec.image;
  return {
    ...kept,
    paused: false,
    image: { ...spec.image, digest: own ?? digest },
    [platform]: { ...spec[platform], ...(own === null ? inBlock : {}), releases, live },
  };
}

/**
 * Synthesizes the pilot in a phase and returns its stack.
 * @throws UserError with the app's own words
 */
export async function stackInPhase(props: VariantsProps, phase: Phase): Promise<Stack> {
  const { root, platform, scratch } = props;
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
  const stack = join(out, "stacks", `${spec.name}-${platform}`, "cdk.tf.json");
  if (existsSync(stack)) return readPilot(stack);
  throw new UserError([
    `the app of ${resolve(dirname(join(root, "cdktf.json")))} must read the spec that cdktf's context names, and made no ${spec.name}-${platform}`,
  ]);
}
