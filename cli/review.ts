/** `review`: reads synthesized stacks and writes pages. It loads no construct and no provider. */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vendors } from "../stacks/spec/schema.js";
import { markdown } from "./review/markdown.js";
import { factsOf, page } from "./review/page.js";
import { readStack, type Stack, stackFiles } from "./review/stack.js";
import { UserError } from "./user-error.js";

/** What the command line gives. */
export interface ReviewOptions {
  /** The folder that `cdktf synth` wrote. */
  readonly app: string;
  /** Where pages go; without it Markdown goes to the terminal. */
  readonly output?: string;
}

/** The file of a stack that was named by path, by folder, or by its name in the app. */
function fileOf(named: string, app: string): string {
  if (existsSync(named)) return statSync(named).isDirectory() ? join(named, "cdk.tf.json") : named;
  const inApp = join(app, "stacks", named, "cdk.tf.json");
  if (existsSync(inApp)) return inApp;
  throw new UserError([`${named}: is no file, and ${app} has no stack of that name; run cdktf synth, or give a path`]);
}

/** Reads the named stacks, or all of the app. @throws UserError with one line a fault */
export function readStacks(named: readonly string[], app: string): readonly Stack[] {
  const files = named.length > 0 ? named.map((each) => fileOf(each, app)) : stackFiles(app);
  const place = ({ ledger }: Stack) => {
    const order = (vendors as readonly string[]).indexOf(ledger?.vendor ?? "");
    return order < 0 ? vendors.length : order;
  };
  return files.map(readStack).sort((a, b) => place(a) - place(b));
}

/** A stack's name as the name of a file: no path, nothing that a shell or a file system would read. */
export const fileName = (stack: string): string => stack.replace(/[^\w.-]+/g, "-").replace(/^\.+/, "") || "stack";

/** Writes or returns the pages: lines for the terminal. @throws UserError with one line a fault */
export function review(named: readonly string[], { app, output }: ReviewOptions): readonly string[] {
  const pages = readStacks(named, app).map((stack) => [stack.name, markdown(page(factsOf(stack)))] as const);
  if (output === undefined) return pages.map(([, text]) => text);
  mkdirSync(output, { recursive: true });
  return pages.map(([name, text]) => {
    const file = join(output, `${fileName(name)}.md`);
    writeFileSync(file, text);
    return `wrote ${file}`;
  });
}
