/**
 * The typed stack in the plan tier: its plan asks no cluster for anything. The stack of custom resources asks for their
 * definitions, so it is planned in the apply tier, against a real API server.
 */
import { describePlan } from "./plan-tier.js";

describePlan(
  // a port that refuses at once
  {
    platform: "kubernetes",
    start: () => ({ provider: { kubernetes: [{ host: "https://127.0.0.1:9", token: "x" }] } }),
  },
  () => undefined,
);
