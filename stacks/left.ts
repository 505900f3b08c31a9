/**
 * What leaves an app is not destroyed: cdktf only forgets it. This says so, keeps what Terraform needs to destroy it,
 * and names states beside the app that none of its stacks uses.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isMap } from "./is-map.js";
import type { Source } from "./source.js";

/** A stack that is or was in an app. */
export interface AppStack {
  readonly name: string;
  /** What it was synthesized from. @default - it says so nowhere: only its name is known */
  readonly source?: Source;
}

/** A stack as a former synth wrote it. */
interface FormerStack extends AppStack {
  readonly text: string;
}

/** What a former synth left, and how it is destroyed. */
interface Leaving {
  readonly stack: string;
  readonly why: string;
  /** Its resources are in a state that Terraform can only destroy with the former stack. */
  readonly kept: boolean;
}

/** Folder of an app folder that holds the former stacks; as deep as `stacks`, so that relative states are found. */
const keptFolder = "left";

function readMap(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

/** The stacks that an app folder holds, as the last synth wrote them. */
export function formerStacks(app: string): readonly FormerStack[] {
  const { stacks } = readMap(join(app, "manifest.json"));
  return Object.keys(isMap(stacks) ? stacks : {}).flatMap((name) => {
    const file = join(app, "stacks", name, "cdk.tf.json");
    if (basename(name) !== name || !existsSync(file)) return [];
    const text = readFileSync(file, "utf8");
    const comment = readMap(file)["//"];
    const source = isMap(comment) ? (comment["source"] as Source | undefined) : undefined;
    return [{ name, text, ...(source === undefined ? {} : { source }) }];
  });
}

const words = (value: Readonly<Record<string, unknown>>): string =>
  Object.entries(value)
    .map(([key, each]) => `${key} ${String(each)}`)
    .join(", ");

/** What is different in the stacks that an app holds now. */
function leaving(former: readonly AppStack[], now: readonly AppStack[]): readonly Leaving[] {
  return former.flatMap(({ name, source }): Leaving[] => {
    const next = now.find((stack) => stack.name === name);
    if (next === undefined) return [{ stack: name, why: "leaves the app", kept: true }];
    if (source === undefined || next.source === undefined) return [];
    const moved = words(source.place) !== words(next.source.place);
    const stored = words(source.state) !== words(next.source.state);
    return [
      ...(moved
        ? [{ stack: name, why: `moves from ${words(source.place)} to ${words(next.source.place)}`, kept: true }]
        : []),
      ...(stored
        ? [
            {
              stack: name,
              why: `keeps its state in another place: from ${words(source.state)} to ${words(next.source.state)}`,
              kept: false,
            },
          ]
        : []),
    ];
  });
}

/** How many resources a local state holds; none where there is no such file. */
function resourcesIn(state: string): number {
  const { resources } = readMap(state);
  const held = Array.isArray(resources) ? resources.filter(isMap) : [];
  return held.filter(({ mode }) => mode === "managed").length;
}

/** A former stack with a local state that holds nothing was never deployed, or is destroyed already. */
function isEmpty(stack: AppStack, app: string): boolean {
  return stack.source?.state["backend"] === "local" && resourcesIn(join(dirname(app), `${stack.name}.tfstate`)) === 0;
}

/** A path as somebody who stands in this folder writes it. */
const shown = (path: string) => relative(process.cwd(), path) || ".";

const destroyBy = (folder: string): string =>
  `terraform -chdir=${shown(folder)} init && terraform -chdir=${shown(folder)} destroy`;

/**
 * The lines for what a former synth wrote and this spec no longer makes.
 * @param within the folder of the app folder that the former stacks are or will be in
 */
export function linesOfLeaving(
  app: string,
  now: readonly AppStack[],
  within: "left" | "stacks" = "stacks",
): readonly string[] {
  const former = formerStacks(app).filter((stack) => !isEmpty(stack, app));
  return leaving(former, now).map(({ stack, why, kept }) =>
    kept
      ? `${stack} ${why}. Nothing of what is deployed is destroyed, and it goes on costing money; to destroy it: ` +
        destroyBy(join(app, within, stack))
      : `${stack} ${why}. Nothing moves by itself; before the next deploy run: ` +
        `terraform -chdir=${shown(join(app, "stacks", stack))} init -migrate-state`,
  );
}

/** Keeps the former stacks that Terraform still needs. Call it after a synth, with what `formerStacks` found before. */
export function keepLeaving(app: string, former: readonly FormerStack[], now: readonly AppStack[]): void {
  for (const { stack, kept } of leaving(
    former.filter((each) => !isEmpty(each, app)),
    now,
  )) {
    const folder = join(app, keptFolder, stack);
    const text = former.find(({ name }) => name === stack)?.text;
    if (!kept || text === undefined || existsSync(join(folder, "cdk.tf.json"))) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "cdk.tf.json"), text);
    const lock = join(app, "stacks", stack, ".terraform.lock.hcl");
    if (existsSync(lock)) cpSync(lock, join(folder, ".terraform.lock.hcl"));
  }
}

/**
 * The lines for what is left beside an app: former stacks that were kept, and local states that hold something and that
 * no stack of the app uses.
 */
export function linesOfLeft(app: string, now: readonly AppStack[]): readonly string[] {
  const project = dirname(app);
  const names = new Set(now.map(({ name }) => name));
  const folder = join(app, keptFolder);
  const kept = existsSync(folder) ? readdirSync(folder).sort() : [];
  const lines: string[] = [];
  for (const name of kept) {
    const comment = readMap(join(folder, name, "cdk.tf.json"))["//"];
    const source = isMap(comment) ? (comment["source"] as Source | undefined) : undefined;
    const stack = { name, ...(source === undefined ? {} : { source }) };
    const state = join(project, `${name}.tfstate`);
    if (isEmpty(stack, app)) rmSync(join(folder, name), { recursive: true, force: true });
    else if (!names.has(name) && !existsSync(state)) {
      lines.push(
        `${name} left the app and may still be deployed; to destroy it: ${destroyBy(join(folder, name))}; ` +
          `then, or where it never was deployed, remove ${shown(join(folder, name))}`,
      );
    }
  }
  const states = existsSync(project) ? readdirSync(project).filter((file) => file.endsWith(".tfstate")) : [];
  for (const file of states.sort()) {
    const name = file.slice(0, -".tfstate".length);
    const held = resourcesIn(join(project, file));
    const isUsed =
      names.has(name) && now.some((stack) => stack.name === name && stack.source?.state["backend"] === "local");
    if (isUsed || held === 0) continue;
    const known = existsSync(join(folder, name));
    lines.push(
      `the state ${shown(join(project, file))} holds ${held} ${held === 1 ? "resource" : "resources"}, and no stack of this app uses it; ` +
        `${known ? `to destroy them: ${destroyBy(join(folder, name))}` : "docs/teardown.md says how they are destroyed"}`,
    );
  }
  return lines;
}
