/** The finder of providers, on machines that are made of temporary folders. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findPackage, type Machine, mirrorFolders, packagesOf } from "./providers.js";

const wanted = { source: "hashicorp/aws", version: "6.25.0" };

describe("provider finder", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "ml-pilot-finder-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const machine = (env: Machine["env"] = {}): Machine => ({
    env: { XDG_DATA_DIRS: join(root, "share"), ...env },
    home: join(root, "home"),
    repository: join(root, "clone"),
    imagePlaces: [join(root, "opt")],
    platform: "linux_amd64",
  });
  /** Puts a package below a mirror; unpacked unless it ends in .zip. */
  function place(mirror: string, version: string, platform = "linux_amd64", provider = "hashicorp/aws"): string {
    const folder = join(root, mirror, "registry.terraform.io", provider, version, platform);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `terraform-provider-${provider.split("/")[1]}_v${version}_x5`), "");
    return folder;
  }
  const config = (text: string) => {
    const file = join(root, "home/.terraformrc");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };

  test.each([
    ["TF_PLUGIN_MIRROR", "somewhere", (at: string) => ({ TF_PLUGIN_MIRROR: at })],
    ["TF_PLUGIN_CACHE_DIR", "cache", (at: string) => ({ TF_PLUGIN_CACHE_DIR: at })],
    ["XDG_DATA_HOME", "data/terraform/plugins", (at: string) => ({ XDG_DATA_HOME: dirname(dirname(at)) })],
    ["XDG_DATA_DIRS", "share/terraform/plugins", () => ({})],
    ["the home's own folder", "home/.terraform.d/plugins", () => ({})],
    ["the home's data folder", "home/.local/share/terraform/plugins", () => ({})],
    ["what fetch-providers.ts fetched", "clone/.cache/terraform-plugins", () => ({})],
    ["a folder right below /opt", "opt", () => ({})],
    ["a folder one level below /opt", "opt/plugins", () => ({})],
    ["a folder two levels below /opt", "opt/platform/plugins", () => ({})],
  ])("finds a mirror by %s", (_, mirror, env) => {
    const path = place(mirror, "6.25.0");
    expect(findPackage(wanted, machine(env(join(root, mirror))))).toEqual({ ...wanted, path });
  });

  test("does not look deeper than that", () => {
    place("opt/a/b/c", "6.25.0");
    expect(packagesOf("hashicorp/aws", machine())).toEqual([]);
  });

  test("finds a mirror by the CLI config of the home, and by the one that TF_CLI_CONFIG_FILE names", () => {
    const path = place("mirror", "6.25.0");
    const mirror = `filesystem_mirror {\n    path    = "${root}/mirror"\n    include = ["*/*/*"]\n  }`;
    const text = `provider_installation {\n  ${mirror}\n}\n`;
    const file = config(text);
    expect(findPackage(wanted, machine())).toEqual({ ...wanted, path });
    expect(findPackage(wanted, machine({ TF_CLI_CONFIG_FILE: file }))).toEqual({ ...wanted, path });
  });

  test("finds the plugin cache of a CLI config, below the home too", () => {
    const path = place("home/cached", "6.25.0");
    config('plugin_cache_dir = "$HOME/cached"\n');
    expect(findPackage(wanted, machine())).toEqual({ ...wanted, path });
  });

  test("a CLI config that is named and absent, or commented out, is no problem", () => {
    place("mirror", "6.25.0");
    config(`# plugin_cache_dir = "${root}/mirror"\n`);
    expect(mirrorFolders(machine({ TF_CLI_CONFIG_FILE: join(root, "absent.tfrc") }))).toEqual([]);
    expect(mirrorFolders(machine())).toEqual([]);
  });

  test("takes the exact version wherever it is, else the newest other one, by number", () => {
    place("opt/one", "5.100.0");
    place("opt/one", "5.9.0");
    expect(findPackage(wanted, machine())).toMatchObject({ version: "5.100.0" });
    place("opt/two", "6.25.0");
    place("opt/two", "6.66.0");
    expect(findPackage(wanted, machine())).toMatchObject({ version: "6.25.0" });
  });

  test("takes a zip, a linked folder, and a namespace in capitals", () => {
    const zip = join(
      root,
      "opt/zips/registry.terraform.io/hashicorp/aws/terraform-provider-aws_6.25.0_linux_amd64.zip",
    );
    mkdirSync(dirname(zip), { recursive: true });
    writeFileSync(zip, "");
    expect(findPackage(wanted, machine())).toEqual({ ...wanted, path: zip });
    place("elsewhere", "2.12.0", "linux_amd64", "Azure/azapi");
    symlinkSync(join(root, "elsewhere"), join(root, "opt/linked"));
    expect(findPackage({ source: "azure/azapi", version: "2.12.0" }, machine())).toMatchObject({ version: "2.12.0" });
  });

  test("another platform's package, an empty folder and a folder that is no version are not packages", () => {
    place("opt/a", "6.25.0", "darwin_arm64");
    mkdirSync(join(root, "opt/b/registry.terraform.io/hashicorp/aws/6.25.0/linux_amd64"), { recursive: true });
    place("opt/c", "latest");
    expect(packagesOf("hashicorp/aws", machine())).toEqual([]);
  });

  test("says in one line what is missing, where it looked, and what to do", () => {
    mkdirSync(join(root, "opt/plugins/registry.terraform.io"), { recursive: true });
    expect(findPackage(wanted, machine())).toBe(
      `no provider hashicorp/aws for linux_amd64 (${root}/opt/plugins), and registry.terraform.io does not answer; ` +
        "set TF_PLUGIN_MIRROR to a folder that holds registry.terraform.io/",
    );
  });
});
