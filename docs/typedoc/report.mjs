/**
 * Writes the public surface of the package, one report per entry of its `exports`, to `docs/api-report/`; with
 * `--check` it writes nothing and fails where a committed report is stale. It reads the types in `dist/`: build first.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CompilerState, Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const reports = join(root, "docs/api-report");
const isCheck = process.argv.includes("--check");

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.entries(manifest.exports).flatMap(([entry, { types }]) =>
  types === undefined ? [] : [{ name: entry.slice(2).replaceAll("/", "-"), types: join(root, types) }],
);

mkdirSync(reports, { recursive: true });
const none = { logLevel: "none" };
const configs = entries.map(({ name, types }) =>
  ExtractorConfig.prepare({
    configObjectFullPath: join(root, "api-extractor.json"),
    packageJsonFullPath: join(root, "package.json"),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          compilerOptions: { target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, types: ["node"] },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: reports,
        reportTempFolder: join(root, ".cache/api-report"),
      },
      messages: {
        compilerMessageReporting: { default: { logLevel: "error" } },
        // no release tag stands beside a name, and docstrings are written for editors
        extractorMessageReporting: { default: none },
        tsdocMessageReporting: { default: none },
      },
    },
  }),
);
// one program of TypeScript for all: the declarations of the bindings are large
const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entries.map(({ types }) => types) });

const stale = [];
for (const [index, extractorConfig] of configs.entries()) {
  const { succeeded, apiReportChanged } = Extractor.invoke(extractorConfig, {
    compilerState,
    localBuild: !isCheck,
    messageCallback: (message) => {
      message.handled = message.logLevel !== "error";
    },
  });
  if (apiReportChanged) stale.push(`${entries[index].name}.api.md`);
  else if (!succeeded) process.exitCode = 1;
}

const names = entries.map(({ name }) => `${name}.api.md`);
for (const file of readdirSync(reports).filter((each) => !names.includes(basename(each)))) {
  if (isCheck) stale.push(file);
  else rmSync(join(reports, file));
}
if (isCheck && stale.length > 0) {
  console.error(`docs/api-report is stale: ${stale.join(", ")}; run npm run api:report and read its diff`);
  process.exitCode = 1;
}
