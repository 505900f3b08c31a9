/**
 * Each construct is copied alone, with what its imports name, into an empty ESM project and an empty CommonJS project.
 * Each copy compiles there, and the pilots that are put together of nothing but such copies are the same stacks.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { root, scratchCopy } from "../scratch.js";
import { exampleInput, examplePlatforms, type SynthesizedStack, synthesizePilots, variants } from "../synth.js";

const run = promisify(execFile);

/** The construct files, as `<platform>/<box>`. */
const boxes = examplePlatforms.flatMap((platform) =>
  readdirSync(join(root, "constructs", platform))
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => `${platform}/${name.slice(0, -3)}`),
);

/** A file of `constructs/` and all that its relative imports name, and theirs. */
function withImports(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const source = readFileSync(join(root, "constructs", file), "utf8");
  for (const [, specifier = ""] of source.matchAll(/\bfrom "(\.[^"]*)\.js"/g)) {
    withImports(normalize(join(dirname(file), `${specifier}.ts`)), found);
  }
  return found;
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  cpSync(join(root, "constructs", file), join(to, file));
}

const compilerOptions = {
  ...{ target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, types: ["node"] },
  ...{ rootDir: ".", outDir: "out", sourceMap: false },
};

/**
 * The copies themselves use nothing past es2018, and no Node, and hold under every flag that a repo can have. With
 * `verbatimModuleSyntax` a CommonJS package takes no `import` at all (TS1295): that one is for ESM.
 */
const aloneOptions = {
  ...{ noEmit: true, lib: ["es2018"], types: [] },
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
    for (const file of withImports(`${box}.ts`)) copy(file, join(dir, "alone", box));
    const door = join(dir, "constructs", `${box}.ts`);
    mkdirSync(dirname(door), { recursive: true });
    writeFileSync(door, `export * from "../../alone/${box}/${box}.js";\n`);
  }
  // what stacks take from constructs and is no box, such as the record's types
  for (const stack of readdirSync(join(root, "stacks"), { recursive: true, encoding: "utf8" })) {
    if (!stack.endsWith(".ts")) continue;
    const source = readFileSync(join(root, "stacks", stack), "utf8");
    for (const [, taken] of source.matchAll(/"(?:\.\.\/)+constructs\/(.*)\.js"/g)) {
      if (!boxes.includes(taken ?? ""))
        for (const file of withImports(`${taken}.ts`)) copy(file, join(dir, "constructs"));
    }
  }
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type }));
  writeFileSync(
    join(dir, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["alone", "constructs", "stacks"] }),
  );
  const alone = {
    extends: "./tsconfig.json",
    compilerOptions: { ...aloneOptions, verbatimModuleSyntax: type === "module" },
    include: ["alone"],
  };
  writeFileSync(join(dir, "tsconfig.alone.json"), JSON.stringify(alone));
  return dir;
}

/** The compilers that a repo may have: 7, which this one has, and 5. */
const compilers = { "7": "typescript/bin/tsc", "5": "typescript-5/bin/tsc" };

/** What a compiler says of a project; nothing where it holds. */
const says = (major: keyof typeof compilers, config: string, cwd: string): Promise<string> =>
  run(process.execPath, [join(root, "node_modules", compilers[major]), "-p", config], { cwd }).then(
    () => "",
    (error: { stdout?: string }) => `TypeScript ${major}, ${config}:\n${error.stdout || String(error)}`,
  );

/** Compiles a project and runs its app: what the compiler says, and the stacks. */
async function compiled(type: "module" | "commonjs") {
  const dir = project(type);
  const input = exampleInput(variants["phase 2"]);
  writeFileSync(join(dir, "pilot.yaml"), stringify(input));
  mkdirSync(join(dir, "cdktf"));
  const said = await Promise.all([
    says("5", "tsconfig.alone.json", dir),
    says("7", "tsconfig.alone.json", dir),
    says("7", "tsconfig.json", dir),
  ]);
  if (said.join("") !== "") return { said: said.join(""), stacks: {} };
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
      return [
        platform,
        existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : undefined,
      ];
    }),
  );
  return { said: app.stderr + app.stdout, stacks };
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
    const others = [...withImports(`${box}.ts`)].filter(
      (file) => file !== `${box}.ts` && !isShared(file) && relative(box, file.slice(0, -3)).startsWith(".."),
    );
    expect(others).toEqual([]);
  },
);

/** What a cluster elsewhere needs in a cloud, and the cloud's own pilot does not: its usage is synthesized instead. */
const notInThePilot = ["workload-identity"];

test("every construct stands in its platform's pilot, so each copy is synthesized below", () => {
  // the pilot's own imports, and those of the files of its folder that it names
  const read = (platform: string, file: string) => readFileSync(join(root, "stacks", platform, file), "utf8");
  const taken = examplePlatforms.flatMap((platform) => {
    const pilot = read(platform, "pilot.ts");
    const parts = [...pilot.matchAll(/ from "\.\/([a-z-]+)\.js"/g)].map(([, part]) => read(platform, `${part}.ts`));
    return [pilot, ...parts];
  });
  const missing = boxes.filter((box) => !taken.some((source) => source.includes(`constructs/${box}.js"`)));
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
      expect.stringMatching(/^\d+ values of pilot\.yaml are placeholders: /),
    ]);
  });

  test.each(examplePlatforms)("%s: the same stack", (platform) => {
    const { "//": _comment, terraform: _terraform, ...json } = expected[platform]?.json ?? {};
    expect(made.stacks[platform]).toMatchObject(json);
  });
});
