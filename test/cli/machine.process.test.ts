/** What `check` says of this machine: the installed Terraform, and credentials that nobody thinks of. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineNeeds } from "../../cli/check/machine.js";
import type { PilotSpec, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../scratch.js";

/** A machine with nothing but a home and the tools of the system. */
let machine: { env: NodeJS.ProcessEnv; home: string };
beforeEach(() => {
  machine = { env: { PATH: process.env.PATH }, home: temporaryFolder("home") };
});

const local: PilotSpec["state"] = { backend: "local" };
const need = (what: string, state: PilotSpec["state"] = local, named: readonly PlatformId[] = ["azure"]) =>
  machineNeeds({ state }, named, machine).find((each) => each.what === what);

/** Puts a program first on PATH that says what a Terraform or an OpenTofu of this version says. */
function install(version: string, name: "Terraform" | "OpenTofu" = "Terraform", warning = ""): void {
  const folder = join(temporaryFolder("bin"), "bin");
  const file = join(folder, name === "OpenTofu" ? "tofu" : "terraform");
  mkdirSync(folder);
  writeFileSync(
    file,
    `#!/bin/sh\n[ "$*" = "version" ] && printf '%s\\n' '${warning}${name} v${version}' 'on linux_amd64'\n`,
  );
  chmodSync(file, 0o755);
  machine.env.PATH = `${folder}:${machine.env.PATH}`;
}

const fix = (terraform: string, openTofu: string) =>
  `install Terraform ${terraform} or later; or OpenTofu ${openTofu} or later, with TERRAFORM_BINARY_NAME=tofu`;

test.each([
  ["aws", "1.9.8", fix("1.10.0", "1.10.0")],
  ["google", "0.15.5", fix("1.10.0", "1.10.0")],
  // a write-only argument
  ["azure", "1.10.5", fix("1.11.0", "1.12.0")],
] as const)("for %s, Terraform %s is older than the stacks take", (platform, version, said) => {
  install(version);
  expect(need("Terraform", local, [platform])).toEqual({
    what: "Terraform",
    fix: `${version} is older than the stacks take; ${said}`,
  });
});

test("the stacks of several platforms need the newest that one of them needs", () => {
  install("1.10.5");
  expect(need("Terraform", local, ["aws", "azure"])?.found).toBeUndefined();
  expect(need("Terraform", local, ["aws", "google"])?.found).toBe("1.10.5");
});

test.each(["1.11.0", "1.11.0-rc1", "1.11.4", "1.15.0-alpha1", "2.0.0"])("Terraform %s will do", (version) => {
  install(version);
  expect(need("Terraform")?.found).toBe(version);
});

test("OpenTofu has versions of its own", () => {
  machine.env.TERRAFORM_BINARY_NAME = "tofu";
  install("1.11.4", "OpenTofu");
  expect(need("OpenTofu")).toEqual({
    what: "OpenTofu",
    fix: `1.11.4 is older than the stacks take; ${fix("1.11.0", "1.12.0")}`,
  });
  expect(need("OpenTofu", local, ["aws"])?.found).toBe("1.11.4");
  install("1.12.0", "OpenTofu");
  expect(need("OpenTofu")?.found).toBe("1.12.0");
});

test("another program is asked where TERRAFORM_BINARY_NAME names one", () => {
  install("1.5.7");
  install("1.12.6", "OpenTofu");
  machine.env.TERRAFORM_BINARY_NAME = "tofu";
  expect(need("OpenTofu")?.found).toBe("1.12.6");
});

test("a version is found behind a warning of its configuration", () => {
  const warning = "\nWarning: Unable to open CLI configuration file\n\n";
  install("1.12.6", "OpenTofu", warning);
  machine.env.TERRAFORM_BINARY_NAME = "tofu";
  expect(need("OpenTofu")?.found).toBe("1.12.6");
});

test("no program, or one that says no version, is missing", () => {
  const folder = temporaryFolder("empty");
  machine.env.PATH = folder;
  expect(need("Terraform")).toEqual({ what: "Terraform", fix: fix("1.11.0", "1.12.0") });
});

describe("credentials for the state", () => {
  const s3: PilotSpec["state"] = { backend: "s3", bucket: "acme-states", region: "eu-west-1" };
  test("a spec of Azure alone with its state in S3 needs those of AWS", () => {
    expect(need("credentials for the state (s3)", s3)).toEqual({
      what: "credentials for the state (s3)",
      fix: expect.stringMatching(/^aws sso login, or set AWS_ACCESS_KEY_ID or /),
    });
  });

  test("one that names AWS has them in the list already", () => {
    expect(need("credentials for the state (s3)", s3, ["aws"])).toBeUndefined();
    expect(need("credentials for aws", s3, ["aws"])).toBeDefined();
  });

  test("HTTP takes a password from a variable, HCP Terraform a token by the name of its host", () => {
    const http: PilotSpec["state"] = { backend: "http", address: "https://git.acme.io/states", lock: "gitlab" };
    expect(need("credentials for the state (http)", http)?.fix).toContain("TF_HTTP_PASSWORD");
    const cloud: PilotSpec["state"] = { backend: "cloud", organization: "acme", hostname: "tfe.my-acme.io" };
    expect(need("credentials for the state (cloud)", cloud)).toEqual({
      what: "credentials for the state (cloud)",
      fix: expect.stringMatching(/^terraform login tfe\.my-acme\.io, or set TF_TOKEN_tfe_my__acme_io;/),
    });
    machine.env["TF_TOKEN_tfe_my__acme_io"] = "secret-of-a-test";
    expect(JSON.stringify(need("credentials for the state (cloud)", cloud))).not.toContain("secret-of-a-test");
    expect(need("credentials for the state (cloud)", cloud)?.found).toBe(
      "TF_TOKEN_tfe_my__acme_io is there (not tried)",
    );
  });
});
