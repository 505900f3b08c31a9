import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closureOf, pieces, usageOf } from "../../cli/add/catalogue.js";
import { typeScriptOf } from "../../cli/add/typescript.js";
import { add } from "../../cli/add.js";
import { ownPackage } from "../../cli/own-package.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";

const { version, devDependencies } = ownPackage();
/** The core and the bindings as this checkout names them, such as `cdktf@0.21.0`. */
const packagesLike = (name: RegExp) => Object.keys(devDependencies).filter((each) => name.test(each));
const [core = ""] = packagesLike(/^cdkt[fn]$/).slice(-1);
let to: string;
beforeEach(() => {
  to = mkdtempSync(join(tmpdir(), "add-"));
});
afterEach(() => rmSync(to, { recursive: true }));

const bucket = () => join(to, "aws/data-bucket.ts");
const problemsOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    expect((error as Error).name).toBe("UserError");
    return (error as Error).message.split("\n");
  }
  throw new Error("nothing was thrown");
};

test("a package.json of TypeScript that cannot be read is as none", () => {
  const installed = join(to, "node_modules/typescript");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), '{ "version": "5.9.3" }');
  expect(typeScriptOf(to)).toBe(5);
  writeFileSync(join(installed, "package.json"), "");
  expect(typeScriptOf(to)).toBeUndefined();
  writeFileSync(join(installed, "package.json"), "null");
  expect(typeScriptOf(to)).toBeUndefined();
});

describe("without a name", () => {
  test("lists every construct of every platform with what it makes and needs", () => {
    const lines = add(undefined, { to });
    for (const platform of platformIds) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${platform}/endpoint: makes .+ Needs .+`)));
    }
    expect(lines.filter((line) => line.includes(": makes "))).toHaveLength(pieces().length);
  });
});

describe("every construct", () => {
  test.each(pieces().map((piece) => [piece.name, piece] as const))(
    "%s says all six things and has a usage",
    (name, piece) => {
      expect(Object.entries(piece.head).filter(([, said]) => said === "")).toEqual([]);
      expect(usageOf(name, "./").split("\n").length).toBeLessThanOrEqual(75);
      expect(closureOf(name).packages).toEqual(expect.arrayContaining([core, "constructs"]));
    },
  );
});

describe("with a name", () => {
  test("copies the file and what its imports name, with licence and origin", () => {
    const lines = add("aws/data-bucket", { to });
    for (const file of ["aws/data-bucket.ts", "aws/data-bucket/key.ts", "pilot/record.ts"]) {
      expect(lines).toContain(`wrote ${join(to, file)}`);
      const [licence, origin, hash, ...rest] = readFileSync(join(to, file), "utf8").split("\n");
      expect(licence).toBe("// SPDX-License-Identifier: Apache-2.0");
      expect(origin).toBe(`// Copied from cdktf-ml-pilot ${version}: constructs/${file}`);
      expect(hash).toMatch(/^\/\/ sha256 of what follows: [0-9a-f]{64}$/);
      expect(rest.join("\n")).toBe(readFileSync(join(__dirname, "../../constructs", file), "utf8"));
    }
    expect(existsSync(join(to, "aws/private-network.ts"))).toBe(false);
  });

  test("names the packages with versions, and a usage that imports the copy", () => {
    const lines = add("aws/data-bucket", { to });
    const install = lines.find((line) => line.startsWith("  npm install @"));
    const names = [...packagesLike(/^@cdkt[fn]\/provider-aws$/), core, "constructs"];
    expect(install).toBe(`  npm install ${names.map((name) => `${name}@${devDependencies[name]}`).join(" ")}`);
    expect(install).not.toContain("google");
    expect(lines).toContain('  import { DataBucket } from "./aws/data-bucket.js";');
  });

  test("on Azure it brings the thin binding", () => {
    add("azure/data-bucket", { to });
    expect(existsSync(join(to, "azure/azapi/provider.ts"))).toBe(true);
  });

  test("--dry-run writes nothing", () => {
    expect(add("aws/data-bucket", { to, dryRun: true })).toContain(`would write ${bucket()}`);
    expect(existsSync(join(to, "aws"))).toBe(false);
  });

  test("a second time it keeps what is there", () => {
    add("aws/data-bucket", { to });
    expect(add("aws/data-bucket", { to })).toContain(`kept ${bucket()}`);
  });

  test("an unchanged copy of another version is replaced, whatever its line ends", () => {
    add("aws/data-bucket", { to });
    const older = readFileSync(bucket(), "utf8").replace(`cdktf-ml-pilot ${version}`, "cdktf-ml-pilot 0.0.9");
    writeFileSync(bucket(), older.replaceAll("\n", "\r\n"));
    expect(add("aws/data-bucket", { to })).toContain(`wrote ${bucket()}`);
    expect(readFileSync(bucket(), "utf8")).toContain(`cdktf-ml-pilot ${version}`);
  });

  test("a changed copy stops it before anything is written; --force overwrites it", () => {
    add("aws/data-bucket", { to });
    appendFileSync(bucket(), "// ours\n");
    rmSync(join(to, "pilot/record.ts"));
    expect(problemsOf(() => add("aws/data-bucket", { to }))).toEqual([
      `${bucket()}: was changed since it was copied; --diff shows how it differs, --force overwrites it`,
    ]);
    expect(existsSync(join(to, "pilot/record.ts"))).toBe(false);
    add("aws/data-bucket", { to, force: true });
    expect(readFileSync(bucket(), "utf8")).not.toContain("// ours");
  });

  test("a file of somebody's own is not overwritten either", () => {
    mkdirSync(join(to, "aws"));
    writeFileSync(bucket(), "export const ours = 1;\n");
    expect(problemsOf(() => add("aws/data-bucket", { to }))[0]).toContain("is not a copy from here");
  });
});

