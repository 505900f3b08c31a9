/** `deployer`: the rights that deploy and destroy a spec on one vendor, to paste. */
import { deployerRightsOf, loadSpecs } from "../stacks/load.js";
import { suggest } from "../stacks/spec/messages.js";
import { readLine } from "../stacks/spec/named.js";
import { vendors } from "../stacks/spec/schema.js";
import { UserError } from "../stacks/user-error.js";

/**
 * The lines for one vendor.
 * @param say takes which spec was read
 * @throws UserError where no spec names the vendor
 */
export async function deployer(
  name: string,
  files: readonly string[],
  say: (line: string) => void = () => {},
): Promise<readonly string[]> {
  const vendor = vendors.find((each) => each === name);
  if (vendor === undefined) throw new UserError([`${JSON.stringify(name)} is unknown; ${suggest(name, vendors)}`]);
  const lines: string[] = [];
  for (const { file, spec } of await loadSpecs(files)) {
    say(readLine({ file, pilot: spec.name }));
    lines.push(...(await deployerRightsOf(spec, vendor)));
  }
  if (lines.length > 0) return lines;
  throw new UserError([`${files.join(", ")}: names no ${vendor}; add its block, or ask for another vendor`]);
}
