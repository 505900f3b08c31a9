/** `--base REF` executes that commit's code: in an environment without credentials, and with that commit's packages. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root, temporaryFolder } from "../scratch.js";

/** An app that writes one stack: a bucket whose name is what `name.js` says, with what it sees of the environment. */
const app = `
const { mkdirSync, writeFileSync } = require("node:fs");
const { homedir } = require("node:os");
const out = process.env.CDKTF_OUTDIR;
mkdirSync(out + "/stacks/one", { recursive: true });
const seen = JSON.stringify({ ...process.env, "its home": homedir() });
const resource = { aws_s3_bucket: { b: { bucket: require(process.env.NAME_FROM ?? "./name.js"), tags: { seen } } } };
writeFileSync(out + "/stacks/one/cdk.tf.json", JSON.stringify({ "//": { metadata: { stackName: "one" } }, terraform: { required_providers: {} }, resource }));
const synthesizedStackPath = "stacks/one/cdk.tf.json";
const stack = { name: "one", synthesizedStackPath, workingDirectory: "stacks/one", constructPath: "one", annotations: [], dependencies: [] };
writeFileSync(out + "/manifest.json", JSON.stringify({ version: "0.21.0", stacks: { one: stack } }));
`;

interface Repo {
  readonly folder: string;
  readonly git: (...args: string[]) => void;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly review: (base: string, more?: Readonly<Record<string, string>>) => ReturnType<typeof spawnSync>;
}

/** A repository with one commit on it, and the packages of this checkout. */
function repository(files: Readonly<Record<string, string>>): Repo {
  const folder = temporaryFolder("base");
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...who, ...args], { cwd: folder, stdio: "pipe" });
  };
  const write = (all: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const cdktf = JSON.stringify({
    language: "typescript",
    app: "node app.js",
    projectId: "x",
    sendCrashReports: "false",
  });
  git("init", "--quiet");
  write({ ".gitignore": "node_modules\ncdktf.out\nhead\n", "cdktf.json": cdktf, "app.js": app, ...files });
  git("add", "--all");
  git("commit", "--quiet", "--message", "base");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const head = { aws_s3_bucket: { b: { bucket: "head" } } };
  write({
    "head/stacks/one/cdk.tf.json": JSON.stringify({ "//": { metadata: { stackName: "one" } }, resource: head }),
    "head/manifest.json": JSON.stringify({ stacks: { one: { synthesizedStackPath: "stacks/one/cdk.tf.json" } } }),
  });
  const review = (base: string, more = {}) => {
    const options = ["--app", "head", "--base", base, "--format", "json"];
    return spawnSync(
      process.execPath,
      [
        ...["--import", join(root, "node_modules/tsx/dist/loader.mjs"), join(root, "cli/main.ts")],
        "review",
        ...options,
      ],
      { cwd: folder, encoding: "utf8", env: { ...process.env, ...more } },
    );
  };
  return { folder, git, write, review };
}

test("the commit's code sees no credential and not the home of whoever compares", () => {
  const repo = repository({ "name.js": 'module.exports = "base";\n' });
  const { stdout, stderr, status } = repo.review("HEAD", {
    AWS_SECRET_ACCESS_KEY: "a-secret-key",
    GITHUB_TOKEN: "a-token",
    PILOT_THING: "what a pilot reads",
  });
  expect([status, stderr]).toEqual([0, ""]);
  const text = String(stdout);
  expect(text).toContain("what a pilot reads");
  expect(text.match(/a-secret-key|a-token/g)).toBeNull();
  expect(text).not.toContain(`its home\\":\\"${homedir()}`);
});

test("a hook that the commit brings along does not run", () => {
  const repo = repository({
    "name.js": 'module.exports = "base";\n',
    "hooks/post-checkout": '#!/bin/sh\ntouch "$HOOK_RAN"\n',
  });
  execFileSync("chmod", ["+x", join(repo.folder, "hooks/post-checkout")]);
  repo.git("add", "--all");
  repo.git("commit", "--quiet", "--message", "hook");
  repo.git("config", "core.hooksPath", "hooks");
  const ran = join(repo.folder, "head/ran");
  expect(repo.review("HEAD", { HOOK_RAN: ran }).status).toBe(0);
  expect(() => readFileSync(ran)).toThrow("ENOENT");
});

test("another package-lock.json still gives a report, made with that commit's packages", () => {
  const lock = (version: string) => ({
    name: "x",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "x", dependencies: { named: "file:platform/named" } },
      "node_modules/named": { resolved: "platform/named", link: true },
      "platform/named": { version },
    },
  });
  const named = (version: string, value: string) => ({
    "package.json": JSON.stringify({
      name: "x",
      dependencies: { named: "file:platform/named", "cdktf-cli": "file:platform/cdktf-cli" },
    }),
    "package-lock.json": JSON.stringify({
      ...lock(version),
      packages: {
        ...lock(version).packages,
        "": { name: "x", dependencies: { named: "file:platform/named", "cdktf-cli": "file:platform/cdktf-cli" } },
        "node_modules/cdktf-cli": { resolved: "platform/cdktf-cli", link: true },
        "platform/cdktf-cli": { version: "1.0.0" },
      },
    }),
    "platform/named/package.json": JSON.stringify({ name: "named", version, main: "index.js" }),
    "platform/named/index.js": `module.exports = "${value}";\n`,
    "platform/cdktf-cli/package.json": JSON.stringify({ name: "cdktf-cli", version: "1.0.0" }),
    // what the real one does for an app: it runs it with the folder to write into
    "platform/cdktf-cli/bundle/bin/cdktf": `
const out = process.argv[process.argv.indexOf("--output") + 1];
require("node:child_process").execFileSync("node", ["app.js"], { env: { ...process.env, CDKTF_OUTDIR: out, NAME_FROM: "named" } });
`,
  });
  const repo = repository(named("1.0.0", "by-the-old-package"));
  repo.write(named("2.0.0", "by-the-new-package"));
  const { stdout, stderr, status } = repo.review("HEAD");
  expect([status, stderr]).toEqual([0, ""]);
  expect(String(stdout)).toContain("by-the-old-package");
});
