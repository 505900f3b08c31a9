/** What takes a bad rollout on SageMaker back. */
import type { AutomaticRollback } from "../../readers/contract.js";
import type { References } from "../../readers/references.js";
import { blocks, type Stack } from "../../readers/stack.js";

/** The alarms on which SageMaker takes a rollout of an endpoint back; undefined without one. */
export function automaticRollback(stack: Stack, references: References): AutomaticRollback | undefined {
  const alarms = (stack.byType.get("aws_sagemaker_endpoint") ?? []).flatMap(({ arguments: given }) =>
    blocks(given["deployment_config"]).flatMap((config) =>
      blocks(config["auto_rollback_configuration"]).flatMap((each) =>
        blocks(each["alarms"]).map(({ alarm_name: name }) => references.target(name)?.address ?? references.text(name)),
      ),
    ),
  );
  if (alarms.length === 0) return undefined;
  return { by: "SageMaker", how: "while it shifts the traffic", on: alarms, fails: "the deploy" };
}
