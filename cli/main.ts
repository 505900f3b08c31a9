/**
 * The command `cdktf-ml-pilot`: a file or folder a verb. Each verb is loaded when it is called; `init`, `add`, `review`
 * and `--help` load no construct and no provider.
 */
import { Command } from "commander";
import type { ReviewOptions } from "../review/review.js";
import { reportingErrors } from "../stacks/user-error.js";
import type { ScoreOptions } from "../trial/score.js";
import type { InitOptions } from "./init.js";
import { ownPackage } from "./own-package.js";
import type { PricesFlags } from "./prices.js";
import type { RehearseOptions } from "./rehearse.js";
import type { TrialImportOptions, TrialRunOptions } from "./trial.js";

const program = new Command("cdktf-ml-pilot")
  .description(
    "Try a managed ML platform in a private network, with explicit limits: AWS, Google and Azure side by side.",
  )
  .version(ownPackage().version)
  .showHelpAfterError("(--help shows what is allowed)");

program
  .command("init")
  .argument("[dir]", "where the pilot lives", ".")
  .option("--platform <names>", "one or more of aws, google, azure, databricks, kubernetes, separated by commas", "aws")
  .option("--name <name>", "the pilot's name; every resource name starts with it", "my-pilot")
  .option("--owner <address>", "e-mail address of the first owner of everything", "you@example.com")
  .option("--image <name>", "the image to start from: example, which is copied with its data (the default)")
  .option("--engine <name>", "what synthesizes and deploys: cdktf, or cdktn, which continues it", "cdktf")
  .option("--manager <name>", "what installs packages: npm, pnpm or yarn; without it by lock file, or npm")
  .option("--image-dir <dir>", "a folder of yours, from the pilot's, that holds an image's Dockerfile")
  .description("start a pilot: a spec of at most 20 lines, an image, cdktf.json and package.json")
  .action(async (dir: string, options: InitOptions) => {
    const { init } = await import("./init.js");
    for (const line of init(dir, options)) console.log(line);
  });

program
  .command("check")
  .argument("[specs...]", "paths of specs; those that cdktf.json names where none is given")
  .description(
    "all problems of a spec; or the spec with every default, how each platform fits, and what this machine lacks",
  )
  .option("--json", "print one JSON object for each spec, with its problems where it has any")
  .action(async (files: string[], { json }: { json?: true }) => {
    const { check, textOf } = await import("./check.js");
    const { readLine, specsOf } = await import("../stacks/pilot-spec/named.js");
    for (const file of specsOf(files, process.cwd())) {
      const report = await check(file);
      if (report.pilot !== undefined) console.error(readLine({ file, pilot: report.pilot }));
      if (json) console.log(JSON.stringify(report));
      else if (report.problems.length > 0) console.error(report.problems.join("\n"));
      else console.log(textOf(report));
      if (!report.ok) process.exitCode = 1;
    }
  });

program
  .command("review")
  .argument(
    "[stacks...]",
    "names in the app folder, or paths to cdk.tf.json; all stacks of the app where none is named",
  )
  .option("--app <dir>", "the folder that cdktf synth wrote", "cdktf.out")
  .option("--output <dir>", "write the pages there, as Markdown, HTML, JSON and SARIF, instead of printing one")
  .option("--format <format>", "what is printed: md, html, json or sarif", "md")
  .option("--plan <file>", "the plan of the one stack, by terraform show -json")
  .option("--prices <file>", "a price book, such as examples/penguins/prices.yaml")
  .option(
    "--base <dir|ref>",
    "report only what changed since this app folder, or since a git ref whose code is executed",
  )
  .option("--fail-on <kinds>", "exit 2 where one is found, such as grave or destroy,public")
  .option("--accepted <file>", "changes that somebody agreed to, which --fail-on lets pass: review-accepted.yaml")
  .description("what a reviewer must know of synthesized stacks: permissions, reach, limits, expiry, cost, rollback")
  .action(async (stacks: string[], options: ReviewOptions) => {
    const { printReview } = await import("./review.js");
    printReview(stacks, options);
  });

program
  .command("rehearse")
  .argument(
    "[stacks...]",
    "names in the app folder, a mixed pilot by its own, or paths to cdk.tf.json; all pilots where none is named",
  )
  .option("--app <dir>", "the folder that cdktf synth wrote", "cdktf.out")
  .option("--evidence <dir>", "where records go, as <dir>/<platform>/<time>-<what>.json", "trial")
  .option("--requests <count>", "requests sent to the endpoint, at most 100000", "1000")
  .option("--concurrency <count>", "requests at once, at most 64", "4")
  .option("--python <path>", "a Python 3.11 or later; the first on PATH where none is named")
  .description("run a pilot on this machine, without a cloud: pipeline, gate, endpoint, load, release, export")
  .action(async (stacks: string[], options: RehearseOptions) => {
    const { printRehearsal } = await import("./rehearse.js");
    await printRehearsal(stacks, options);
  });

