/** Which program made a stack, and so runs it: cdktf, or cdktn, which continues it from version 0.22 on. */
import { gte, valid } from "semver";
import { isMap, type Stack } from "../../stacks/readers/stack.js";

/** The first version of cdktn; cdktf's last is 0.21.0. github.com/open-constructs/cdk-terrain/releases (2026-11) */
const firstOfCdktn = "0.22.0";

/** The program to call, by the version that the stack says; cdktf where it says none. */
export function programOf({ json }: Pick<Stack, "json">): "cdktf" | "cdktn" {
  const comment = json["//"];
  const metadata = isMap(comment) ? comment["metadata"] : undefined;
  const version = isMap(metadata) ? valid(String(metadata["version"])) : null;
  return version !== null && gte(version, firstOfCdktn) ? "cdktn" : "cdktf";
}
