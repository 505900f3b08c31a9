/** Versions of the registered model, each with its run. */
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scope } from "./api.js";

/** How many of the newest versions are asked for the run that made them. */
const newest = 20;

/** Tags of a version, which no list of versions holds. */
export async function tagsOf(
  api: Api,
  what: string,
  name: string,
  version: string,
): Promise<Readonly<Record<string, string>>> {
  const query = new URLSearchParams({ name, version });
  const url = `${api.host}/api/2.0/mlflow/unity-catalog/model-versions/get?${query}`;
  const { model_version: found = {} } = await api.rest.json({ what, url, scope });
  return Object.fromEntries((found.tags ?? []).map(({ key, value }: Json) => [key, value]));
}

/** The version that a run registered, as `<version>@<run>`; undefined where none of the newest is of it. */
export async function versionOf(api: Api, model: string, run: string): Promise<string | undefined> {
  const what = "say which version the run registered";
  const versions: number[] = [];
  let page = "";
  do {
    const query = new URLSearchParams({ max_results: "100", ...(page === "" ? {} : { page_token: page }) });
    const url = `${api.host}/api/2.1/unity-catalog/models/${model}/versions?${query}`;
    const { model_versions: found = [], next_page_token: next } = await api.rest.json({ what, url, scope });
    versions.push(...found.map(({ version }: Json) => Number(version)));
    page = next ?? "";
  } while (page !== "");
  for (const version of versions.sort((one, other) => other - one).slice(0, newest)) {
    const tags = await tagsOf(api, what, model, String(version));
    if (tags["run"] === run) return `${version}@${run}`;
  }
  return undefined;
}
