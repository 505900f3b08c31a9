/** What an AWS stack makes that somebody may do something with, by ARN. */

import type { Thing } from "../../readers/access.js";
import type { References } from "../../readers/references.js";
import type { Resource, Stack } from "../../readers/stack.js";

/** A form of a thing that actions are on: a bucket, and the objects in it. */
interface Form {
  readonly service: string;
  /** The resource types of AWS's table that this ARN is of. */
  readonly types: readonly string[];
  /** `*` stands for what is not known before an apply, and for any key. */
  readonly arn: string;
}

/** A thing with its ARNs. */
export interface AwsThing extends Thing {
  readonly forms: readonly Form[];
}

type Shape = readonly [
  kind: Thing["kind"],
  named: string,
  forms: ReadonlyArray<readonly [string, readonly string[], string]>,
];

/** Types of resources, the argument that names them, and their ARNs (service authorization reference, 2026-09-26). */
const shapes: Readonly<Record<string, Shape>> = {
  aws_s3_bucket: [
    "store",
    "bucket",
    [
      ["s3", ["bucket"], "s3:::NAME"],
      ["s3", ["object"], "s3:::NAME/*"],
    ],
  ],
  aws_dynamodb_table: ["store", "name", [["dynamodb", ["table"], "dynamodb:*:*:table/NAME"]]],
  aws_ecr_repository: ["store", "name", [["ecr", ["repository"], "ecr:*:*:repository/NAME"]]],
  aws_cloudwatch_log_group: [
    "store",
    "name",
    [
      ["logs", ["log-group"], "logs:*:*:log-group:NAME"],
      ["logs", ["log-group", "log-stream"], "logs:*:*:log-group:NAME:*"],
    ],
  ],
  aws_secretsmanager_secret: ["store", "name", [["secretsmanager", ["Secret"], "secretsmanager:*:*:secret:NAME*"]]],
  aws_sqs_queue: ["store", "name", [["sqs", ["queue"], "sqs:*:*:NAME"]]],
  aws_sns_topic: ["store", "name", [["sns", ["topic"], "sns:*:*:NAME"]]],
  aws_kms_key: ["key", "", [["kms", ["key"], "kms:*:*:key/NAME"]]],
  aws_iam_role: [
    "identity",
    "name",
    [
      ["iam", ["role"], "iam::*:role/NAME"],
      ["sts", ["role"], "iam::*:role/NAME"],
    ],
  ],
  aws_iam_user: ["identity", "name", [["iam", ["user"], "iam::*:user/NAME"]]],
  aws_sagemaker_endpoint: ["endpoint", "name", [["sagemaker", ["endpoint"], "sagemaker:*:*:endpoint/NAME"]]],
  aws_lambda_function: ["endpoint", "function_name", [["lambda", ["function"], "lambda:*:*:function:NAME"]]],
  aws_sagemaker_pipeline: [
    "pipeline",
    "pipeline_name",
    [
      ["sagemaker", ["pipeline"], "sagemaker:*:*:pipeline/NAME"],
      ["sagemaker", ["pipeline-execution"], "sagemaker:*:*:pipeline/NAME/execution/*"],
    ],
  ],
  aws_sagemaker_model_package_group: [
    "registry",
    "model_package_group_name",
    [
      ["sagemaker", ["model-package-group"], "sagemaker:*:*:model-package-group/NAME"],
      ["sagemaker", ["model-package"], "sagemaker:*:*:model-package/NAME/*"],
    ],
  ],
};

/** Whether a type of AWS is one of these things. */
export const isThing = (type: string): boolean => Object.hasOwn(shapes, type);

/** The argument of a type that its ARN ends in. */
const nameIn = (resource: Resource, stack: Stack): string => {
  const [, argument = ""] = shapes[resource.type] ?? [];
  const given = resource.arguments[argument];
  return typeof given === "string" && given !== "" ? identified(given, stack) : `{${resource.address}}`;
};

