/**
 * Each construct of `constructs/` is copied alone, with what its imports name, into an empty ESM project and an empty
 * CommonJS project. Each copy and its usage compile there under every strict flag, by both majors of TypeScript, and
 * what either wrote synthesizes the stack of the usage here. The pilots that are put together of nothing but such
 * copies are the same stacks.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { closureOf, neighboursOf, pieces, usageOf } from "../../cli/add/catalogue.js";
import { readPilot } from "../../review/read/stack.js";
import { usageStack } from "../../scripts/assembled-docs/usage.js";
import { root, scratchCopy } from "../scratch.js";
import { exampleInput, examplePlatforms, type SynthesizedStack, synthesizePilots, variants } from "../synth.js";

const run = promisify(execFile);

/** The construct files, as `<platform>/<box>`. */
const boxes = pieces().map(({ name }) => name);

/** A box's own file and all that its imports name, and theirs. */
const withImports = (box: string): readonly string[] => [`${box}.ts`, ...neighboursOf(box)];

function copy(file: string, to: string): void {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  cpSync(join(root, "constructs", file), join(to, file));
}

/** The compilers that a repo may have: 7, which this one has, and 5. */
const compilers = { "7": "typescript/bin/tsc", "5": "typescript-5/bin/tsc" };
const majors = ["5", "7"] as const;

const compilerOptions = {
  ...{ target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, types: ["node"] },
  ...{ rootDir: ".", outDir: "out", sourceMap: false },
};

/**
 * The copies themselves use nothing past es2018, and no Node, and hold under every flag that a repo can have. With
 * `verbatimModuleSyntax` a CommonJS package takes no `import` at all (TS1295): that one is for ESM.
 */
const aloneOptions = {
  ...{ lib: ["es2018"], types: [] },
  ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, erasableSyntaxOnly: true },
  ...{ isolatedModules: true, noImplicitOverride: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true },
  ...{ noUnusedLocals: true, noUnusedParameters: true, useUnknownInCatchVariables: true },
};

/** In an ES module an import of JSON says so; where it becomes `require`, TypeScript refuses the words (TS2856). */
function forEsm(stacks: string): void {
  for (const name of readdirSync(stacks, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const file = join(stacks, name);
    const source = readFileSync(file, "utf8");
    const said = source.replace(/(from "[^"]+\.json");/g, '$1 with { type: "json" };');
    if (said !== source) writeFileSync(file, said);
  }
}

/** A project of copies: each construct in a folder of its own, and stacks that take them from there. */
function project(type: "module" | "commonjs"): string {
  const dir = scratchCopy("stacks");
  if (type === "module") forEsm(join(dir, "stacks"));
  for (const box of boxes) {
    // with what its usage names, such as the binding of a provider; the usage's other boxes stand in their own folders
    const others = boxes.filter((other) => other !== box);
    const isOthers = (file: string) => others.some((other) => file === `${other}.ts` || file.startsWith(`${other}/`));
    for (const file of closureOf(box).files.filter((each) => !isOthers(each))) copy(file, join(dir, "alone", box));
    const door = join(dir, "constructs", `${box}.ts`);
    mkdirSync(dirname(door), { recursive: true });
    writeFileSync(door, `export * from "../../alone/${box}/${box}.js";\n`);
    const usage = join(dir, "usage", `${box}.ts`);
    mkdirSync(dirname(usage), { recursive: true });
    const taken = usageOf(box, "/").replace(/ from "\/(\w+)\/(.*)\.js";/g, (_, platform: string, file: string) => {
      const from = boxes.includes(`${platform}/${file}`) ? `${platform}/${file}` : box;
      return ` from "../../alone/${from}/${platform}/${file}.js";`;
    });
    writeFileSync(usage, `${taken}\n`);
  }
  // what stacks take from constructs and is no box, such as the record's types
  for (const stack of readdirSync(join(root, "stacks"), { recursive: true, encoding: "utf8" })) {
    if (!stack.endsWith(".ts")) continue;
    const source = readFileSync(join(root, "stacks", stack), "utf8");
    for (const [, taken] of source.matchAll(/"(?:\.\.\/)+constructs\/(.*)\.js"/g)) {
      if (!boxes.includes(taken ?? ""))
        for (const file of withImports(taken ?? "")) copy(file, join(dir, "constructs"));
    }
  }
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type }));
  writeFileSync(
    join(dir, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["alone", "constructs", "stacks"] }),
  );
  for (const major of majors) {
    const alone = {
      extends: "./tsconfig.json",
      compilerOptions: { ...aloneOptions, outDir: `out-${major}`, verbatimModuleSyntax: type === "module" },
      include: ["alone", "usage"],
    };
    writeFileSync(join(dir, `tsconfig.alone-${major}.json`), JSON.stringify(alone));
  }
  return dir;
}

/** What a compiler says of a project; nothing where it holds. */
const says = (major: keyof typeof compilers, config: string, cwd: string): Promise<string> =>
  run(process.execPath, [join(root, "node_modules", compilers[major]), "-p", config], { cwd }).then(
    () => "",
    (error: { stdout?: string }) => `TypeScript ${major}, ${config}:\n${error.stdout || String(error)}`,
  );

/** What is the same of a stack wherever it is synthesized. */
const comparable = ({ "//": _comment, terraform: _terraform, ...json }: Record<string, unknown>) => json;

const usages = new Map<string, Promise<Record<string, unknown>>>();

