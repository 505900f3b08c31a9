/** What no address shows: arguments that replace, a stack in another place, a state elsewhere, a stack that is gone. */
import { code } from "../../document.js";
import { isMap, list, type Resource, type Stack } from "../../read/stack.js";
import type { Analysis } from "../analysis.js";
import { differences } from "../difference.js";
import { brief, type Change, type Compared } from "./change.js";

/** Arguments by which a resource of any type is somewhere: no platform moves one. */
const placeArguments = new Set(["availability_zone", "location", "project", "region", "resource_group_name", "zone"]);

/**
 * Arguments that a provider cannot change in place, by type; only those of the network, where a spec's block goes.
 * registry.terraform.io: aws 5.100.0 (vpc and subnet, seen in a plan), google 6.50.0, azurerm 4.55.0 (2026-11)
 */
const fixedArguments: Readonly<Record<string, readonly string[]>> = {
  aws_vpc: ["cidr_block"],
  aws_subnet: ["cidr_block", "vpc_id"],
  aws_vpc_endpoint: ["service_name", "vpc_id"],
  aws_security_group: ["vpc_id"],
  aws_kms_key: ["key_usage"],
  google_compute_global_address: ["address", "prefix_length"],
  google_compute_subnetwork: ["ip_cidr_range"],
  google_storage_bucket: ["name"],
  azurerm_subnet: ["virtual_network_name"],
};

/** Resources that stay at their address and are destroyed and made again all the same. */
export function forcedReplacements(pairs: ReadonlyArray<readonly [Resource, Resource]>): readonly Change[] {
  return pairs.flatMap(([was, is]) =>
    is.isData
      ? []
      : Object.keys(is.arguments)
          .filter((argument) => placeArguments.has(argument) || fixedArguments[is.type]?.includes(argument))
          .flatMap((argument): readonly Change[] => {
            const [before, after] = [was.arguments[argument], is.arguments[argument]];
            if (before === undefined || JSON.stringify(before) === JSON.stringify(after)) return [];
            const text = [
              ...[`its ${argument} `, code(brief(before)), " becomes ", code(brief(after))],
              ": no provider changes that in place, so it is destroyed and made again, with what stands in it",
            ];
            return [{ kind: "replace", text, address: is.address, flags: [] }];
          }),
  );
}

/** The first block of a kind below `terraform` or `provider`. */
const blocksOf = (stack: Stack, part: string): Readonly<Record<string, unknown>> => {
  const found = stack.json[part];
  return isMap(found) ? found : {};
};

/** Arguments of a provider that say where everything is that names no place of its own. */
const providerPlaces = ["region", "project", "subscription_id", "tenant_id", "allowed_account_ids"];

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
      code(`npx --no cdktf destroy ${stack.name}`),
    ],
  ];
  return { kind: "left", text, address: stack.name, flags: [] };
}
