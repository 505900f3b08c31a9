/** What a reader of a spec without a problem should know: it synthesizes, and may not do what its author expects. */
import { platforms } from "../platforms.js";
import { type PilotSpec, platformIds } from "./schema.js";

const isAccelerated = (hardware: string) => !hardware.startsWith("cpu-");

/**
 * One line per note.
 * @param today for tests
 */
export function notes(spec: PilotSpec, today: Date = new Date()): readonly string[] {
  const { operators, budget, training, endpoint, steps } = spec;
  const lines: string[] = [];
  for (const platform of platformIds) {
    if (spec[platform] === undefined || operators[platform].length > 0) continue;
    lines.push(
      `operators.${platform}: is empty, so nobody may upload data, push an image, start a run or approve; name a principal`,
    );
  }
  for (const platform of platformIds) {
    const { notes: ofPlatform }: { readonly notes?: (spec: PilotSpec) => readonly string[] } = platforms[platform];
    if (spec[platform] !== undefined && ofPlatform !== undefined) lines.push(...ofPlatform(spec));
  }
  for (const platform of platformIds) {
    const { name, bound, planned } = platforms[platform].providerVersions;
    const version = spec[platform]?.providerVersion;
    if (version === undefined || version === bound || planned.includes(version)) continue;
    lines.push(
      `${platform}.providerVersion: ${name} ${version} planned no pilot here; only its schema was held against the ` +
        "stack, so read a plan before you apply",
    );
  }
  const month = today.toISOString().slice(0, 7);
  if (budget.start.slice(0, 7) < month) {
    lines.push(
      `budget.start: ${budget.start} lies before this month; a platform may refuse to make a budget that starts in the past. ` +
        `Keep it where the budget is deployed, else use ${month}-01`,
    );
  }
  if (training.nodes > 1) {
    lines.push(
      `training.nodes: ${training.nodes} nodes each run the same command; the image that init copies does not share the work ` +
        "between them, so it trains the same model on each. An image of your own must do that",
    );
  }
  const used = [
    ["training.hardware", training.hardware],
    ["endpoint.hardware", endpoint.hardware],
    ...Object.entries(steps).map(([step, { hardware }]) => [`steps.${step}.hardware`, hardware] as const),
  ] as const;
  for (const [key, hardware] of used) {
    if (!isAccelerated(hardware)) continue;
    lines.push(
      `${key}: ${hardware} has an accelerator; the image that init copies does not use one, so it runs no faster there. ` +
        "An image of your own must do that",
    );
  }
  return lines;
}
