/** What synthesizes and deploys a pilot's repo: cdktf, or cdktn, which continues it and is installed under its name. */
import { UserError } from "../../stacks/user-error.js";
import { ownPackage } from "../own-package.js";

/** The version of cdktn that this project is tried with (docs/longevity.md). */
export const cdktnVersion = "0.24.0";

/** What a repo installs of an engine, and how it is called. */
export interface Engine {
  /** The program of its CLI. */
  readonly program: string;
  /** The package that brings the program. */
  readonly cli: string;
  readonly cliVersion: string;
  /** Under which version the package `cdktf` is installed, which the bindings import. */
  readonly core: string;
  /** What a root's manifest must override. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Install scripts that npm runs without asking. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
  /** The Node that the CLI needs. @default - that of this package */
  readonly node?: string;
}

/** The package without whose override the CLI of cdktf crashes on Node 24 and later. */
const nodePty = "@cdktf/node-pty-prebuilt-multiarch";

/** The engines that `init` takes, the default first. */
export const engineNames = ["cdktf", "cdktn"] as const;

/** @throws UserError for an unknown name */
export function engineOf(name: string = engineNames[0]): Engine {
  const { devDependencies, overrides } = ownPackage();
  switch (name) {
    case "cdktf":
      return {
        program: "cdktf",
        cli: "cdktf-cli",
        cliVersion: devDependencies["cdktf-cli"] ?? "*",
        core: devDependencies["cdktf"] ?? "*",
        overrides: { [nodePty]: overrides[nodePty] ?? "" },
        // npm 11 warns of an install script that nobody approved: this one fetches the terminal of cdktf's CLI
        allowScripts: { "@homebridge/node-pty-prebuilt-multiarch": true },
      };
    case "cdktn":
      return {
        program: "cdktn",
        cli: "cdktn-cli",
        cliVersion: cdktnVersion,
        core: `npm:cdktn@${cdktnVersion}`,
        // the bindings ask for cdktf ^0.21.0, which npm would not take the alias for
        overrides: { cdktf: `npm:cdktn@${cdktnVersion}` },
        allowScripts: {},
        // package.json of cdktn-cli 0.24.0, engines
        node: ">=22.19.0",
      };
    default:
      throw new UserError([`--engine: ${JSON.stringify(name)} is unknown; allowed: ${engineNames.join(", ")}`]);
  }
}
