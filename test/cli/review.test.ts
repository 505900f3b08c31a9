/** `review` as a verb: which spec it read, where it writes, and what it says of an option that names nothing. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { review } from "../../review/review.js";
import { makeFolder } from "../../stacks/folder.js";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../scratch.js";
import { synthesizePilots } from "../synth.js";

const source = { spec: "churn.yaml", specHash: "0", codeHash: "0", place: {}, state: {} };
let dir: string;
let app: string;
beforeEach(async () => {
  dir = temporaryFolder("review-verb");
  app = join(dir, "app");
  const stacks = await synthesizePilots();
  const manifest: Record<string, object> = {};
  for (const platform of ["aws", "google"] satisfies readonly PlatformId[]) {
    const name = `penguins-${platform}`;
    const { "//": comment, ...rest } = (stacks[platform]?.json ?? {}) as unknown as Record<string, object>;
    mkdirSync(join(app, "stacks", name), { recursive: true });
    const text = JSON.stringify({ ...rest, "//": { ...comment, source } });
    writeFileSync(join(app, "stacks", name, "cdk.tf.json"), text);
    manifest[name] = { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` };
  }
  writeFileSync(join(app, "manifest.json"), JSON.stringify({ stacks: manifest }));
});

const said = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    expect((error as Error).name).toBe("UserError");
    return (error as Error).message.split("\n");
  }
  throw new Error("nothing was thrown");
};

test("says once which spec the stacks are of", () => {
  expect(review([], { app }).specs).toEqual(["spec churn.yaml · pilot penguins"]);
});

test("what stands for a spec in a foreign stack moves no cursor", () => {
  const file = join(app, "stacks/penguins-aws/cdk.tf.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("churn.yaml", "a\\u001b[2Jb\\nc"));
  expect(review(["penguins-aws"], { app }).specs).toEqual(["spec a\\u{1b}[2Jb c · pilot penguins"]);
});

test("writes every page, in every format, into a folder that it makes", () => {
  const output = join(dir, "deep/down");
  const { lines } = review([], { app, output });
  const names = ["penguins-aws", "penguins-google", "side-by-side"];
  expect(
    names.flatMap((name) => readdirSync(output).filter((file) => file === `${name}.md` || file === `${name}.html`)),
  ).toHaveLength(6);
  expect(lines).toHaveLength(readdirSync(output).length);
});

test.each(["penguins-aws.md", "penguins-google.json", "side-by-side.html"])(
  "never writes through a link at %s, and then writes nothing",
  (name) => {
    const output = join(dir, "pages");
    mkdirSync(output);
    writeFileSync(join(dir, "precious"), "kept");
    symlinkSync(join(dir, "precious"), join(output, name));
    expect(said(() => review([], { app, output }))).toEqual([
      `${join(output, name)}: is a link, and review writes through none; remove it`,
    ]);
    expect(readFileSync(join(dir, "precious"), "utf8")).toBe("kept");
    expect(readdirSync(output)).toEqual([name]);
  },
);

test("never writes into a folder that is a link, even a dangling one", () => {
  mkdirSync(join(dir, "elsewhere"));
  for (const [name, target] of [
    ["pages", "elsewhere"],
    ["dangling", "nowhere"],
  ] as const) {
    symlinkSync(join(dir, target), join(dir, name));
    expect(said(() => review([], { app, output: join(dir, name) }))).toEqual([
      `${join(dir, name)}: is a link, and review writes through none; remove it`,
    ]);
  }
  expect(readdirSync(join(dir, "elsewhere"))).toEqual([]);
});

test("an option that is not used, or names nothing, is a problem", () => {
  expect(said(() => review(["penguins-aws"], { app, plan: join(dir, "none") }))).toEqual([
    `${join(dir, "none")}: cannot be read (ENOENT); give what terraform show -json PLAN prints`,
  ]);
});

test("a folder that cannot be made is a line, and not a wait without an end", () => {
  expect(said(() => makeFolder("/proc/1/none/pages"))).toEqual([
    expect.stringMatching(/^\/proc\/1\/none: cannot be made \(E[A-Z]+\); take another folder$/),
  ]);
  writeFileSync(join(dir, "file"), "");
  expect(said(() => makeFolder(join(dir, "file/below")))).toEqual([
    `${join(dir, "file")}: must be a folder, and is a file; take another one`,
  ]);
});
