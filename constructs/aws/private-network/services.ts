/** The AWS services that an interface endpoint of a private network may name. */
import { formMessage, gather, type Problem } from "../checks/values.js";

interface InterfaceService {
  /** What the endpoint's own policy lets through, to this account's principals. */
  readonly actions: readonly string[];
  /** Only clients call it; no job of a pilot does. @default false */
  readonly forClients?: true;
  /** @default true */
  readonly privateDns?: boolean;
}

/**
 * Services that support an endpoint policy and, unless it is said, a private name in the VPC.
 * docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html (2026-10)
 */
export const interfaceServices: Readonly<Record<string, InterfaceService>> = {
  // The name of S3 stays the gateway endpoint's for jobs: their role may read through no other endpoint. Clients name
  // the interface endpoint itself.
  s3: {
    actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:AbortMultipartUpload"],
    forClients: true,
    privateDns: false,
  },
  "sagemaker.runtime": { actions: ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync"], forClients: true },
  "sagemaker.api": { actions: ["sagemaker:*"] },
  "sagemaker.metrics": { actions: ["sagemaker:BatchPutMetrics"] },
  "sagemaker.featurestore-runtime": { actions: ["sagemaker:*Record"] },
  sts: { actions: ["sts:AssumeRole", "sts:GetCallerIdentity"] },
  logs: { actions: ["logs:*"] },
  monitoring: { actions: ["cloudwatch:*"] },
  kms: { actions: ["kms:*"] },
  "ecr.api": { actions: ["ecr:*"] },
  "ecr.dkr": { actions: ["ecr:*"] },
  secretsmanager: { actions: ["secretsmanager:*"] },
  ssm: { actions: ["ssm:*"] },
  sns: { actions: ["sns:*"] },
  sqs: { actions: ["sqs:*"] },
  events: { actions: ["events:*"] },
  scheduler: { actions: ["scheduler:*"] },
  glue: { actions: ["glue:*"] },
  athena: { actions: ["athena:*"] },
  lambda: { actions: ["lambda:*"] },
  states: { actions: ["states:*"] },
  "git-codecommit": { actions: ["codecommit:*"] },
  "codeartifact.api": { actions: ["codeartifact:*"] },
  "codeartifact.repositories": { actions: ["codeartifact:*"] },
};

/** What is wrong with interface endpoints: a service that is not there, or a reason that a tag cannot hold. */
export function serviceProblems(services: Readonly<Record<string, string>>): Array<Problem<"interfaceEndpoints">> {
  return gather(Object.entries(services), ([service, reason]) => {
    const isKnown = Object.keys(interfaceServices).includes(service);
    const wrong = isKnown
      ? formMessage(reason, "plainText")
      : `must be a service that has a private address here, got ${JSON.stringify(service)}; ` +
        `take one of ${Object.keys(interfaceServices).join(", ")}`;
    return wrong === undefined
      ? []
      : [{ prop: "interfaceEndpoints" as const, message: isKnown ? `${service}: ${wrong}` : wrong }];
  });
}
