/** SageMaker as data: the shared code reads it, and nothing here loads cdktf. */

import { words } from "../pilot-spec/words.js";
import type { Platform } from "../platform-contract.js";
import { changes } from "./changes.js";
import { machines } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { composedNames } from "./names.js";
import { providerVersions } from "./provider-versions.js";
import { block, operators } from "./spec-block.js";
import { stores } from "./stores.js";

/** SageMaker. */
export const aws: Platform<typeof block, typeof operators> = {
  aliases: ["amazon", "sagemaker"],
  block,
  operators,
  names: composedNames,
  machines,
  changes,
  nameAttributes,
  stores,
  // docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (2026-11): roles have the narrowest rule
  labels: {
    key: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/iu,
    keyMust: "must be 1 to 128 letters, digits, spaces and _ . : / = + - @, and not begin with aws:",
    value: /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u,
    valueMust: "must be at most 256 letters, digits, spaces and _ . : / = + - @",
  },
  // docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html (2026-10)
  region: {
    key: "region",
    of: (sections) => sections.aws?.region,
    // partitions.json of botocore 1.40 (2026-11)
    open: words(`
      af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1
      ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1
      eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1
      me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`),
    // docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (2026-11)
    otherClouds: [
      [/^us-gov-/, "aws-us-gov"],
      [/^cn-/, "aws-cn"],
      [/^eusc-/, "aws-eusc"],
      [/^(us|eu)-iso/, "aws-iso"],
    ].map(([region, partition]) => [
      region as RegExp,
      `is a region of the partition ${partition}, and a pilot is made for the partition aws, which its policies name`,
    ]),
    residencies: {
      us: /^us-(east|west)-[12]$/,
      eu: /^eu-(west-[13]|central-1|north-1|south-[12])$/,
      asia: /^ap-(east|south|northeast)-\d$|^ap-southeast-[1357]$/,
    },
  },
  mixes: { trains: { bucket: "own" }, serves: { bucket: "own" } },
  providerPackages: ["@cdktf/provider-aws"],
  providerVersions,
  // registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration (2026-10)
  credentials: {
    env: [
      "AWS_ACCESS_KEY_ID",
      "AWS_PROFILE",
      "AWS_WEB_IDENTITY_TOKEN_FILE",
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ],
    file: ".aws/config",
    login: "aws sso login",
  },
  stateBackend: "s3",
  init: {
    operators: '["arn:aws:iam::123456789012:role/ml-operator"]',
    block: '{ account: "123456789012", region: eu-west-1 }',
  },
  notAsTheSpec: {},
  lacksSafeguards: {},
  rehearsal: async () => (await import("./rehearsal.js")).rehearsal,
  trial: async () => (await import("./trial.js")).trial,
  readers: () => (require("./review.js") as typeof import("./review.js")).readers,
  priceList: async () => (await import("./price-list.js")).priceList,
  load: async () => (await import("./index.js")).aws,
};
