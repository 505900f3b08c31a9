/**
 * A new user of every construct: an empty folder, the packed package, and what `add` prints. Each construct is added to
 * an ESM and to a CommonJS project; both stand on one install, made by nothing but the printed commands.
 */

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { closureOf, pieces } from "../../cli/add/catalogue.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { findPackage } from "../terraform/providers.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { Workspace } from "../terraform/workspace.js";
import { run, scratch, start, tarball } from "./scratch.js";

const kinds = ["esm", "cjs"] as const;

/** What one run of `add` printed: the commands to install, the usage, the commands to check it. */
function printed(text: string) {
  const [, install = "", usage = "", check = ""] =
    /\ninstall:\n([\s\S]*?)\n\nuse, for example as main\.ts:\n([\s\S]*?)\n\ncheck the types[^\n]*\n([\s\S]*)$/.exec(
      text,
    ) ?? [];
  const lines = (part: string) => part.split("\n").map((line) => line.replace(/^ {2}/, ""));
  return { install: lines(install), usage: lines(usage).join("\n"), check: lines(check).filter((line) => line !== "") };
}

/**
 * Why a platform's stacks cannot be shown to Terraform here; nothing where they can. Any version of a provider will do.
 */
function withoutProviders(platform: string): readonly string[] {
  const copies = pieces().filter(({ name }) => name.startsWith(`${platform}/`));
  const sources = copies.flatMap(({ name }) => {
    const { packages, files } = closureOf(name);
    const bound = packages.flatMap((each) => /^@cdktf\/provider-(\w+)$/.exec(each)?.[1] ?? []);
    const own = files.some((file) => file.includes("/azapi/")) ? ["azure/azapi"] : [];
    return [...bound.map((each) => `hashicorp/${each}`), ...own];
  });
  const found = [...new Set(sources)].map((source) => findPackage({ source, version: "any" }));
  return [...noTerraform(), ...found.filter((each) => typeof each === "string")];
}

const folderOf = (platform: string, kind: string) => join(scratch, platform, kind);
const stackFile = (platform: string, kind: string, box: string) =>
  join(folderOf(platform, kind), `out-${box}/stacks/${box}/cdk.tf.json`);

const boxesOf = (platform: string): readonly string[] =>
  pieces()
    .map(({ name }) => name.split("/"))
    .filter(([of]) => of === platform)
    .map(([, box = ""]) => box);

// one npx for all, because each installs the package anew, with what it depends on
beforeAll(() => {
  const adds: string[] = [];
  for (const platform of platformIds) {
    for (const kind of kinds) {
      const folder = folderOf(platform, kind);
      mkdirSync(folder, { recursive: true });
      const type = kind === "esm" ? "module" : "commonjs";
      writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type }));
      adds.push(`cd ${folder}`);
      adds.push(...boxesOf(platform).map((box) => `cdktf-ml-pilot add ${platform}/${box} --to . > ${box}.txt`));
    }
  }
  run(scratch, "npx", ["--yes", "--package", tarball, "-c", adds.join(" && ")]);
});

describe.each(platformIds)("%s", (platform) => {
  const boxes = boxesOf(platform);

  beforeAll(() => {
    const [esm, cjs] = kinds.map((kind) => folderOf(platform, kind)) as [string, string];
    const said = boxes.map((box) => printed(readFileSync(join(esm, `${box}.txt`), "utf8")));
    const commands = [...new Set(said.flatMap(({ install }) => install))];
    // every construct of a platform asks for the same, but for one provider of Azure's data bucket
    expect(commands).toHaveLength(platform === "azure" ? 3 : 2);
    for (const command of commands) run(esm, "sh", ["-c", `${command} --no-audit --no-fund`]);
    symlinkSync(join(esm, "node_modules"), join(cjs, "node_modules"));
    for (const kind of kinds) {
      for (const [index, box] of boxes.entries()) {
        writeFileSync(join(folderOf(platform, kind), `${box}.ts`), `${said[index]?.usage}\n`);
      }
    }
  });

  test.each(kinds)("all usages type-check, %s", (kind) => {
    const [check = ""] = printed(readFileSync(join(folderOf(platform, kind), `${boxes[0]}.txt`), "utf8")).check;
    expect(check).toMatch(/^npx --no -- tsc .* main\.ts$/);
    const files = boxes.map((box) => `${box}.ts`).join(" ");
    expect(run(folderOf(platform, kind), "sh", ["-c", check.replace("main.ts", files)])).toBe("");
  });

  test("the printed command synthesizes every usage, in both", async () => {
    // the usages one after the other in one process: each of its own would load cdktf and the bindings again
    const one = boxes.map((box) => `process.env["CDKTF_OUTDIR"] = "out-${box}";\nawait import("./${box}.js");\n`);
    await Promise.all(
      kinds.map(async (kind) => {
        const folder = folderOf(platform, kind);
        const commands = boxes.map((box) => printed(readFileSync(join(folder, `${box}.txt`), "utf8")).check[1]);
        expect([...new Set(commands)]).toEqual(["npx --no tsx main.ts"]);
        writeFileSync(join(folder, "main.ts"), `(async () => {\n${one.join("")}})();\n`);
        await start(folder, "sh", ["-c", commands[0] ?? ""]);
      }),
    );
  });

  test.each(boxes)("%s is the same stack in both", (box) => {
    const [esm, cjs] = kinds.map((kind) => {
      const { resource, data } = JSON.parse(readFileSync(stackFile(platform, kind, box), "utf8"));
      return { resource, data };
    });
    expect(Object.keys({ ...esm?.resource, ...esm?.data })).not.toEqual([]);
    expect(cjs).toEqual(esm);
  });

  describeUnless(withoutProviders(platform), `${platform}: terraform validate`, () => {
    const workspace = new Workspace();
    afterAll(() => workspace.remove());

    test.each(boxes)("%s is valid", async (box) => {
      const folder = workspace.stackFolder(box);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "cdk.tf.json"), readFileSync(stackFile(platform, "esm", box)));
      workspace.prepare(box);
      const first = workspace.stackFolder(boxes[0] ?? "");
      // all stacks of a platform have the same providers: one init serves them all
      if (folder === first) {
        await workspace.attach(box);
        await workspace.terraform(box, "init", "-no-color", "-backend=false");
      } else
        for (const made of [".terraform", ".terraform.lock.hcl"]) symlinkSync(join(first, made), join(folder, made));
      expect(await workspace.terraform(box, "validate", "-no-color")).toContain("Success!");
    });
  });
});
