import { Quotas } from "../../../constructs/azure/quotas.js";
import { quotaNeeds } from "../../../stacks/azure/quotas.js";
import type { PilotSpec, PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { exampleSpec, synthesizeScope } from "../../synth.js";

const needs = [
  { quota: "standardDASv4Family", vCpus: 2, machines: 1 },
  { quota: "standardDASv4Family", vCpus: 2, machines: 2, reservePercent: 20 },
  { quota: "standard NCASv3_T4 Family", vCpus: 4, machines: 1 },
];
const made = (mode: "check" | "request") =>
  synthesizeScope((scope) => {
    new Quotas(scope, "quotas", {
      subscription: "22222222-3333-4444-8555-666666666666",
      location: "westeurope",
      owner: "finance@example.com",
      needs,
      mode,
    });
  });

test("all uses of a family share its quota, and Azure keeps whole machines of a deployment free", () => {
  expect(made("check").one("terraform_data").input).toEqual({ standardDASv4Family: 8, "standard NCASv3_T4 Family": 4 });
});

test("a deploy stops where the subscription has less, and looks again when the needs change", () => {
  const look = made("check").one("azapi_resource_action", "standardDASv4Family");
  expect(look).toMatchObject({ method: "GET", when: "apply", ignore_not_found: true });
  expect(look.lifecycle).toMatchObject({
    replace_triggered_by: ["terraform_data.quotas"],
    postcondition: [{ condition: "${try(coalesce(self.output.limit, 8), 8) >= 8}" }],
  });
  expect(look.lifecycle.postcondition[0].error_message).toContain("standardDASv4Family: this pilot may need 8 vCPUs");
  expect(made("check").all("azapi_update_resource")).toEqual([]);
});

test("a request never asks for less than there is", () => {
  const stack = made("request");
  const request = stack.one("azapi_update_resource", "request-standardDASv4Family");
  expect(request.body.properties).toMatchObject({
    name: { value: "standardDASv4Family" },
    resourceType: "dedicated",
    limit: {
      value: expect.stringMatching(
        /^\$\{max\(8, try\(coalesce\(azapi_resource_action\.\S+\.output\.limit, 0\), 0\)\)\}$/,
      ),
    },
  });
  for (const { arguments: given } of stack.all("azapi_resource_action")) {
    expect(JSON.stringify(given["lifecycle"])).not.toContain("postcondition");
  }
});

const spec = (change: (input: PilotSpecInput) => void) =>
  exampleSpec(change) as PilotSpec & Required<Pick<PilotSpec, "azure">>;
const digest = `sha256:${"a1".repeat(32)}`;

/** vCPUs by quota, as the check of a spec asks for them. */
const asked = (change: (input: PilotSpecInput) => void): Record<string, number> =>
  synthesizeScope((scope) => {
    new Quotas(scope, "quotas", {
      subscription: "22222222-3333-4444-8555-666666666666",
      location: "westeurope",
      owner: "finance@example.com",
      needs: quotaNeeds(spec(change)),
    });
  }).one("terraform_data").input;
const releases =
  (count: number, more: object = {}) =>
  (input: PilotSpecInput) => {
    input.image = { digest };
    const all = Object.fromEntries(Array.from({ length: count }, (_, index) => [`r${index}`, String(index + 1)]));
    Object.assign(input.azure ?? {}, { releases: all, live: "r0" });
    input.endpoint = { ...input.endpoint, minReplicas: 1, maxReplicas: 1, ...more };
  };

test.each<[string, (input: PilotSpecInput) => void, Record<string, number>]>([
  // learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10): ceil(1.2 × 1) × 2, and one node
  ["one release of one machine", releases(1), { standardDASv4Family: 6 }],
  ["two releases of one machine: a whole one each is kept free", releases(2), { standardDASv4Family: 10 }],
  [
    "no release yet: room for one",
    (input) => {
      input.endpoint = { ...input.endpoint, minReplicas: 1, maxReplicas: 1 };
    },
    { standardDASv4Family: 6 },
  ],
  [
    "a size that skips the reserve",
    releases(1, { hardware: "gpu-large" }),
    { standardDASv4Family: 2, standardNCADSA100v4Family: 24 },
  ],
  [
    "a size whose quota has spaces in its name",
    releases(1, { hardware: "gpu-small" }),
    { standardDASv4Family: 2, "standard NCASv3_T4 Family": 8 },
  ],
  [
    "low-priority nodes, which no family counts",
    (input) => {
      releases(1)(input);
      input.training = { ...input.training, hardware: "cpu-large", nodes: 8, interruptible: true };
    },
    { standardDASv4Family: 6, TotalLowPriorityCores: 128 },
  ],
  [
    "a release with hardware of its own",
    (input) => {
      releases(1)(input);
      Object.assign(input.azure ?? {}, { releases: { r0: { version: "1", hardware: "gpu-large" }, r1: "2" } });
    },
    { standardDASv4Family: 6, standardNCADSA100v4Family: 24 },
  ],
  [
    "batch: a node of the endpoint's hardware, and no reserve",
    (input) => {
      input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *", hardware: "gpu-small" };
    },
    { standardDASv4Family: 2, "standard NCASv3_T4 Family": 4 },
  ],
])("%s", (_, change, expected) => {
  expect(asked(change)).toEqual(expected);
});

test("low-priority machines are asked for as such", () => {
  const stack = synthesizeScope((scope) => {
    new Quotas(scope, "quotas", {
      subscription: "22222222-3333-4444-8555-666666666666",
      location: "westeurope",
      owner: "finance@example.com",
      needs: quotaNeeds(
        spec((input) => {
          input.training = { ...input.training, nodes: 8, interruptible: true };
        }),
      ),
      mode: "request",
    });
  });
  expect(stack.one("azapi_update_resource", "request-TotalLowPriorityCores").body.properties).toMatchObject({
    name: { value: "TotalLowPriorityCores" },
    resourceType: "lowPriority",
  });
});