describe("--diff", () => {
  test("shows what was changed in the copy", () => {
    add("aws/data-bucket", { to });
    writeFileSync(bucket(), readFileSync(bucket(), "utf8").replace('status: "Enabled"', 'status: "Disabled"'));
    const lines = add("aws/data-bucket", { to, diff: true }).join("\n");
    expect(lines).toMatch(/^-.*status: "Enabled"/m);
    expect(lines).toMatch(/^\+.*status: "Disabled"/m);
    expect(lines).toContain(`${join(to, "pilot/record.ts")}: as the original`);
  });

  test("says that the original changed, where it did and the copy did not", () => {
    const [head, body] = ["// SPDX-License-Identifier: Apache-2.0", "export const before = 1;\n"];
    add("aws/data-bucket", { to });
    const hash = createHash("sha256").update(body).digest("hex");
    const older = `${head}\n// Copied from cdktf-ml-pilot 0.0.9: x\n// sha256 of what follows: ${hash}\n${body}`;
    writeFileSync(bucket(), older);
    const lines = add("aws/data-bucket", { to, diff: true }).join("\n");
    expect(lines).toContain(`${bucket()}: not changed here; + is what changed in the original since 0.0.9`);
    expect(lines).toMatch(/^-export const before = 1;/m);
    expect(lines).toMatch(/^\+export class DataBucket/m);
    writeFileSync(bucket(), `${older}// ours\n`);
    expect(add("aws/data-bucket", { to, diff: true }).join("\n")).toContain("which changed since 0.0.9 too");
  });

  test("fails where there is no copy", () => {
    expect(problemsOf(() => add("aws/data-bucket", { to, diff: true }))).toContainEqual(
      expect.stringContaining("is not there"),
    );
  });
});

