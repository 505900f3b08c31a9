import { Quotas, type QuotasProps } from "../../../constructs/google/quotas.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const quotaId = "CustomModelServingCPUsPerProjectPerRegion";
const made = (mode: QuotasProps["mode"]): SynthesizedStack =>
  synthesizeScope((stack) => {
    new Quotas(stack, "quotas", {
      name: "penguins",
      project: "penguins-pilot",
      region: "europe-west4",
      owner: "finance@example.com",
      needs: [
        { quotaId, count: 8 },
        { quotaId, count: 16 },
      ],
      mode,
    });
  });

test("list: one number per quota, the largest, and nothing that needs the network", () => {
  const stack = made("list");
  expect(stack.resources).toEqual([]);
  expect(Object.values(stack.json["locals"] as object)).toEqual([{ count: { [quotaId]: 16 } }]);
});

test("check: the plan stops where this region has less", () => {
  const info = made("check").one("data.google_cloud_quotas_quota_info");
  const { postcondition } = info.lifecycle;
  expect(postcondition[0].condition).toContain('contains(each.applicable_locations, "europe-west4")');
  expect(postcondition[0].error_message).toContain(`${quotaId} of this project in europe-west4 is below 16`);
});

test("request: with an owner, a reason and a name that is always the same", () => {
  expect(made("request").one("google_cloud_quotas_quota_preference")).toMatchObject({
    name: "penguins-custommodelservingcpusperprojectperregion",
    service: "aiplatform.googleapis.com",
    dimensions: { region: "europe-west4" },
    quota_config: { preferred_value: "16" },
    contact_email: "finance@example.com",
    justification: "an ML pilot",
  });
});
