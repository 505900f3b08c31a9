import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closureOf, pieces, usageOf } from "../../cli/add/catalogue.js";
import { add } from "../../cli/add.js";
import { ownPackage } from "../../cli/own-package.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";

const { version } = ownPackage();
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

describe("without a name", () => {
  test("lists every construct of every platform with what it makes and needs", () => {
    const lines = add(undefined, { to });
    for (const platform of platformIds) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${platform}/data-bucket: makes .+ Needs .+`)));
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
      expect(closureOf(name).packages).toEqual(expect.arrayContaining(["cdktf", "constructs"]));
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
    const install = lines.find((line) => line.startsWith("  npm install @cdktf"));
    expect(install).toMatch(/@cdktf\/provider-aws@21\.\d+\.\d+ cdktf@0\.21\.0 constructs@10\.\d+\.\d+$/);
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
});