program
  .command("prices")
  .argument(
    "[stacks...]",
    "names in the app folder, or paths to cdk.tf.json; all stacks of the app where none is named",
  )
  .option("--app <dir>", "the folder that cdktf synth wrote", "cdktf.out")
  .option("--output <file>", "the book to write", "prices.yaml")
  .option("--currency <code>", "three letters, such as EUR; not every cloud sells in every currency", "USD")
  .option("--infracost <file>", "take the prices of infracost breakdown --format json, and ask no cloud")
  .description("write a dated price book for what these stacks are charged for, from the clouds' public price lists")
  .action(async (stacks: string[], flags: PricesFlags) => {
    const { prices } = await import("./prices.js");
    const [wrote, ...left] = await prices(stacks, flags);
    console.log(wrote);
    for (const line of left) console.error(line);
  });

const trial = program.command("trial").description("measure deployed pilots, and what they have proven");

trial
  .command("run")
  .argument(
    "[stacks...]",
    "names in the app folder, a mixed pilot by its own, or paths to cdk.tf.json; all pilots where none is named",
  )
  .option("--app <dir>", "the folder that cdktf synth wrote", "cdktf.out")
  .option("--evidence <dir>", "where records go, as <dir>/<platform>/<time>-<what>.json", "trial")
  .option("--runs <count>", "runs of the pipeline, at most 20; 0 measures only what serves", "3")
  .option("--requests <count>", "requests sent to the endpoint, at most 100000", "1000")
  .option("--concurrency <count>", "requests at once, at most 64", "4")
  .option("--roll", "roll to the other listed release and back, while requests are sent")
  .option("--prices <file>", "a price book, such as examples/penguins/prices.yaml: what the trial may cost at most")
  .option("--outputs <file>", "what terraform output -json printed for the one stack; terraform is asked without it")
  .option("--bill <table>", "the table of the billing export, where a cloud has no API for its bill: docs/trial.md")
  .option("--python <path>", "a Python 3.11 or later to verify the export; the first on PATH where none is named")
  .option("--yes", "do not ask before something is started that costs money")
  .description("measure a deployed pilot on its platform: runs, load, release, export, bill; starts nothing unasked")
  .action(async (stacks: string[], options: TrialRunOptions) => {
    const { printTrial } = await import("./trial.js");
    await printTrial(stacks, options);
  });

trial
  .command("import")
  .argument("<stack>", "name in the app folder, or path to cdk.tf.json")
  .requiredOption("--probe <file>", "the probe.json that a run of this stack wrote, fetched by hand")
  .option("--app <dir>", "the folder that cdktf synth wrote", "cdktf.out")
  .option("--evidence <dir>", "where records go, as <dir>/<platform>/<time>-<what>.json", "trial")
  .description("make evidence of the platform from a probe.json, where trial run cannot fetch it")
  .action(async (stack: string, options: TrialImportOptions) => {
    const { printImport } = await import("./trial.js");
    await printImport(stack, options);
  });

trial
  .command("score")
  .option("--app <dir>", "the folder that cdktf synth wrote", "cdktf.out")
  .option("--evidence <dir>", "the folder of records that rehearse and trial run write", "trial")
  .option("--prices <file>", "a price book, such as examples/penguins/prices.yaml: what the pilots may cost")
  .option("--output <dir>", "write scorecard.md, .html and .json there, instead of printing one")
  .option("--format <format>", "what is printed: md, html or json", "md")
  .description("the five proofs and the no-go signals of each platform, from evidence alone; exit 2 for a no-go")
  .action(async (options: ScoreOptions) => {
    const { printScore } = await import("./trial.js");
    printScore(options);
  });

program
  .command("deployer")
  .argument("<platform>", "aws, google or azure")
  .argument("[specs...]", "paths of specs; those that cdktf.json names where none is given")
  .description("the rights that deploy and destroy a spec, as policies or commands to paste")
  .action(async (platform: string, files: string[]) => {
    const { deployer } = await import("./deployer.js");
    const { specsOf } = await import("../stacks/pilot-spec/named.js");
    const lines = await deployer(platform, specsOf(files, process.cwd()), (line) => console.error(line));
    for (const line of lines) console.log(line);
  });

program
  .command("add")
  .argument("[construct]", "such as aws/data-bucket; all are listed where none is named")
  .option("--to <dir>", "the folder that the files go to", ".")
  .option("--dry-run", "say what would be written, and write nothing")
  .option("--force", "overwrite files that were changed since they were copied")
  .option("--diff", "show how the copies differ from the originals of this version, and write nothing")
  .description("copy one construct, and what its imports name, into a repo of your own")
  .action(async (name: string | undefined, options: { to: string; dryRun?: true; force?: true; diff?: true }) => {
    const { add } = await import("./add.js");
    for (const line of add(name, options)) console.log(line);
  });

reportingErrors(() => program.parseAsync());
