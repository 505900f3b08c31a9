/** `trial score`: reads the app's stacks and the evidence, and writes the scorecard in every format. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "../review/document.js";
import { noGos } from "../review/read/no-gos.js";
import { readPrices } from "../review/read/prices.js";
import { readStacks } from "../review/review.js";
import { html } from "../review/write/html.js";
import { markdown } from "../review/write/markdown.js";
import { linkOnTheWay, makeFolder } from "../stacks/folder.js";
import { UserError } from "../stacks/user-error.js";
import { readEvidence } from "./evidence/read.js";
import { scorePage } from "./score/page.js";
import { type Scorecard, scorecard } from "./score/scorecard.js";

/** What the command line gives. */
export interface ScoreOptions {
  /** The folder that `cdktf synth` wrote. */
  readonly app: string;
  /** The folder of evidence. */
  readonly evidence: string;
  /** Where the page goes in every format. @default - it is printed */
  readonly output?: string;
  readonly format?: string;
  /** A price book, by which the stacks declare what they may cost. @default - no cost is declared */
  readonly prices?: string;
  /** @default - now */
  readonly today?: Date;
}

/** What it came to. */
export interface Scored {
  readonly card: Scorecard;
  readonly page: Page;
  /** For standard output. */
  readonly lines: readonly string[];
}

const formats = ["md", "html", "json"] as const;

/** Scores the pilots of an app. @throws UserError with one line per problem */
export function score(options: ScoreOptions): Scored {
  const { app, evidence: folder, output, today } = options;
  const format = formats.find((each) => each === (options.format ?? "md"));
  if (format === undefined)
    throw new UserError([
      `--format must be one of ${formats.join(", ")}, got ${JSON.stringify(options.format)}; use md`,
    ]);
  const stacks = readStacks([], app).filter(({ ledger }) => ledger !== undefined && ledger.boxes.length > 1);
  if (stacks.length === 0) throw new UserError([`${app}: must hold a pilot, and holds none; run cdktf synth`]);
  const names = stacks.map(({ name }) => name);
  const evidence = readEvidence(folder, { stacks: names, ...(today === undefined ? {} : { today }) });
  const card = scorecard(stacks, evidence, noGos(app));
  const page = scorePage(card, stacks, options.prices === undefined ? undefined : readPrices(options.prices));
  const write = { md: () => markdown(page), html: () => html(page), json: () => `${JSON.stringify(card, null, 2)}\n` };
  if (output === undefined) return { card, page, lines: [write[format]().trimEnd()] };
  const files = formats.map((each) => join(output, `scorecard.${each}`));
  const link = [output, ...files].map(linkOnTheWay).find((each) => each !== undefined);
  if (link !== undefined) throw new UserError([`${link}: is a link, and nothing is written through one; remove it`]);
  makeFolder(output);
  for (const [index, each] of formats.entries()) writeFileSync(files[index] ?? "", write[each]());
  return { card, page, lines: files.map((file) => `wrote ${file}`) };
}