const reference = /(?<!\$)\$\{((?:data\.)?[a-z][a-z0-9_]*\.[\w-]+)\.([\w.[\]"*-]+)\}/g;

/** The text of a policy with its references replaced by the names and ARNs that they will be. */
export function identified(text: string, stack: Stack, depth = 0): string {
  if (depth > 8 || !text.includes("${")) return text;
  return text.replace(reference, (_whole, address: string, attribute: string) => {
    const resource = stack.byAddress.get(address);
    if (resource === undefined) return `{${address}.${attribute}}`;
    const literal = resource.arguments[attribute];
    if (typeof literal === "string") return identified(literal, stack, depth + 1);
    const shape = shapes[resource.type];
    if (shape !== undefined && attribute === "arn")
      return `arn:aws:${(shape[2][0]?.[2] ?? "").replace("NAME", nameIn(resource, stack))}`;
    if (shape !== undefined && (attribute === "id" || attribute === "key_id")) return nameIn(resource, stack);
    // account, region and partition: a policy that takes them from the caller means its own
    if (/^(account_id|region|name|partition|id)$/.test(attribute) && resource.isData) return "*";
    return `{${address}.${attribute}}`;
  });
}

/** The part of an ARN that names one thing: nothing where it is a pattern. */
function keyIn(arn: string): string | undefined {
  const [, service, region = "", , name = ""] = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.+)$/.exec(arn) ?? [];
  if (service === undefined || /[*?]/.test(service) || (service !== "s3" && /[?]/.test(region))) return undefined;
  const first = service === "s3" ? (name.split("/")[0] ?? "") : name.replace(/(:|\/)\*$/, "");
  return first === "" || /[*?]/.test(first) ? undefined : `${service}:${first}`.toLowerCase();
}

/** The things of a stack, found by what a policy names. */
export class ArnIndex {
  readonly all: readonly AwsThing[];
  private readonly byKey = new Map<string, AwsThing[]>();
  private readonly byAddress = new Map<string, AwsThing>();
  private readonly byName = new Map<string, AwsThing[]>();

  constructor(
    private readonly stack: Stack,
    references: References,
  ) {
    this.all = Object.entries(shapes).flatMap(([type, [kind, , forms]]) =>
      (stack.byType.get(type) ?? []).map((resource): AwsThing => {
        const name = nameIn(resource, stack);
        const made = {
          kind,
          name: references.name(resource),
          address: resource.address,
          forms: forms.map(([service, types, arn]) => ({
            service,
            types,
            arn: `arn:aws:${arn.replace("NAME", name)}`,
          })),
        };
        this.byAddress.set(resource.address, made);
        this.byName.set(name, [...(this.byName.get(name) ?? []), made]);
        for (const { arn } of made.forms) {
          const key = keyIn(arn);
          if (key === undefined) continue;
          const same = this.byKey.get(key);
          if (same === undefined) this.byKey.set(key, [made]);
          else if (!same.includes(made)) same.push(made);
        }
        return made;
      }),
    );
  }

  /** The things that a list of resources in a policy can touch. */
  touchedBy(resources: readonly string[], isNot: boolean): readonly AwsThing[] {
    if (isNot) return this.all;
    const found = new Set<AwsThing>();
    for (const pattern of resources) {
      const key = keyIn(pattern);
      // `key/*` names no thing, `log-group:name:*` does
      if (key === undefined || (/[*?]/.test(pattern) && !this.byKey.has(key) && !pattern.includes(":s3:::"))) {
        const service = /^arn:[^:]*:([\w-]+):/.exec(pattern)?.[1];
        for (const thing of this.all)
          if (service === undefined || thing.forms.some(({ arn }) => arn.startsWith(`arn:aws:${service}:`)))
            found.add(thing);
      } else for (const thing of this.byKey.get(key) ?? []) found.add(thing);
    }
    return [...found];
  }

  /** The thing that a resource holds the policy of: itself, or the one that it names. */
  heldBy({ address, arguments: given }: Resource): readonly AwsThing[] {
    const own = this.byAddress.get(address);
    if (own !== undefined) return [own];
    const keys = ["bucket", "repository", "key_id", "function_name", "model_package_group_name", "secret_arn"];
    const named = [...keys, "arn", "topic_arn", "queue_url", "resource_arn"].flatMap((key) => {
      const value = given[key];
      if (typeof value !== "string") return [];
      const target = /^\$\{([a-z0-9_]+\.[\w-]+)\.[\w.]+\}$/.exec(value)?.[1];
      const thing = target === undefined ? undefined : this.byAddress.get(target);
      return thing === undefined ? (this.byName.get(identified(value, this.stack)) ?? []) : [thing];
    });
    return [...new Set(named)];
  }
}
