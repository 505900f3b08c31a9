/** Whether the conditions of a statement hold anybody out: by their values, not by their keys. */
import { isInternet } from "../../readers/networks.js";
import type { Condition } from "./statements.js";

/**
 * Keys that say who calls, or from where, and that a caller cannot choose: docs.aws.amazon.com/IAM/latest/UserGuide,
 * reference_policies_condition-keys, and docs.aws.amazon.com/AmazonS3/latest/userguide, "The meaning of public"
 * (2026-11). These are not among them: `kms:ViaService`, because anybody calls S3; `aws:ResourceAccount`, which is the
 * owner of what is asked for; a principal's tags and user name, which everybody sets in an account of their own; and
 * `aws:VpcSourceIp`, because any VPC may have the block.
 */
const whoOrWhere =
  /^aws:(principal(account|arn|orgid|orgpaths|isawsservice|servicename)|source(account|arn|orgid|orgpaths|vpc|vpce|vpcarn)|userid)$|^kms:calleraccount$|^s3:dataaccesspointaccount$/i;
const address = /^aws:sourceip$/i;

/** Tests that hold only where the key is there and has one of the values. */
const positive = /^(ForAnyValue:)?(String(Equals|Like|EqualsIgnoreCase)|Arn(Equals|Like)|IpAddress|Bool)$/i;

/** A value that everybody has: all stars, or an ARN that leaves the account open. */
function isAnybody(key: string, value: string): boolean {
  if (/^[*?]+$/.test(value)) return true;
  const arn = /^arn:[^:]*:([^:]*):[^:]*:([^:]*):(.*)$/.exec(value);
  if (arn !== null) {
    const [, service = "", account = "", rest = ""] = arn;
    return account.includes("*") && (/principalarn/i.test(key) || /^[*:/]*$/.test(rest) || service.includes("*"));
  }
  return /^arn:\*|^\*:|^arn:[^:]*:\*/.test(value);
}

/** The accounts that a condition names as the caller's; none where it asks for something else. */
export function callerAccounts({ operator, key, values }: Condition): readonly string[] {
  if (!positive.test(operator)) return [];
  if (/^(aws:(principal|source)account|kms:calleraccount)$/i.test(key)) return values;
  if (!/^aws:(principal|source)arn$/i.test(key)) return [];
  return values.flatMap((value) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1] ?? []);
}

/** Whether a condition lets only somebody, or some networks, pass. */
export function narrows({ operator, key, values }: Condition): boolean {
  if (!positive.test(operator) || values.length === 0) return false;
  if (address.test(key)) return /^(ForAnyValue:)?IpAddress$/i.test(operator) && !isInternet(values);
  return whoOrWhere.test(key) && !values.some((value) => isAnybody(key, value));
}
