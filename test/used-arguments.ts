/** The arguments that the stacks give to each type of resource, by path: what is held against a provider's schema. */
import type { PilotSpecInput, PlatformId } from "../stacks/pilot-spec/schema.js";
import { only, synthesizeAll, variants } from "./synth.js";

/** What Terraform takes of every resource. developer.hashicorp.com/terraform/language/meta-arguments (2026-11) */
const ofTerraform = new Set([
  "//",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
  "connection",
]);

/** Paths of what a value holds, such as `rule` and `rule.id`; the keys of a map stand among them. */
export function pathsIn(value: unknown, above = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsIn(each, above));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    above === "" && ofTerraform.has(key) ? [] : [`${above}${key}`, ...pathsIn(inner, `${above}${key}.`)],
  );
}

/** One resource of a stack. */
export interface Used {
  /** Its type, with `data.` before that of a data source. */
  readonly type: string;
  readonly address: string;
  readonly given: unknown;
}

const everyVariant = [
  ...Object.values(variants),
  (input: PilotSpecInput) => {
    input.quotas = { ...input.quotas, request: true };
  },
];

const used = new Map<string, Promise<readonly Used[]>>();

/**
 * Every resource of every stack in every variant of the example, found once; or of one platform, for another version.
 */
export function usedResources(platform?: PlatformId, version?: string): Promise<readonly Used[]> {
  const key = `${platform} ${version}`;
  const found = used.get(key) ?? findResources(platform, version);
  used.set(key, found);
  return found;
}

async function findResources(platform?: PlatformId, version?: string): Promise<readonly Used[]> {
  const found: Used[] = [];
  for (const variant of everyVariant) {
    const asked = (input: PilotSpecInput) => {
      variant(input);
      if (platform !== undefined) Object.assign(input[platform] ?? {}, { providerVersion: version });
    };
    for (const [name, { resources, json }] of await synthesizeAll(
      platform === undefined ? variant : only(platform, asked),
    )) {
      for (const { address, arguments: given } of resources) {
        const type = address.slice(0, address.lastIndexOf("."));
        found.push({ type, address: `${name}: ${address}`, given });
      }
      for (const [provider, given] of Object.entries(json["provider"] ?? {}))
        found.push({ type: `provider.${provider}`, address: `${name}: provider.${provider}`, given });
    }
  }
  return found;
}
