/** What is rehearsed: a pilot of one platform, or a mixed one, whose halves stand on two. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readStacks } from "../review/review.js";
import type { PlatformId } from "../stacks/pilot-spec/schema.js";
import { platforms } from "../stacks/platforms.js";
import type { Stack } from "../stacks/readers/stack.js";
import type { Rehearsal } from "../stacks/rehearsal/contract.js";
import { UserError } from "../stacks/user-error.js";
import { platformOf } from "./pilot-files.js";

/** Both halves of a pilot; of one platform they are the same stack. */
export interface RehearsedPilot {
  /** The stack that trains. */
  readonly train: Stack;
  /** The stack that serves. */
  readonly serve: Stack;
}

const halfNames = ["train", "serve"] as const;

/** Which half of a mixed pilot a stack is; undefined where it is a pilot of its own. */
export function halfOf({ ledger }: Stack): "train" | "serve" | undefined {
  const [crossing] = ledger?.crossing ?? [];
  if (crossing === undefined) return undefined;
  return crossing.from === ledger?.platform ? "train" : "serve";
}

/** A mixed pilot by its own name is both of its stacks. */
function named(name: string, app: string): readonly string[] {
  const halves = halfNames.map((half) => `${name}-${half}`);
  const isMixed = halves.some((half) => existsSync(join(app, "stacks", half, "cdk.tf.json")));
  if (!isMixed || existsSync(join(app, "stacks", name))) return [name];
  return halves;
}

/** The other half of a stack, which is read from the app where nobody named it. @throws UserError */
function other(stack: Stack, stacks: readonly Stack[], app: string): Stack {
  const half = halfOf(stack) === "train" ? "serve" : "train";
  const name = `${stack.ledger?.pilot}-${half}`;
  const found = stacks.find((each) => each.name === name);
  if (found !== undefined) return found;
  if (!existsSync(join(app, "stacks", name, "cdk.tf.json")))
    throw new UserError([
      `${stack.name}: is half of a mixed pilot, and ${app} lacks the other one, ${name}; run cdktf synth`,
    ]);
  const [read] = readStacks([name], app);
  if (read !== undefined) return read;
  throw new UserError([`${name}: cannot be read; run cdktf synth`]);
}

/**
 * The pilots that are named, or all of the app; a mixed one by its name or by either of its stacks.
 * @throws UserError
 */
export function rehearsedPilots(names: readonly string[], app: string): readonly RehearsedPilot[] {
  const all = names.flatMap((name) => named(name, app));
  const missing = all.filter((name) => names.every((each) => name !== each) && !existsSync(join(app, "stacks", name)));
  if (missing.length > 0)
    throw new UserError(
      missing.map((name) => `${name}: is half of a mixed pilot, and ${app} lacks it; run cdktf synth`),
    );
  const stacks = readStacks(all, app).filter(({ ledger }) => names.length > 0 || ledger !== undefined);
  const pilots: RehearsedPilot[] = [];
  for (const stack of stacks) {
    const half = halfOf(stack);
    if (half === undefined) pilots.push({ train: stack, serve: stack });
    else if (!pilots.some(({ train, serve }) => train.name === stack.name || serve.name === stack.name)) {
      const second = other(stack, stacks, app);
      pilots.push(half === "train" ? { train: stack, serve: second } : { train: second, serve: stack });
    }
  }
  return pilots;
}

/**
 * The stacks that a trial drives: a half that serves has no driver of its own yet, so of a mixed pilot the half that
 * trains is driven.
 * @throws UserError where a half that serves is named
 */
export function drivenStacks(names: readonly string[], app: string, said: (line: string) => void): readonly Stack[] {
  const all = names.flatMap((name) => {
    const [train = name, ...more] = named(name, app);
    return more.length === 0 ? [name] : [train];
  });
  const stacks = readStacks(all, app).filter(({ ledger }) => ledger !== undefined && ledger.boxes.length > 1);
  const undriven = stacks.filter((stack) => halfOf(stack) === "serve");
  const lines = undriven.map(({ name, ledger }) => {
    const mix = `${ledger?.pilot}`;
    return `${name}: the half of a mixed pilot that serves cannot be driven yet; call it by next_5_invoke, rehearse it with cdktf-ml-pilot rehearse ${mix}, and drive the other half with trial run ${mix}-train`;
  });
  if (names.length > 0 && lines.length > 0) throw new UserError(lines);
  for (const line of lines) said(line);
  return stacks.filter((stack) => !undriven.includes(stack));
}

/** What a half runs as. */
export interface Side {
  readonly stack: Stack;
  readonly platform: PlatformId;
  readonly rehearsal: Rehearsal;
}

/** The platform of a stack and its rehearsal. @throws UserError */
async function sideOf(stack: Stack): Promise<Side> {
  const platform = platformOf(stack);
  const { rehearsal } = platforms[platform] as { rehearsal?: () => Promise<Rehearsal> };
  if (rehearsal === undefined)
    throw new UserError([`${stack.name}: ${platform} cannot be rehearsed yet; measure it there`]);
  return { stack, platform, rehearsal: await rehearsal() };
}

/** Both sides of a pilot. @throws UserError where one of them cannot be rehearsed, or is half of something else */
export async function sidesOf({ train, serve }: RehearsedPilot): Promise<{ train: Side; serve: Side }> {
  const half = halfOf(train);
  if (half === undefined && train === serve) {
    const side = await sideOf(train);
    return { train: side, serve: side };
  }
  if (half !== "train" || halfOf(serve) !== "serve" || train.ledger?.pilot !== serve.ledger?.pilot)
    throw new UserError([`${train.name}, ${serve.name}: must be the two halves of one mixed pilot`]);
  const sides = { train: await sideOf(train), serve: await sideOf(serve) };
  if (sides.train.rehearsal.crossing !== undefined) return sides;
  throw new UserError([
    `${train.name}: models of ${sides.train.platform} cannot cross to another platform here; measure it there`,
  ]);
}
