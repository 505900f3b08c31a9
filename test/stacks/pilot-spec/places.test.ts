/** Where a pilot is deployed and by whom: names that pass every pattern and that no cloud has. */

import { checkSpec } from "../../../stacks/pilot-spec/check.js";
import { type PilotSpecInput, type PlatformId, platformIds } from "../../../stacks/pilot-spec/schema.js";
import { platforms } from "../../../stacks/platforms.js";
import { exampleInput } from "../../variants.js";

// biome-ignore lint/suspicious/noExplicitAny: a spec that is wrong on purpose
type Input = any;
const problems = (change: (input: Input) => void): readonly string[] =>
  checkSpec(
    exampleInput((input: PilotSpecInput) => {
      delete input.needs?.residency;
      change(input);
    }),
  ).problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
const at = (platform: PlatformId, region: string, more: object = {}) =>
  problems((input) => {
    Object.assign(input[platform], { [platforms[platform].region.key]: region }, more);
  });

test.each<[PlatformId, string, string]>([
  ["aws", "eu-centrl-1", "eu-central-1"],
  ["aws", "eu-central-9", "eu-central-1"],
  ["google", "europe-west44", "europe-west4"],
  ["azure", "westeurop", "westeurope"],
])("%s has no region %s", (platform, region, near) => {
  const key = platforms[platform].region.key;
  expect(at(platform, region)).toEqual([
    `${platform}.${key}: "${region}" was not a ${key} of ${platform} in November 2026; did you mean "${near}"? ` +
      `Where it opened later, set ${platform}.regionCheck: false`,
  ]);
  expect(at(platform, region, { regionCheck: false })).toEqual([]);
});

test.each(platformIds)("each open region of %s is taken, and each stands once", (platform) => {
  const { open } = platforms[platform].region;
  expect(new Set(open).size).toBe(open.length);
  expect(open.flatMap((region) => at(platform, region))).toEqual([]);
});

test.each<[PlatformId, string, string]>([
  ["aws", "us-gov-west-1", "is a region of the partition aws-us-gov"],
  ["aws", "cn-north-1", "is a region of the partition aws-cn"],
  ["aws", "eusc-de-east-1", "is a region of the partition aws-eusc"],
  ["aws", "us-isob-east-1", "is a region of the partition aws-iso"],
  ["azure", "chinaeast2", "is a location of Azure operated by 21Vianet"],
  ["azure", "usgovvirginia", "is a location of Azure Government"],
])("%s: %s is refused in one line, checked or not", (platform, region, why) => {
  for (const more of [{}, { regionCheck: false }]) {
    expect(at(platform, region, more)).toEqual([
      expect.stringContaining(`"${region}" ${why}, and a pilot is made for`),
    ]);
  }
});

test.each([
  [
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ops_0123456789abcdef/ann@acme.io",
    "must be the ARN of an IAM role or user, and this is a session of a role; take what aws iam get-role --role-name " +
      "AWSReservedSSO_ops_0123456789abcdef --query Role.Arn prints",
  ],
  [
    "arn:aws-us-gov:iam::123456789012:role/ops",
    "must be in the partition aws, for which a pilot is made, and this is in aws-us-gov",
  ],
  ["ann", "must be the ARN of an IAM role or user, such as arn:aws:iam::123456789012:role/ml-operator"],
])("the operator %s is refused with what to write", (arn, message) => {
  const found = problems((input) => {
    input.operators.aws = [arn];
  });
  expect(found).toEqual([expect.stringContaining(message)]);
});

test.each(["XXX", "XTS", "EUX"])("the currency %s is not one", (currency) => {
  const found = problems((input) => {
    input.budget.currency = currency;
    for (const platform of ["aws", "azure"]) delete input[platform];
  });
  expect(found).toEqual([`budget.currency: "${currency}" must be a currency of ISO 4217, such as USD`]);
});

test.each([
  ["0 3 31 2 *", "31", "2"],
  ["0 3 30,31 2 *", "30,31", "2"],
  ["0 3 31 4-6/2,9 *", "31", "4-6/2,9"],
])("the cron line %s is never due", (schedule, day, month) => {
  const found = problems((input) => {
    Object.assign(input.endpoint, { mode: "batch", schedule });
  });
  expect(found).toEqual([
    `endpoint.schedule: "${schedule}" has the day of the month ${day}, which none of its months (${month}) has, so it is ` +
      "never due; take another, such as 0 3 * * *",
  ]);
});

test.each(["0 3 31 * *", "0 3 29 2 *", "0 3 31 2 1", "0 3 */30 2 *", "0 3 1,31 2 *"])(
  "the cron line %s is due some day",
  (schedule) => {
    const found = problems((input) => {
      Object.assign(input.endpoint, { mode: "batch", schedule });
    });
    expect(found).toEqual([]);
  },
);

test.each([
  ["training", { hardware: "gpu" }, 'did you mean "gpu-small"?'],
  ["training", { hardware: "trainium" }, 'did you mean "trainium-small"?'],
])("%s %j: a word that begins one of the allowed is taken for it", (section, given, hint) => {
  const found = problems((input) => {
    Object.assign(input[section], given);
  });
  expect(found).toEqual([expect.stringContaining(hint)]);
});
