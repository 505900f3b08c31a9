/** Commands for the failure drills of a pilot on SageMaker. */
import { nameInBox } from "../../readers/commands.js";
import type { DrillCommands } from "../../readers/contract.js";
import type { Stack } from "../../readers/stack.js";

/** Returns the commands whose resources are there. */
export function drills(stack: Stack): DrillCommands {
  const bucket = nameInBox(stack, "data bucket", "aws_s3_bucket");
  const pipeline = nameInBox(stack, "pipeline", "aws_sagemaker_pipeline");
  const endpoint = nameInBox(stack, "endpoint", "aws_sagemaker_endpoint");
  return {
    stop: pipeline && `aws sagemaker stop-pipeline-execution --pipeline-execution-arn ARN   # of ${pipeline}`,
    versions: bucket && `aws s3api list-object-versions --bucket ${bucket} --prefix data/`,
    restore:
      bucket && `aws s3api copy-object --bucket ${bucket} --key KEY --copy-source '${bucket}/KEY?versionId=VERSION'`,
    live: endpoint && `aws sagemaker describe-endpoint --endpoint-name ${endpoint}`,
  };
}
