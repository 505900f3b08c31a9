/** Files of volumes. docs.databricks.com/api/workspace/files (2026-11) */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { PlatformProblem } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scope } from "./api.js";

const escaped = (path: string) => path.split("/").map(encodeURIComponent).join("/");

/** The URL of a file. */
export const fileUrl = ({ host }: Api, path: string): string => `${host}/api/2.0/fs/files${escaped(path)}`;

/** Brings a folder with all below it, and returns the bytes. @throws PlatformProblem */
export async function bringFolder(api: Api, what: string, path: string, target: string): Promise<number> {
  let [bytes, page] = [0, ""];
  mkdirSync(target, { recursive: true });
  do {
    const query = page === "" ? "" : `?${new URLSearchParams({ page_token: page })}`;
    const url = `${api.host}/api/2.0/fs/directories${escaped(path)}${query}`;
    const { contents = [], next_page_token: next } = await api.rest.json({ what, url, scope });
    for (const { path: inside, is_directory: isFolder } of contents as readonly Json[]) {
      const own = resolve(target, String(inside).slice(path.length + 1));
      if (!String(inside).startsWith(`${path}/`) || !own.startsWith(`${target}${sep}`))
        throw new PlatformProblem("other", "a file of the model has a name that leaves its folder", "look at it");
      mkdirSync(dirname(own), { recursive: true });
      if (isFolder === true) bytes += await bringFolder(api, what, inside, own);
      else bytes += await api.rest.file({ what, scope, url: fileUrl(api, inside) }, own);
    }
    page = next ?? "";
  } while (page !== "");
  return bytes;
}

/** SHA-256 of a model's manifest, in hex; undefined where it has none. */
export function manifestHash(folder: string): string | undefined {
  const path = join(folder, "manifest.json");
  return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : undefined;
}
