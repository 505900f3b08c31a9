/** One stack as a page: what a reviewer decides from, most important first. */

import { isMap } from "../../stacks/is-map.js";
import { platforms } from "../../stacks/platforms.js";
import type { Analysis } from "../analysis/analysis.js";
import { type Finding, findingKinds } from "../analysis/findings.js";
import { type Block, type Code, code, codes, type Page, type Section, type Text } from "../document.js";
import { moneyChart } from "./drawing.js";
import { glance } from "./glance.js";
import { graphDrawing } from "./graph-drawing.js";
import { notes } from "./runbook.js";
import { byThing, network, permissions } from "./sections/access.js";
import { arrows, boxes, crossing, expiry, fit, limits, quotas, safeguards, survives } from "./sections/ledger.js";
import { notReadSection } from "./sections/not-read.js";
import { nextCommands, planned, resources, unknown } from "./sections/resources.js";
import { answers } from "./summary.js";
import { suppressed } from "./suppressed.js";

const findingTitle: Readonly<Record<Finding["kind"], string>> = {
  stale: "stale",
  ledger: "ledger untrue",
  foreign: "from outside",
  "not-read": "not read",
  destroy: "destroyed",
  replace: "replaced",
  public: "public",
  wildcard: "wildcard",
  "no-limit": "limit without enforcement",
  "no-expiry": "store without expiry",
  "no-go": "no-go",
  "not-understood": "not understood",
};

function banner(all: readonly Finding[]): Block {
  if (all.length === 0)
    return {
      kind: "text",
      text: "All was read. It has nothing public, no wildcard, no limit without enforcement, no store without expiry, no no-go.",
    };
  const rows = findingKinds.flatMap((kind) =>
    all
      .filter((finding) => finding.kind === kind && finding.reason === undefined)
      .map(({ text, address }): readonly Text[] => [findingTitle[kind], text, address === "" ? "" : code(address)]),
  );
  const reasoned = all.filter(({ reason }) => reason !== undefined);
  if (reasoned.length > 0) {
    const reasons = [...new Set(reasoned.map(({ reason }) => reason as string))];
    rows.push(["wildcard", [`${reasoned.length} for which somebody wrote why: `, ...codes(reasons)], ""]);
  }
  return { kind: "table", head: ["Look at this first", "What", "Where"], rows };
}

/** Which providers the stack asks for, and what is known of the platform's own in that version. */
function providers({ json, ledger }: Analysis["stack"]): ReadonlyArray<string | Code> {
  const terraform = isMap(json["terraform"]) ? json["terraform"] : {};
  const required = isMap(terraform["required_providers"]) ? Object.entries(terraform["required_providers"]) : [];
  if (required.length === 0) return [];
  const versionOf = (asked: unknown) => String((isMap(asked) ? asked["version"] : asked) ?? "of any version");
  const listed = codes(required.map(([name, asked]) => `${name} ${versionOf(asked)}`).sort());
  const own = Object.entries(platforms).find(([id]) => id === ledger?.platform)?.[1].providerVersions;
  const version = versionOf(required.find(([name]) => name === own?.name)?.[1]);
  if (own === undefined || version === own.bound || own.planned.includes(version))
    return [" Terraform providers: ", ...listed, "."];
  return [
    " Terraform providers: ",
    ...listed,
    `. This package planned no pilot with that version of ${own.name}, so read a plan before you apply.`,
  ];
}

/** The page of one stack. */
export function page(facts: Analysis): Page {
  const { stack } = facts;
  const { ledger } = stack;
  const count = stack.resources.filter(({ isData }) => !isData).length;
  const resourcesIn = `${count} ${count === 1 ? "resource" : "resources"}`;
  const what: ReadonlyArray<string | Code> =
    ledger === undefined
      ? ["Stack ", code(stack.name), `: ${resourcesIn}, no ledger. What stands here was read from the resources alone.`]
      : ["Pilot ", code(ledger.pilot), " on ", code(ledger.platform), `: ${resourcesIn}, phase ${ledger.phase} of 2.`];
  // what only a ledger tells is left out where there is none
  const told = (...sections: ReadonlyArray<(each: Analysis) => Section>) =>
    ledger === undefined ? [] : sections.map((section) => section(facts));
  return {
    title: `Review of ${stack.name}`,
    head: [
      { kind: "text", text: [...what, ...providers(stack)] },
      { kind: "table", head: ["At a glance", "Answer"], rows: glance(facts) },
      banner(facts.findings),
      {
        kind: "table",
        head: ["In short", "Answer"],
        rows: answers(facts).map(([question, answer]) => [question, answer]),
      },
      graphDrawing(facts),
      ...(facts.money === undefined ? [] : [moneyChart(facts.money, stack.name)]),
    ],
    sections: [
      ...suppressed(stack),
      ...told(boxes, limits, safeguards),
      byThing(facts),
      network(facts),
      notReadSection(facts),
      ...permissions(facts),
      ...crossing(facts),
      ...told(arrows, expiry, survives, quotas, fit),
      ...planned(facts),
      unknown(facts),
      ...nextCommands(facts),
      ...notes(stack, facts.money, facts.today),
      resources(facts),
    ],
  };
}
