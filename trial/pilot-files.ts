/** What a rehearsal and a trial need beside the stack: where it comes from, the spec, and the files that it names. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { sourceComment } from "../review/read/stack.js";
import type { PilotSpec } from "../stacks/pilot-spec/schema.js";
import { type PlatformId, platformIds } from "../stacks/pilot-spec/schema.js";
import type { Stack } from "../stacks/readers/stack.js";
import { type Source, staleness } from "../stacks/source.js";
import { UserError } from "../stacks/user-error.js";

/** The platform of a pilot's stack. @throws UserError */
export function platformOf({ ledger, name }: Stack): PlatformId {
  const platform = platformIds.find((id) => id === ledger?.platform);
  if (platform === undefined)
    throw new UserError([`${name}: must be a pilot's stack, and has no ledger of a platform`]);
  return platform;
}

/** The source of a stack that this library made and that is as the spec is now. @throws UserError */
export function sourceOf({ json, name }: Stack, app: string, verb: string): Source {
  const comment = sourceComment(json);
  if (typeof comment?.["spec"] !== "string")
    throw new UserError([`${name}: must say which spec it is of, and does not; synthesize it with this library's app`]);
  const source = comment as unknown as Source;
  const stale = staleness(source, app);
  if (stale !== undefined) throw new UserError([`${name}: ${stale}; run cdktf synth, then ${verb} again`]);
  return source;
}

/** The files that are needed, all checked at once. @throws UserError with one line per file that is not there */
export function filesOf(root: string, spec: PilotSpec) {
  const image = resolve(root, spec.image.folder);
  const data = resolve(root, spec.data.sample);
  const request = resolve(root, spec.endpoint.requestSample);
  const isRealtime = spec.endpoint.mode === "realtime";
  const wanted: ReadonlyArray<readonly [string, string, boolean]> = [
    ["image.folder", image, true],
    ["data.sample", data, true],
    ["endpoint.requestSample", request, isRealtime],
  ];
  const problems = wanted
    .filter(([, path, isNeeded]) => isNeeded && !existsSync(path))
    .map(([key, path]) => `${key} must name what is there, got ${path}; set it, or put the file there`);
  if (problems.length > 0) throw new UserError(problems);
  return { image, data, request, isRealtime };
}
