/** The one topic that all alarms of a pilot go to. */
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface AlarmTopicProps {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** It must let CloudWatch use it. */
  readonly keyArn: string;
  readonly recipients: readonly string[];
  readonly dependsOn: ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A topic that CloudWatch of this account publishes to, and mail addresses that read it once they have confirmed. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { account, region } = props;
    const topic = new SnsTopic(this, "Default", {
      name: props.name,
      kmsMasterKeyId: props.keyArn,
      ...given({ tags: props.tags }),
      dependsOn: props.dependsOn,
    });
    this.arn = topic.arn;
    new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: `arn:aws:sns:${region}:${account}:${topic.name}`,
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
        ],
      }),
    });
    for (const [index, endpoint] of props.recipients.entries()) {
      new SnsTopicSubscription(this, `recipient-${index}`, { topicArn: topic.arn, protocol: "email", endpoint });
    }
  }
}
