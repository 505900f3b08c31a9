/** What no address shows: arguments that replace, a stack in another place, a state elsewhere, a stack that is gone. */

import { isMap, list, type Resource, type Stack } from "../../../stacks/readers/stack.js";
import { code } from "../../document.js";
import { programOf } from "../../read/engine.js";
import type { Analysis } from "../analysis.js";
import { type Difference, differences } from "../difference.js";
import { brief, type Change, type Compared, type Renaming } from "./change.js";
// arguments that replace what they are changed of, as the providers' own code and plans say it
import replacing from "./replacing.json";

/** Arguments by which a resource of any type is somewhere: no platform moves one. */
const placeArguments = new Set(["availability_zone", "location", "project", "region", "resource_group_name", "zone"]);

/** Whether a path is an argument of a list, or a part that came or went holds one. */
const isOf = (paths: readonly string[], path: string, isPart: boolean): boolean =>
  paths.some((each) => each === path || (isPart && each.startsWith(`${path}.`)));

const { forces, may } = replacing as {
  readonly forces: Readonly<Record<string, readonly string[]>>;
  readonly may: Readonly<Record<string, readonly string[]>>;
};
const listed = (of: typeof forces, type: string) => (Object.hasOwn(of, type) ? (of[type] ?? []) : []);

/** The argument that a pointer is in, without the places in lists. */
const argumentAt = (pointer: string): string =>
  pointer
    .split("/")
    .slice(1)
    .filter((key) => !/^\d+$/.test(key))
    .join(".");

/** Whether a change of a leaf replaces its resource: `always`, or `may` where the provider decides by the values. */
export function replaces(type: string, { pointer, before, after }: Difference): "always" | "may" | undefined {
  const path = argumentAt(pointer);
  // what is set for the first time may be what the provider took by itself
  const isPart = [before, after].some((value) => typeof value === "object" && value !== null);
  if (before !== undefined && placeArguments.has(path)) return "always";
  if (isOf(listed(forces, type), path, isPart)) return "always";
  return isOf(listed(may, type), path, isPart) ? "may" : undefined;
}

/** Resources that stay at their address and are destroyed and made again all the same. */
export function forcedReplacements(
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
  rewritten: Renaming,
  said: ReadonlySet<string>,
): readonly Change[] {
  return pairs.flatMap(([was, is]) => {
    if (is.isData) return [];
    return [...differences(was.arguments, is.arguments)].flatMap((difference): readonly Change[] => {
      const how = replaces(is.type, difference);
      const { before, after } = difference;
      const path = argumentAt(difference.pointer);
      // another name of the same thing does not count, and a new name of its own is said already
      const isRename = typeof before === "string" && rewritten(before) === after;
      if (how === undefined || isRename || said.has(`${is.address} ${path}`)) return [];
      const why =
        how === "always"
          ? ": no provider changes that in place, so it is destroyed and made again, with what stands in it"
          : ": the provider decides by the values whether it is destroyed and made again, with what stands in it";
      const text = [
        `its ${path} `,
        code(brief(before ?? "nothing")),
        " becomes ",
        code(brief(after ?? "nothing")),
        why,
      ];
      return [{ kind: "replace", text, address: is.address, flags: [], whole: JSON.stringify([before, after]) }];
    });
  });
}

/** The first block of a kind below `terraform` or `provider`. */
const blocksOf = (stack: Stack, part: string): Readonly<Record<string, unknown>> => {
  const found = stack.json[part];
  return isMap(found) ? found : {};
};

/** Arguments of a provider that say where everything is that names no place of its own. */
const providerPlaces = [
  ...["region", "project", "subscription_id", "tenant_id", "allowed_account_ids"],
  ...["host", "account_id", "config_context"],
];

function movedProviders({ base, head }: Compared): readonly Change[] {
  const [was, is] = [base, head].map(({ stack }) => blocksOf(stack, "provider"));
  return Object.keys(is ?? {}).flatMap((name) => {
    const [before, after] = [was?.[name], is?.[name]].map((each) =>
      list(Array.isArray(each) ? each : [each]).find(isMap),
    );
    return providerPlaces.flatMap((argument): readonly Change[] => {
      const [from, to] = [before?.[argument], after?.[argument]];
      if (from === undefined || JSON.stringify(from) === JSON.stringify(to)) return [];
      const text = [
        ...["the stack moves: ", argument, " ", code(brief(from)), " becomes ", code(brief(to ?? "nothing"))],
        ". Everything is made anew there. What is deployed is destroyed, or Terraform forgets it and it goes on costing " +
          "money: destroy it before",
      ];
      return [{ kind: "replace", text, address: `provider.${name}`, flags: [] }];
    });
  });
}

function movedState({ base, head }: Compared): readonly Change[] {
  const [was, is] = [base, head].map(({ stack }) => {
    const { backend, cloud } = blocksOf(stack, "terraform");
    return { backend, cloud };
  });
  const isNew = [was?.backend, was?.cloud].every((each) => each === undefined);
  if (isNew || [...differences(was, is)].length === 0) return [];
  const kindOf = (given: typeof was) => Object.keys(isMap(given?.backend) ? given.backend : { cloud: 0 })[0] ?? "";
  const text = [
    ...[
      "the state is kept elsewhere: ",
      code(kindOf(was)),
      " → ",
      code(kindOf(is)),
      ". Nothing moves by itself, and an ",
    ],
    ...[
      "empty state makes everything a second time; before the next deploy run ",
      code("terraform init -migrate-state"),
    ],
  ];
  return [{ kind: "state", text, address: "terraform.backend", flags: [] }];
}

/** Changes of the place and of the state of a whole stack. */
export const placeChanges = (compared: Compared): readonly Change[] => [
  ...movedProviders(compared),
  ...movedState(compared),
];

/** A stack that the new version of the app does not hold: cdktf destroys nothing of it. */
export function leftBehind({ stack }: Analysis): Change {
  const count = stack.resources.filter(({ isData }) => !isData).length;
  const text = [
    `the stack leaves the app. Nothing of its ${count} resources is destroyed: they run on and cost money, and no command of `,
    ...[
      "the app reaches them any more. Destroy it first, with the spec as it was: ",
      code(`npx --no ${programOf(stack)} destroy ${stack.name}`),
    ],
  ];
  return { kind: "left", text, address: stack.name, flags: [] };
}
