/** Values of SageMaker's block that a pattern alone would hardly hit: most are right, some are the longest. */
import { integer, oneOf, type Pools } from "../random/draw.js";

const account = "210987654321";
const version = (random: () => number): string => String(integer(random, 1, oneOf(random, [9, 999_999_999])));
const services = ["s3", "sagemaker.runtime", "sagemaker.api", "sts", "logs", "monitoring", "kms", "ecr.api", "ecr.dkr"];

/** By path of the spec. */
export const pools: Pools = {
  "aws.account": () => account,
  "aws.zones": (random) =>
    oneOf(random, [
      ["a", "b"],
      ["a", "c"],
      ["b", "c", "a"],
      ["a", "b", "c", "d"],
    ]),
  "aws.zoneBlocks": () => undefined,
  "aws.interfaceEndpoints": (random) =>
    Object.fromEntries(
      services.filter(() => random() < 0.5).map((service) => [service, oneOf(random, ["why (not)", "x".repeat(500)])]),
    ),
  "aws.assumeRole.roleArn": () => `arn:aws:iam::${account}:role/deploy`,
  "aws.permissionsBoundary": () => `arn:aws:iam::${account}:policy/teams/ml/${"b".repeat(128)}`,
  "aws.machines": (random) => ({
    "cpu-small": { instanceType: oneOf(random, ["ml.m7i.large", "ml.m5.xlarge", "ml.c6i.2xlarge"]) },
    "gpu-small": { instanceType: oneOf(random, ["ml.g6.2xlarge", "ml.g4dn.xlarge", "ml.p3.2xlarge"]) },
  }),
  "aws.releases": (random) =>
    Object.fromEntries(
      Array.from({ length: integer(random, 0, 12) }, (_, at) => [`r${at}${"z".repeat(9)}`, version(random)]),
    ),
  "aws.live": (random) => oneOf(random, [null, `r0${"z".repeat(9)}`]),
  "operators.aws": (random) =>
    Array.from({ length: integer(random, 0, 14) }, (_, at) =>
      oneOf(random, [
        `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_ML_${String(at).padStart(16, "0")}`,
        `arn:aws:iam::${account}:user/${at}+=,.@-_`,
      ]),
    ),
};
