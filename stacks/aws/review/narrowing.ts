/** Whether the conditions of a statement hold anybody out: by their values, not by their keys. */
import { isInternet } from "../../readers/networks.js";
import type { Condition } from "./statements.js";

/**
 * Keys that say who calls, or from where (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys,
 * 2026-10). `kms:ViaService` is none: anybody calls S3.
 */
const whoOrWhere =
  /^aws:(principal(account|arn|orgid|orgpaths|isawsservice|servicename|tag\/.+)|source(account|arn|orgid|orgpaths|vpc|vpce|vpcarn)|userid|username|federatedprovider|resourceaccount)$|^kms:calleraccount$|^s3:dataaccesspointaccount$/i;
const address = /^aws:(source|vpcsource)ip$/i;

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

/** Whether a condition lets only somebody, or some networks, pass. */
export function narrows({ operator, key, values }: Condition): boolean {
  if (!positive.test(operator) || values.length === 0) return false;
  if (address.test(key)) return /^(ForAnyValue:)?IpAddress$/i.test(operator) && !isInternet(values);
  return whoOrWhere.test(key) && !values.some((value) => isAnybody(key, value));
}
