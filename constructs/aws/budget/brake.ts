/** At 100 percent of the budget AWS itself attaches a denial to the pilot's roles. */
import { BudgetsBudgetAction } from "@cdktf/provider-aws/lib/budgets-budget-action/index.js";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface BrakeProps {
  readonly name: string;
  readonly account: string;
  /** A reference to the budget's name. */
  readonly budgetName: string;
  readonly recipients: readonly string[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A budget action, the denial that it attaches, and the role that may attach it and nothing else. */
export class Brake extends Construct {
  readonly action: BudgetsBudgetAction;
  /** Names of the roles that are stopped, as references; filled until synth. */
  readonly roles: string[] = [];

  constructor(scope: Construct, id: string, props: BrakeProps) {
    super(scope, id);
    const { name, account, tags } = props;
    const denial = new IamPolicy(this, "denial", {
      name: `${name}-brake`,
      description: "attached by AWS Budgets at 100 percent: nothing new starts; take it off by hand to go on",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "NothingNew",
            Effect: "Deny",
            Action: ["sagemaker:Create*", "sagemaker:StartPipelineExecution", "sagemaker:RetryPipelineExecution"],
            Resource: "*",
          },
        ],
      }),
      ...given({ tags }),
    });
    const role = new IamRole(this, "role", {
      name: `${name}-brake-role`,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "budgets.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
        ],
      }),
      ...given({ tags }),
    });
    const denialArn = `arn:aws:iam::${account}:policy/${denial.name}`;
    const attach = new IamRolePolicy(this, "attach", {
      name: "attach-the-denial",
      role: role.name,
      policy: Lazy.stringValue({
        produce: () =>
          JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
                Resource: this.roles.map((each) => `arn:aws:iam::${account}:role/${each}`),
                Condition: { ArnEquals: { "iam:PolicyARN": denialArn } },
              },
            ],
          }),
      }),
    });
    this.action = new BudgetsBudgetAction(this, "Default", {
      budgetName: props.budgetName,
      actionType: "APPLY_IAM_POLICY",
      approvalModel: "AUTOMATIC",
      notificationType: "ACTUAL",
      executionRoleArn: role.arn,
      actionThreshold: { actionThresholdType: "PERCENTAGE", actionThresholdValue: 100 },
      definition: {
        iamActionDefinition: { policyArn: denial.arn, roles: Lazy.listValue({ produce: () => this.roles }) },
      },
      subscriber: props.recipients.map((address) => ({ address, subscriptionType: "EMAIL" })),
      ...given({ tags }),
      dependsOn: [attach],
    });
    this.node.addValidation({
      validate: () =>
        this.roles.length > 0 ? [] : [`${this.node.path}: the brake stops no role; name one with stopAt(identity)`],
    });
  }
}
