/** The proof that a model can leave: what the exporter may read is exported, and verified where nothing else is. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalHost } from "./host.js";

/** The files of a manifest, as `CONTRACT.md` has it. */
interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Compares the files of an exported model with its manifest: one line per file that is not what it was. Undefined
 * where the folder has no manifest, which says nothing.
 */
export function changedFiles(folder: string): readonly string[] | undefined {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) return undefined;
  const { files } = JSON.parse(readFileSync(manifest, "utf8")) as { files?: readonly Listed[] };
  if (!Array.isArray(files) || files.length === 0) return ["manifest.json lists no file"];
  return (files as readonly Listed[]).flatMap(({ path, bytes, sha256 }) => {
    const file = join(folder, path);
    if (path.includes("..") || !existsSync(file)) return [`${path} is not there`];
    const content = readFileSync(file);
    const found = createHash("sha256").update(content).digest("hex");
    return content.length === bytes && found === sha256 ? [] : [`${path} is not what its manifest says`];
  });
}

/** What came of an export. */
export interface Exported {
  /** Files whose hash was compared; undefined where the image writes no manifest. */
  readonly files?: number;
  /** What the image's own verification printed. */
  readonly verified: string;
}

/** How it is done. */
export interface ExportProps {
  readonly host: LocalHost;
  readonly command: readonly string[];
  /** Where the model lies, which the exporter may read. */
  readonly uri: string;
  /** An environment without a training framework, in which the model is verified. */
  readonly verifier: string;
}

/**
 * Exports a model and verifies it outside: hashes by this program, a stored prediction by the image.
 * @throws Error with what does not hold
 */
export async function exportModel({ host, command, uri, verifier }: ExportProps): Promise<Exported> {
  const model = join(host.scratch("exported-model"), "model");
  const out = join(host.scratch("export"), "export");
  host.bring({ uri, isArchive: uri.endsWith(".tar.gz") }, model);
  const exported = await host.local("export", [...command, "export", "--model", model, "--export", out]);
  if (exported.exitCode !== 0)
    throw new Error(`the entry point export ended with ${exported.exitCode}: ${exported.stderr.trim().slice(-300)}`);
  return verifyExport(host, command, out, verifier);
}

/** Verifies an exported folder. @throws Error with what does not hold */
export async function verifyExport(
  host: LocalHost,
  command: readonly string[],
  folder: string,
  verifier: string,
): Promise<Exported> {
  const changed = changedFiles(folder);
  if (changed !== undefined && changed.length > 0)
    throw new Error(`the exported model was changed: ${changed.join("; ")}`);
  const verified = await host.local("verify", [...command, "export", "--verify", folder], verifier);
  if (verified.exitCode !== 0)
    throw new Error(`export --verify ended with ${verified.exitCode}: ${verified.stderr.trim().slice(-300)}`);
  const { files } = changed === undefined ? { files: undefined } : manifestOf(folder);
  return {
    verified: verified.stdout.trim().split("\n").at(-1) ?? "",
    ...(files === undefined ? {} : { files: files.length }),
  };
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { files: readonly Listed[] };
