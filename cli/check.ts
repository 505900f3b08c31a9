/**
 * `check`: all problems of a spec; or the spec with every default filled in. What else it says stands in comments, so
 * that the whole output is a spec again.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { type AppStack, formerStacks, linesOfLeaving, linesOfLeft } from "../stacks/left.js";
import { fitOf, loadSpecs, stacksOf } from "../stacks/load.js";
import type { FitRow } from "../stacks/pilot-spec/fit.js";
import { notes } from "../stacks/pilot-spec/notes.js";
import { placeholders } from "../stacks/pilot-spec/placeholders.js";
import { type PilotSpec, type PlatformId, platformIds } from "../stacks/pilot-spec/schema.js";
import { UserError } from "../stacks/user-error.js";
import { machineNeeds, type Need } from "./check/machine.js";
import { withoutSecrets } from "./check/secrets.js";

/** How a platform fits. */
interface Fit {
  readonly platform: PlatformId;
  readonly fits: boolean;
  readonly rows: readonly FitRow[];
}

/** What `check` found of one spec; `--json` prints it as it is. */
export interface CheckReport {
  readonly file: string;
  /** No problem, at least one platform fits, and nothing looks like a secret: exit 0. */
  readonly ok: boolean;
  /** One line each; where there are any, the rest is empty. */
  readonly problems: readonly string[];
  readonly pilot?: string;
  readonly fit: readonly Fit[];
  /** What this machine has or lacks for a deploy. */
  readonly machine: readonly Need[];
  /** What the author may not expect. */
  readonly notes: readonly string[];
  /** Values that `init` wrote and that no account has. */
  readonly placeholders: readonly string[];
  /** Keys whose values look like a secret, which is hidden here. */
  readonly secrets: readonly string[];
  /** What the last synth made and this spec would not: it stays deployed. */
  readonly left: readonly string[];
  /** The spec with every default. */
  readonly spec?: unknown;
}

/** The folder that cdktf synth writes for this project. */
function appFolder(dir: string): string {
  const file = join(dir, "cdktf.json");
  if (!existsSync(file)) return join(dir, "cdktf.out");
  const { output } = JSON.parse(readFileSync(file, "utf8")) as { output?: unknown };
  return resolve(dir, typeof output === "string" ? output : "cdktf.out");
}

/** What of the app's former stacks came from this spec: by its file, or where that is not known by the pilot's name. */
function left(file: string, spec: PilotSpec, now: readonly AppStack[], dir: string): readonly string[] {
  const app = appFolder(dir);
  const own = formerStacks(app).filter(({ name, source }) =>
    source === undefined ? name.startsWith(`${spec.name}-`) : resolve(dir, source.spec) === resolve(dir, file),
  );
  if (own.length === 0) return [];
  const others = formerStacks(app).filter((stack) => !own.includes(stack));
  return [...linesOfLeaving(app, [...now, ...others]), ...linesOfLeft(app, [...now, ...others])];
}

/** Checks one spec file. Throws nothing for a user's mistake: the report says all that is wrong. */
export async function check(file: string, dir: string = process.cwd()): Promise<CheckReport> {
  const empty = { fit: [], machine: [], notes: [], placeholders: [], secrets: [], left: [] };
  let loaded: Awaited<ReturnType<typeof loadSpecs>>[number] | undefined;
  try {
    [loaded] = await loadSpecs([file]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { file, ok: false, problems: error.lines, ...empty };
  }
  if (loaded === undefined) return { file, ok: false, problems: [`${file}: holds no spec`], ...empty };
  const { spec } = loaded;
  const named = platformIds.filter((platform) => spec[platform] !== undefined);
  const fit: Fit[] = [];
  for (const platform of named) {
    const rows = await fitOf(spec, platform);
    fit.push({ platform, fits: rows.every(({ verdict }) => verdict !== "no"), rows });
  }
  const hidden: string[] = [];
  const shown = withoutSecrets(spec, hidden);
  return {
    file,
    ok: hidden.length === 0 && fit.some(({ fits }) => fits),
    problems: [],
    pilot: spec.name,
    fit,
    machine: machineNeeds(spec, named),
    notes: notes(spec),
    placeholders: placeholders(spec),
    secrets: hidden,
    left: left(file, spec, await stacksOf(loaded), dir),
    spec: shown,
  };
}

const fitLines = ({ platform, fits, rows }: Fit, { needs }: PilotSpec): readonly string[] => {
  const bad = rows.filter(({ verdict }) => verdict !== "yes");
  const names = rows.map(({ need, asked }) => (need in needs ? need : `${need} ${asked}, which the spec uses`));
  return [
    `  ${platform}: ${fits ? "fits" : "no-go"} (${rows.length - bad.length} of ${rows.length} needs: ${names.join("; ")})`,
    ...bad.map(
      ({ need, asked, answer, source, asOf, verdict }) =>
        `    ${verdict}: ${need}: asked ${asked}, has ${answer} (${source}, ${asOf})`,
    ),
  ];
};

/** The text that `check` prints of a spec without a problem. */
export function textOf(report: CheckReport): string {
  const spec = report.spec as PilotSpec;
  const fits = report.fit.some((each) => each.fits);
  const comments = [
    `${report.file}: no problem`,
    ...(fits ? [] : ["no platform fits: no stack is made; change needs or hardware, or add a platform's block"]),
    ...report.left,
    ...report.notes,
    ...report.secrets.map((path) => `${path}: looks like a secret and is hidden here; a spec needs none, take it out`),
    ...(report.placeholders.length === 0 ? [] : ["replace before a deploy, because no account has them:"]),
    ...report.placeholders.map((line) => `  ${line}`),
    "fit:",
    ...report.fit.flatMap((each) => fitLines(each, spec)),
    "this machine:",
    ...report.machine.map(({ what, found, fix }) => `  ${what}: ${found ?? `missing; ${fix}`}`),
    "the spec with all defaults:",
  ];
  const text = stringify(report.spec, { lineWidth: 120 });
  return `${comments.map((line) => `# ${line}`).join("\n")}\n${text.trimEnd()}`;
}
