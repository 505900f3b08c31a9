/**
 * Values that stand in for those of a real account: documentation's own account, addresses that nobody can have, and
 * ids that `init` writes. A spec with them synthesizes and cannot be deployed.
 */
import { quote } from "./messages.js";

/** The kinds of placeholder, each with why no account has it. */
const kinds: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (2026-11): the account of AWS's own examples
  [/(?<!\d)123456789012(?!\d)/, "is the account of the cloud's own examples"],
  // RFC 2606, section 3: reserved for documentation
  [/@example\.(com|org|net)$/i, "is an address that nobody can receive mail at"],
  [/^11111111-2222-4333-8444-\d{12}$/, "is an id that init wrote"],
  [/^012345-6789AB-CDEF01$/, "is a billing account that init wrote"],
  [/^my-project$/, "is a project that init wrote"],
  [/^my-cluster$/, "is a context that init wrote"],
  [/^s3:\/\/my-bucket$/, "is a bucket that init wrote"],
];

/** One line for each placeholder in a spec, in its order. */
export function placeholders(value: unknown, path = ""): readonly string[] {
  if (typeof value === "string") {
    const what = kinds.find(([pattern]) => pattern.test(value))?.[1];
    return what === undefined ? [] : [`${path}: ${quote(value)} ${what}`];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => placeholders(each, path === "" ? key : `${path}.${key}`));
}