/** The stack of a usage by the constructs of this repo; a usage runs once in a test file. */
function usageHere(box: string): Promise<Record<string, unknown>> {
  const made =
    usages.get(box) ??
    usageStack(box).then((stack) => {
      stack.prepareStack();
      return JSON.parse(JSON.stringify(stack.toTerraform())) as Record<string, unknown>;
    });
  usages.set(box, made);
  return made;
}

/** Runs every usage of a project as one major of TypeScript compiled it: the stack of each. */
async function used(dir: string, major: string): Promise<Readonly<Record<string, object>>> {
  const program = [
    `for (const box of ${JSON.stringify(boxes)}) {`,
    `  process.env.CDKTF_OUTDIR = "cdktf-${major}-" + box.replace("/", "-");`,
    `  await import("./out-${major}/usage/" + box + ".js");`,
    "}",
  ];
  const file = `run-${major}.mjs`;
  writeFileSync(join(dir, file), program.join("\n"));
  await run(process.execPath, [file], { cwd: dir });
  return Object.fromEntries(
    boxes.map((box) => {
      const stacks = join(dir, `cdktf-${major}-${box.replace("/", "-")}`, "stacks");
      const [stack = ""] = readdirSync(stacks);
      const json = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")) as Record<string, unknown>;
      return [box, comparable(json)];
    }),
  );
}

/** Compiles a project and runs its app: what the compiler says, and the stacks. */
async function compiled(type: "module" | "commonjs") {
  const dir = project(type);
  const input = exampleInput(variants["phase 2"]);
  writeFileSync(join(dir, "pilot.yaml"), stringify(input));
  mkdirSync(join(dir, "cdktf"));
  const said = await Promise.all([
    ...majors.map((major) => says(major, `tsconfig.alone-${major}.json`, dir)),
    says("7", "tsconfig.json", dir),
  ]);
  if (said.join("") !== "") return { said: said.join(""), stacks: {}, usages: {} };
  const usages = Object.fromEntries(await Promise.all(majors.map(async (major) => [major, await used(dir, major)])));
  const env = {
    ...process.env,
    CDKTF_CONTEXT_JSON: JSON.stringify({ spec: "pilot.yaml" }),
    CDKTF_OUTDIR: join(dir, "cdktf"),
  };
  const app = await run(process.execPath, ["out/stacks/main.js"], { cwd: dir, env }).catch((error: Error) => ({
    stdout: "",
    stderr: error.message,
  }));
  const stacks = Object.fromEntries(
    examplePlatforms.map((platform) => {
      const file = join(dir, "cdktf/stacks", `penguins-${platform}/cdk.tf.json`);
      return [platform, existsSync(file) ? (readPilot(file).json as Record<string, unknown>) : undefined];
    }),
  );
  return { said: app.stderr + app.stdout, stacks, usages };
}

test.each(boxes)(
  "%s drags in its own folder, its platform's shared topics and the pilot's files, nothing else",
  (box) => {
    const [platform = ""] = box.split("/");
    // a topic that several boxes of a platform share is a file of a folder that is not called like a box
    const isShared = (file: string) => {
      const [of, folder, name] = file.split("/");
      return of === "pilot" || (of === platform && name !== undefined && !boxes.includes(`${platform}/${folder}`));
    };
    const others = withImports(box).filter(
      (file) => file !== `${box}.ts` && !isShared(file) && relative(box, file.slice(0, -3)).startsWith(".."),
    );
    expect(others).toEqual([]);
  },
);

/** What a cluster elsewhere needs in a cloud, and the cloud's own pilot does not. */
const notInThePilot = ["workload-identity"];

test("every construct of a platform that a spec names stands in its pilot, so each copy is a part of one below", () => {
  // the pilot's own imports, and those of the files of its folder that it names
  const read = (platform: string, file: string) => readFileSync(join(root, "stacks", platform, file), "utf8");
  const taken = examplePlatforms.flatMap((platform) => {
    const pilot = read(platform, "pilot.ts");
    const parts = [...pilot.matchAll(/ from "\.\/([a-z-]+)\.js"/g)].map(([, part]) => read(platform, `${part}.ts`));
    return [pilot, ...parts];
  });
  const ofPilots = boxes.filter((box) => examplePlatforms.some((platform) => box.startsWith(`${platform}/`)));
  const missing = ofPilots.filter((box) => !taken.some((source) => source.includes(`constructs/${box}.js"`)));
  expect(missing.filter((box) => !notInThePilot.includes(box.split("/")[1] ?? ""))).toEqual([]);
});

describe.each(["module", "commonjs"] as const)("in a project of type %s", (type) => {
  let made: Awaited<ReturnType<typeof compiled>>;
  let expected: Partial<Record<string, SynthesizedStack>>;
  beforeAll(async () => {
    made = await compiled(type);
    expected = await synthesizePilots(variants["phase 2"]);
  });

  test("all copies compile, and the app says which spec it read and what is not filled in, nothing else", () => {
    expect(made.said.trim().split("\n")).toEqual([
      "spec pilot.yaml · pilot penguins",
      expect.stringMatching(/^\d+ values of pilot\.yaml are placeholders, /),
    ]);
  });

  test.each(examplePlatforms)("%s: the same stack", (platform) => {
    expect(made.stacks[platform]).toMatchObject(comparable(expected[platform]?.json ?? {}));
  });

  test.each(majors.flatMap((major) => boxes.map((box) => [major, box] as const)))(
    "what TypeScript %s wrote of %s and its usage synthesizes the same stack",
    async (major, box) => {
      const json = await usageHere(box);
      expect(Object.keys(json["resource"] ?? json["data"] ?? {})).not.toEqual([]);
      expect(made.usages[major]?.[box]).toEqual(comparable(json));
    },
  );
});
