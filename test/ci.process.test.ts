/** A skipped test is excused only while what it lacks is not on this machine: each reason is seen both ways. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, temporaryFolder } from "./scratch.js";

/** A folder with the few programs that the check itself needs, and with fakes. */
function machine(fakes: Readonly<Record<string, string>>): string {
  const bin = temporaryFolder("bin");
  for (const tool of ["bash", "env", "find", "grep", "uname"]) {
    const found = spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).stdout.trim();
    symlinkSync(found, join(bin, tool));
  }
  for (const [name, said] of Object.entries(fakes)) {
    rmSync(join(bin, name), { force: true });
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\necho "${said}"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

function excused(line: string, bin: string, environment: Readonly<Record<string, string>> = {}): boolean {
  const env = { PATH: bin, HOME: bin, ...environment };
  return spawnSync(join(root, ".ci/excused"), [line], { env, encoding: "utf8" }).status === 0;
}

test.each([
  ["SKIPPED deploy: python-env: no Python 3.11 found: install it", "python3", "Python 3.11.9"],
  ["SKIPPED plan: no terraform on PATH; install Terraform 1.7 or later", "terraform", "Terraform v1.12.0"],
  ["SKIPPED node v20.20.2: cdktf deploy: no terraform", "terraform", "Terraform v1.12.0"],
  ["SKIPPED runs: no gcloud on PATH; install the Google Cloud CLI", "gcloud", "Google Cloud SDK"],
  ["SKIPPED the runbook: no curl on PATH; install it", "curl", "curl 8.5.0"],
  ["SKIPPED the runbook: no jq on PATH; install it", "jq", "jq-1.7"],
  ["SKIPPED OpenTofu: no tofu on PATH; install OpenTofu 1.12 or later", "tofu", "OpenTofu v1.12.6"],
  ["SKIPPED azure: no openssl on PATH; the providers speak https only", "openssl", "OpenSSL 3.0.17"],
  ["SKIPPED apply: no etcd on PATH; build it", "etcd", "etcd Version: 3.6.5"],
  ["SKIPPED apply: no kube-apiserver on PATH; build it", "kube-apiserver", "v1.36.2"],
  ["SKIPPED apply: no kube-controller-manager on PATH; build it", "kube-controller-manager", "v1.36.2"],
  ["SKIPPED several nodes: no network namespace here; run as root on Linux, with unshare and ip", "unshare", ""],
  ["SKIPPED test/browser: no chromium here; apt-get install chromium", "chromium", "Chromium 130"],
])("%s", (line, tool, said) => {
  expect(excused(line, machine({}))).toBe(true);
  expect(excused(line, machine({ [tool]: said }))).toBe(false);
});

test("another Python is not the one of the locks", () => {
  expect(excused("SKIPPED x: no Python 3.11 found", machine({ python3: "Python 3.13.1" }))).toBe(true);
});

test("a provider lies in a mirror, or the skip is excused", () => {
  const line = "SKIPPED plan: no provider nobody/imaginary for linux_amd64";
  const mirror = temporaryFolder("mirror");
  expect(excused(line, machine({}), { TF_PLUGIN_MIRROR: mirror })).toBe(true);
  mkdirSync(join(mirror, "nobody"));
  writeFileSync(join(mirror, "nobody/terraform-provider-imaginary_1.0.0_linux_amd64.zip"), "");
  expect(excused(line, machine({}), { TF_PLUGIN_MIRROR: mirror })).toBe(false);
});

test("what only root can do is excused for everybody else", () => {
  const line = "SKIPPED [1] test_mounts.py:54: only root can run a process as another user";
  const as = (id: number) => machine({ id: String(id) });
  expect([excused(line, as(1000)), excused(line, as(0))]).toEqual([true, false]);
});

/** Where providers were looked for, which stands within "no provider …". */
const withinAnother = "no folder with ";

/** What tests say that they lack: literals that begin with `no ` and are no test's own name. */
function reasons(): ReadonlyArray<readonly [file: string, reason: string]> {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /(\.ts|\/run)$/.test(file) && file !== "ci.process.test.ts")
    .flatMap((file) => {
      const text = readFileSync(join(root, "test", file), "utf8");
      if (!/describeUnless|noTerraform|SKIPPED|missing\(|no provider \$\{/.test(text)) return [];
      const lacking = [...text.matchAll(/["`](no [^"`\n]+)["`]/g), ...text.matchAll(/SKIPPED ([^"`\n]*: \w[^"`\n]+)/g)];
      return lacking
        .filter(({ index }) => !/\b(test|tests|describe|it)\(\s*$/.test(text.slice(0, index)))
        .map(([, reason = ""]) => reason.replaceAll(/\$\{[^}]*source\}/g, "nobody/imaginary"))
        .map((reason) => [file, reason.replaceAll(/\$\{[^}]*\}/g, "terraform")] as const)
        .filter(([, reason]) => !reason.startsWith(withinAnother));
    });
}

test("each reason that a test gives is known", () => {
  const found = reasons();
  for (const part of ["terraform on PATH", "gcloud", "openssl", "chromium", "no provider", "no Python"])
    expect(found.map(([, reason]) => reason)).toContainEqual(expect.stringContaining(part));
  const bin = machine({ uname: "Darwin arm64", id: "1000" });
  expect(found.filter(([, reason]) => !excused(`SKIPPED a test: ${reason}`, bin))).toEqual([]);
});

test("a reason that nobody knows is not excused", () => {
  expect(excused("SKIPPED plan: the moon is full", machine({}))).toBe(false);
});
