/** Commands for the failure drills of a pilot on Kubernetes. */
import { isInBox, outputCommands, quoted } from "../../readers/commands.js";
import type { DrillCommands } from "../../readers/contract.js";
import { References } from "../../readers/references.js";
import type { Stack } from "../../readers/stack.js";
import { Objects } from "./objects.js";

/**
 * Returns the commands whose resources are there. Data and models lie in a bucket of a cloud, whose own page restores.
 */
export function drills(stack: Stack): DrillCommands {
  const objects = Objects.of(stack, new References(stack));
  const service = objects.ofKind("Service").find(({ resource }) => isInBox(stack, "endpoint", resource));
  const namespace = quoted(service?.namespace ?? "");
  return {
    stop: outputCommands(stack).find((line) => line.endsWith("# stop_run")),
    live:
      service &&
      `kubectl --namespace ${namespace} get service ${quoted(service.name)} --output jsonpath={.spec.selector}`,
  };
}
