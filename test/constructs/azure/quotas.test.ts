import { Quotas } from "../../../constructs/azure/quotas.js";
import { quotaNeeds } from "../../../stacks/azure/quotas.js";
import type { PilotSpec, PilotSpecInput } from "../../../stacks/spec/schema.js";
import { exampleSpec, synthesizeScope } from "../../synth.js";

const needs = [
  { quota: "standardDASv4Family", vCpus: 2, machines: 1 },
  { quota: "standardDASv4Family", vCpus: 2, machines: 2, reservePercent: 20 },
  { quota: "standardNCASv3_T4Family", vCpus: 4, machines: 1 },
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

test("all uses of a family share its quota, and Azure's reserve is on top", () => {
  expect(made("check").one("terraform_data").input).toEqual({ standardDASv4Family: 7, standardNCASv3_T4Family: 4 });
});

test("a deploy stops where the subscription has less, and looks again when the needs change", () => {
  const look = made("check").one("azapi_resource_action", "standardDASv4Family");
  expect(look).toMatchObject({ method: "GET", when: "apply", ignore_not_found: true });
  expect(look.lifecycle).toMatchObject({
    replace_triggered_by: ["terraform_data.quotas"],
    postcondition: [{ condition: "${try(coalesce(self.output.limit, 7), 7) >= 7}" }],
  });
  expect(look.lifecycle.postcondition[0].error_message).toContain("standardDASv4Family: this pilot may need 7 vCPUs");
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
        /^\$\{max\(7, try\(coalesce\(azapi_resource_action\.\S+\.output\.limit, 0\), 0\)\)\}$/,
      ),
    },
  });
  for (const { arguments: given } of stack.all("azapi_resource_action")) {
    expect(JSON.stringify(given["lifecycle"])).not.toContain("postcondition");
  }
});

test("a pilot needs its clusters and every listed release at its most; a batch pilot no endpoint", () => {
  const spec = (change: (input: PilotSpecInput) => void) =>
    exampleSpec(change) as PilotSpec & Required<Pick<PilotSpec, "azure">>;
  const digest = `sha256:${"a1".repeat(32)}`;
  const two = spec((input) => {
    input.image = { digest };
    Object.assign(input.azure ?? {}, { releases: { r1: "1", r2: "2" }, live: "r1" });
  });
  expect(quotaNeeds(two)).toEqual([
    { quota: "standardDASv4Family", vCpus: 2, machines: 1 },
    { quota: "standardDASv4Family", vCpus: 2, machines: 4, reservePercent: 20 },
  ]);
  const batch = spec((input) => {
    input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *", hardware: "gpu-small" };
  });
  expect(quotaNeeds(batch)).toEqual([
    { quota: "standardDASv4Family", vCpus: 2, machines: 1 },
    { quota: "standardNCASv3_T4Family", vCpus: 4, machines: 1 },
  ]);
});
