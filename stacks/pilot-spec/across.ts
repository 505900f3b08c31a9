/** Rules across the sections of a spec, and rules that hold for values of one kind wherever they are. */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { cronProblem } from "./cron.js";
import { labelProblems } from "./labels.js";
import { quote, suggest } from "./messages.js";
import type { MixedHalf, MixedHalves } from "./mixed-halves.js";
import { regionProblem, residencyProblem, stateRegionProblem } from "./regions.js";
import { type PlatformId, platformIds } from "./schema.js";

/** Lists in which an entry that stands twice means something. */
const repeatable = new Set(["command", "choresReplaced", "customControlKept", "noGo"]);

/** Entries that stand twice in a list, in whatever case they are written: addresses and ids are compared without it. */
export function duplicates(value: unknown, path: readonly PropertyKey[] = []): readonly Problem[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    duplicates(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  if (!Array.isArray(value) || repeatable.has(String(path.at(-1)))) return inner;
  const texts = value.map((each) => (typeof each === "object" ? undefined : String(each).toLowerCase()));
  const twice = texts.flatMap((text, index): Problem[] => {
    const first = texts.indexOf(text);
    if (text === undefined || first === index) return [];
    return [
      { path: [...path, index], message: `${quote(value[index])} must not stand twice; remove it here or at ${first}` },
    ];
  });
  return [...inner, ...twice];
}

/**
 * Blocks that nobody on the internet has: a network that took another's would not reach that other.
 * RFC 1918, section 3, and RFC 6598, section 7
 */
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

const range = (block: string) => {
  const [address = "", bits = "32"] = block.split("/");
  const start = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { start, end: start + 2 ** (32 - Number(bits)) };
};

function networkProblems({ network }: CheckedSections): readonly Problem[] {
  if (network === undefined) return [];
  const own = range(network.cidr);
  const isPrivate = privateBlocks.map(range).some(({ start, end }) => own.start >= start && own.end <= end);
  if (isPrivate) return [];
  const message = `${quote(network.cidr)} must be a private block, inside of ${privateBlocks.join(", ")}; take one of them`;
  return [{ path: ["network", "cidr"], message }];
}

/**
 * Money that no price is made of, and a start so far ahead that the budget would tell nobody for a year. A start in the
 * past is right where the budget is deployed, so it is a note.
 */
function budgetProblems({ budget }: CheckedSections, today: Date): readonly Problem[] {
  if (budget === undefined) return [];
  const problems: Problem[] = [];
  if (!/^\d+(?:\.\d{1,2})?$/.test(String(budget.monthly))) {
    const message = `${budget.monthly} must have at most two decimals; write ${Math.max(0.01, budget.monthly).toFixed(2)}`;
    problems.push({ path: ["budget", "monthly"], message });
  }
  const month = (year: number) => `${year}-${today.toISOString().slice(5, 7)}-01`;
  const last = month(today.getUTCFullYear() + 1);
  if (budget.start > last) {
    const message = `${quote(budget.start)} must be at most twelve months ahead, ${last} at the latest, because a budget alerts nobody before its start; use ${month(today.getUTCFullYear())}`;
    problems.push({ path: ["budget", "start"], message });
  }
  return problems;
}

function endpointProblems({ endpoint }: CheckedSections): readonly Problem[] {
  if (endpoint === undefined) return [];
  const problems: Problem[] = [];
  const { minReplicas, maxReplicas, mode, schedule } = endpoint;
  if (minReplicas > maxReplicas) {
    problems.push({
      path: ["endpoint", "minReplicas"],
      message: `${minReplicas} is more than maxReplicas, ${maxReplicas}; lower it or raise maxReplicas`,
    });
  }
  const path = ["endpoint", "schedule"];
  if (mode === "batch" && schedule === undefined) {
    problems.push({ path, message: "is missing; mode batch needs a cron line in UTC, such as 0 3 * * *" });
  }
  if (schedule !== undefined) {
    const problem = cronProblem(schedule);
    if (problem !== undefined) problems.push({ path, message: `${quote(schedule)} ${problem}, such as 0 3 * * *` });
    else if (mode === "realtime") {
      const message = `${quote(schedule)} has no meaning without mode: batch, because an endpoint runs on no schedule; remove it`;
      problems.push({ path, message });
    }
  }
  return problems;
}

function trainingProblems({ training, gate }: CheckedSections): readonly Problem[] {
  const problems: Problem[] = [];
  const path = ["training", "maxWaitSeconds"];
  if (training?.interruptible && (training.maxWaitSeconds ?? Number.POSITIVE_INFINITY) < training.maxRuntimeSeconds) {
    problems.push({
      path,
      message: `${training.maxWaitSeconds} is less than maxRuntimeSeconds, ${training.maxRuntimeSeconds}; it covers wait and run`,
    });
  }
  if (training && !training.interruptible && training.maxWaitSeconds !== undefined) {
    problems.push({
      path,
      message: `${training.maxWaitSeconds} has no meaning without interruptible: true; remove it or set that`,
    });
  }
  if (gate?.metric === "accuracy" && (gate.threshold < 0 || gate.threshold > 1)) {
    problems.push({
      path: ["gate", "threshold"],
      message: `${gate.threshold} must be from 0 to 1, because accuracy is a share`,
    });
  }
  return problems;
}

/** Pilots that train on one platform and serve on another. */
function mixedProblems({ mixed = [], image, ...spec }: CheckedSections): readonly Problem[] {
  return mixed.flatMap(({ train, serve, releases, live }, index): Problem[] => {
    const problems: Problem[] = [];
    const add = (key: string, message: string) => void problems.push({ path: ["mixed", index, key], message });
    for (const [key, platform, half] of [
      ["train", train, "trains"],
      ["serve", serve, "serves"],
    ] as const) {
      const halfOf = (id: PlatformId): MixedHalf =>
        (platforms[id] as { readonly mixes?: MixedHalves }).mixes?.[half] ?? { cannot: "nobody has built that" };
      const able = platformIds.filter((id) => "bucket" in halfOf(id));
      const own = halfOf(platform);
      if (spec[platform] === undefined) add(key, `${quote(platform)} has no block in this spec; add one`);
      else if ("cannot" in own) {
        add(key, `${quote(platform)} cannot ${key} in a mixed pilot, because ${own.cannot}; use ${able.join(" or ")}`);
      }
    }
    const [trains, serves] = [train, serve].map(
      (id, at) => (platforms[id] as { readonly mixes?: MixedHalves }).mixes?.[at === 0 ? "trains" : "serves"],
    );
    if (
      train !== serve &&
      trains &&
      serves &&
      "bucket" in trains &&
      "bucket" in serves &&
      trains.bucket === serves.bucket
    ) {
      const why =
        trains.bucket === "own"
          ? `${serve} serves out of its own bucket, and ${train} trains into its own`
          : `neither ${train} nor ${serve} has the bucket`;
      add(
        "serve",
        `${quote(serve)} cannot serve what ${train} trains, because ${why}; use another platform for one of them`,
      );
    }
    if (train === serve)
      add("serve", `${quote(serve)} must differ from train; leave the entry out for a pilot of its own`);
    if (mixed.findIndex((each) => each.train === train && each.serve === serve) < index) {
      add("serve", `${quote(`${train}, ${serve}`)} must not stand twice; put all releases into one entry`);
    }
    if (live !== null && !Object.hasOwn(releases, live)) {
      const listed = Object.keys(releases);
      const fix = listed.length === 0 ? "list it under releases first" : suggest(live, listed);
      add("live", `${quote(live)} is not one of the releases; ${fix}`);
    }
    if (image?.digest === null && Object.keys(releases).length > 0) {
      add("releases", "a release needs the image that serves it; set image.digest first");
    }
    return problems;
  });
}

/**
 * Rules across sections. Each runs over what is known to be right, so that one problem does not hide another.
 * @param today for tests
 */
export function acrossSections(spec: CheckedSections, today: Date = new Date()): readonly Problem[] {
  const named = platformIds.filter((platform) => spec[platform] !== undefined);
  const problems = [
    ...endpointProblems(spec),
    ...trainingProblems(spec),
    ...networkProblems(spec),
    ...budgetProblems(spec, today),
    ...labelProblems(spec, named),
    ...mixedProblems(spec),
  ];
  const ofState = stateRegionProblem(spec);
  if (ofState) problems.push(ofState);
  for (const platform of platformIds) {
    const block = spec[platform];
    if (block?.live && !Object.hasOwn(block.releases, block.live)) {
      const listed = Object.keys(block.releases);
      const fix = listed.length === 0 ? "list it under releases first" : suggest(block.live, listed);
      problems.push({ path: [platform, "live"], message: `${quote(block.live)} is not one of the releases; ${fix}` });
    }
    const region = regionProblem(platform, spec) ?? residencyProblem(spec.needs?.residency, platform, spec);
    if (region) problems.push(region);
    if (block && spec.image?.digest === null && Object.keys(block.releases).length > 0) {
      problems.push({
        path: [platform, "releases"],
        message: "a release needs the image that serves it; set image.digest first",
      });
    }
  }
  return problems;
}