describe("what it refuses", () => {
  test.each([
    ["aws/databucket", "did you mean aws/data-bucket? "],
    ["aws/bucket", "did you mean aws/data-bucket? "],
    ["google/network", "did you mean google/private-network? "],
    ["aws/data-bucket/key", "did you mean aws/data-bucket? "],
    ["aws/../aws/data-bucket", "did you mean aws/data-bucket? "],
    ["../../etc/passwd", ""],
    ["aws/index", ""],
    ["foo", ""],
  ])("%s is unknown", (name, like) => {
    expect(problemsOf(() => add(name, { to }))).toEqual([`"${name}" is unknown; ${like}add without a name lists all`]);
  });

  test("a link that leads out of the target", () => {
    const outside = mkdtempSync(join(tmpdir(), "add-outside-"));
    symlinkSync(outside, join(to, "aws"));
    expect(problemsOf(() => add("aws/data-bucket", { to }))[0]).toContain("outside of the target");
    expect(existsSync(join(outside, "data-bucket.ts"))).toBe(false);
    expect(existsSync(join(to, "pilot"))).toBe(false);
    rmSync(outside, { recursive: true });
  });

  test("a link or a folder in the place of a file, and a file in the place of a folder", () => {
    mkdirSync(join(to, "pilot"));
    symlinkSync("/nowhere", join(to, "pilot/record.ts"));
    writeFileSync(join(to, "aws"), "");
    const problems = problemsOf(() => add("aws/data-bucket", { to }));
    expect(problems).toContainEqual(expect.stringMatching(/record\.ts: is no ordinary file/));
    expect(problems).toContainEqual(expect.stringMatching(/data-bucket\.ts: .*aws is a file/));
  });

  test("a platform instead of a construct, by any of its names: which constructs it has", () => {
    for (const name of ["aws", "AWS", "aws/", "sagemaker"]) {
      expect(problemsOf(() => add(name, { to }))).toEqual([
        expect.stringMatching(
          new RegExp(`^"${name}" is a platform and no construct; its constructs: aws/budget, .*, aws/`),
        ),
      ]);
    }
    expect(problemsOf(() => add("gcp/endpoint", { to }))[0]).toContain("did you mean google/endpoint?");
    expect(problemsOf(() => add("AWS/Data-Bucket", { to }))[0]).toContain("did you mean aws/data-bucket?");
  });

  test("a target that is not a folder: one line, and nothing is made", () => {
    symlinkSync("/nowhere", join(to, "dangling"));
    symlinkSync("loop", join(to, "loop"));
    writeFileSync(join(to, "file"), "");
    const before = readdirSync(to);
    for (const [target, said] of [
      ["", 'must name a folder, got ""'],
      ["new\nline", 'must be plain text, got "new\\nline"'],
      [join(to, "dangling"), "a broken link"],
      [join(to, "dangling/infra"), "a broken link"],
      [join(to, "loop"), "a broken link"],
      [join(to, "file"), "a file; take another one"],
      [join(to, "file/infra"), "a file; take another one"],
      ["/dev/null", "a file; take another one"],
      [join(to, "a".repeat(300)), "(ENAMETOOLONG)"],
    ] as const) {
      const problems = problemsOf(() => add("aws/data-bucket", { to: target }));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^--to: must /);
      expect(problems[0]).toContain(said);
    }
    expect(readdirSync(to)).toEqual(before);
  });
});

describe("the check that it prints", () => {
  const withTypeScript = (version: string) => {
    mkdirSync(join(to, "node_modules/typescript"), { recursive: true });
    writeFileSync(join(to, "node_modules/typescript/package.json"), JSON.stringify({ version }));
    return add("aws/quotas", { to: join(to, "infra"), project: join(to, "packages/one") });
  };

  test("knows the flag that TypeScript 5 does not have, and brings no TypeScript where there is one", () => {
    const five = withTypeScript("5.9.3").join("\n");
    expect(five).toMatch(/npx --no -- tsc --noEmit [^\n]*nodenext \S+main\.ts\n/);
    expect(five).toMatch(/npm install --save-dev tsx@\S+\n/);
    const seven = withTypeScript("7.0.2").join("\n");
    expect(seven).toMatch(/npx --no -- tsc [^\n]* --ignoreConfig \S+main\.ts\n/);
    const none = add("aws/quotas", { to: join(to, "infra"), project: "/" }).join("\n");
    expect(none).toMatch(/--ignoreConfig/);
    expect(none).toMatch(/npm install --save-dev tsx@\S+ typescript@\S+\n/);
  });
});
