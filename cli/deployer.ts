/** `deployer`: the rights that deploy and destroy a spec on one platform, to paste. */
import { deployerRightsOf, loadSpecs } from "../stacks/load.js";
import { suggest } from "../stacks/pilot-spec/messages.js";
import { readLine } from "../stacks/pilot-spec/named.js";
import { platformIds } from "../stacks/pilot-spec/schema.js";
import { UserError } from "../stacks/user-error.js";

/**
 * The lines for one platform.
 * @param say takes which spec was read
 * @throws UserError where no spec names the platform
 */
export async function deployer(
  name: string,
  files: readonly string[],
  say: (line: string) => void = () => {},
): Promise<readonly string[]> {
  const platform = platformIds.find((each) => each === name);
  if (platform === undefined)
    throw new UserError([`${JSON.stringify(name)} is unknown; ${suggest(name, platformIds)}`]);
  const lines: string[] = [];
  for (const { file, spec } of await loadSpecs(files)) {
    say(readLine({ file, pilot: spec.name }));
    lines.push(...(await deployerRightsOf(spec, platform)));
  }
  if (lines.length > 0) return lines;
  throw new UserError([`${files.join(", ")}: names no ${platform}; add its block, or ask for another platform`]);
}
