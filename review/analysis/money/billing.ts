/** How a resource is charged: by the lists of the platforms. It depends on no price book. */
import type { Billing, BillingReader } from "../../../stacks/readers/billing.js";
import type { Resource } from "../../../stacks/readers/stack.js";
import { readers } from "../readers.js";

/** What only holds a value, waits or names something costs nothing; each is a family of a provider. */
const free = ["time_", "random_", "null_", "tls_", "local_", "terraform_"];

/** The first platform whose lists know a resource. */
function known(resource: Resource): { readonly as: Billing; readonly by: BillingReader } | undefined {
  for (const { billing } of readers()) {
    const as = billing.of(resource);
    if (as !== undefined) return { as, by: billing };
  }
  return undefined;
}

/** How a resource is charged; `unknown` where no list knows its type. */
export function billingOf(resource: Resource): Billing | "unknown" {
  const found = known(resource)?.as;
  return found ?? (free.some((family) => resource.type.startsWith(family)) ? "free" : "unknown");
}

/** What a price book calls it: its type, and its tier behind that where tiers have prices of their own. */
export const priceKeyOf = (resource: Resource): string => known(resource)?.by.priceKey?.(resource) ?? resource.type;

/** How many of it bill. */
export const countBilled = (resource: Resource): number => known(resource)?.by.count?.(resource) ?? 1;
