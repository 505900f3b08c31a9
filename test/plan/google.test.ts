/**
 * Google in the plan tier. With an access token the provider makes one call (to openidconnect.googleapis.com), which
 * the proxy refuses and the provider only logs.
 */
import { describePlan } from "./plan-tier.js";

describePlan(
  { platform: "google", start: () => ({ environment: { GOOGLE_OAUTH_ACCESS_TOKEN: "nobody" } }) },
  () => undefined,
);
