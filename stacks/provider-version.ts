/** Which version of a platform's own provider a stack asks for: the one that the spec says. */
import type { TerraformStack } from "cdktf";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";
import { platforms } from "./platforms.js";

/**
 * Writes the version into `required_providers` of a stack that has the provider; the others keep that of their
 * bindings.
 */
export function askForProvider(stack: TerraformStack, platform: PlatformId, spec: PilotSpec): void {
  const version = spec[platform]?.providerVersion;
  if (version === undefined) return;
  stack.addOverride(`terraform.required_providers.${platforms[platform].providerVersions.name}.version`, version);
}
