#!/usr/bin/env node
/**
 * Stands in for every command that a shell block of the docs calls, under that command's name. This project's own command and
 * `cdktf synth` run for real. npm is held to the scripts of package.json, cdktf to the stacks of the example. The platforms' CLIs,
 * Terraform, git and docker need an account or a network: their lines were parsed and expanded by the shell, and go no further.
 */
const { spawnSync } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");

const root = join(__dirname, "../..");

function fail(message) {
  console.error(message);
  process.exit(1);
}

function ran(file, args, env = {}) {
  const loader = join(root, "node_modules/tsx/dist/loader.mjs");
  const options = { stdio: "inherit", env: { ...process.env, ...env } };
  return spawnSync(process.execPath, ["--import", loader, join(root, file), ...args], options).status ?? 1;
}

function tsx(file, args, env) {
  process.exit(ran(file, args, env));
}

/** Synthesizes what cdktf.json names, as `cdktf synth` and `npm start` do; returns the exit code. */
function synthesized() {
  const { context } = existsSync("cdktf.json") ? JSON.parse(readFileSync("cdktf.json", "utf8")) : {};
  const ofCli = { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" };
  return ran("stacks/main.ts", [], { CDKTF_CONTEXT_JSON: JSON.stringify(context ?? {}), ...ofCli });
}

function npm([verb, ...args]) {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (["ci", "install", "pack"].includes(verb)) return;
  const script = verb === "run" ? args[0] : verb;
  if (!(script in scripts)) fail(`npm ${verb} ${args.join(" ")}: package.json has no script ${script}`);
}

const platforms = readdirSync(join(root, "stacks")).filter((name) =>
  existsSync(join(root, "stacks", name, "platform.ts")),
);
const isStack = new RegExp(`^[a-z][a-z0-9-]*-(${platforms.join("|")})(-(quotas|runs|account))?$`);

function cdktf([verb, ...args]) {
  if (verb === "synth") process.exit(synthesized());
  if (!["deploy", "destroy", "diff", "output"].includes(verb)) fail(`cdktf ${verb}: is no verb of cdktf`);
  const unknown = args.filter((stack) => !stack.startsWith("-") && !isStack.test(stack));
  if (unknown.length > 0) fail(`cdktf ${verb}: ${unknown.join(", ")}: no stack of the example is called so`);
  if (verb === "deploy") for (const stack of args.filter((each) => isStack.test(each))) leaveBehind(stack);
}

/** What a deploy leaves: the synthesized stack, the hashes of its providers, and a state. */
function leaveBehind(stack) {
  const folder = join("cdktf.out/stacks", stack);
  mkdirSync(folder, { recursive: true });
  for (const file of [join(folder, "cdk.tf.json"), join(folder, ".terraform.lock.hcl"), `${stack}.tfstate`])
    if (!existsSync(file)) writeFileSync(file, "");
}

/** Reads stacks, spec and files as ever, and ends where a Python is looked for: the interpreters tier runs the steps. */
function rehearse(given) {
  const loader = join(root, "node_modules/tsx/dist/loader.mjs");
  const args = ["--import", loader, join(root, "cli/main.ts"), ...given, "--python", join(root, "no-python")];
  const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (!stderr.includes("rehearse needs Python 3.11 or later")) fail(stderr);
}

/** Reads stack, spec, files and prices as ever, and ends where the outputs of a deployed stack are looked for. */
function trialRun(given) {
  const loader = join(root, "node_modules/tsx/dist/loader.mjs");
  const args = ["--import", loader, join(root, "cli/main.ts"), ...given];
  const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (!/ output -json: must be what terraform output -json prints/.test(stderr)) fail(stderr);
}

function npx(args) {
  const rest = args.filter(
    (arg, at) => arg !== "--yes" && arg !== "--no" && arg !== "--package" && args[at - 1] !== "--package",
  );
  const [name, ...given] = rest;
  const readsStacks = name === "cdktf-ml-pilot" && ["rehearse", "trial"].includes(given[0]);
  // whoever comes to this line has run `npm start` or `cdktf synth` before
  if (readsStacks && !existsSync("cdktf.out") && synthesized() !== 0) fail("the example does not synthesize");
  if (name === "cdktf-ml-pilot" && given[0] === "rehearse") return rehearse(given);
  if (name === "cdktf-ml-pilot" && given[0] === "trial" && given[1] === "run") return trialRun(given);
  if (name === "cdktf-ml-pilot" && given[0] === "trial") mkdirSync("trial", { recursive: true }); // where rehearse writes
  if (name === "cdktf-ml-pilot") tsx("cli/main.ts", given);
  if (name === "tsx") tsx(given[0], given.slice(1));
  if (name === "cdktf") return cdktf(given);
  if (name !== "jest") fail(`npx ${rest.join(" ")}: is no command of this project`);
}

/** Makes the folder that a checkout makes, with what the app reads there. */
function git([verb, ...args]) {
  if (verb !== "worktree" || args[0] !== "add") return;
  for (const name of ["cdktf.json", "package.json", "examples"]) cpSync(name, join(args[1], name), { recursive: true });
}

/** Makes the folder of a stack: it was synthesized by the commit that was deployed. */
function terraform(args) {
  const [, folder] = args.map((arg) => /^-chdir=(.+)$/.exec(arg)).find((match) => match) ?? [];
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
}

const args = process.argv.slice(2);
const called = basename(process.argv[1]);
const known = { npm, npx, git, terraform, tofu: terraform, cdktf: (given) => cdktf(given) };
if (called in known) known[called](args);
