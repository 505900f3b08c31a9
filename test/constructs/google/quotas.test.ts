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

test("request: with an owner, a reason and a name that is always the same, and never for less than is granted", () => {
  const stack = made("request");
  expect(stack.one("data.google_cloud_quotas_quota_info")).toMatchObject({ quota_id: quotaId });
  const request = stack.one("google_cloud_quotas_quota_preference");
  expect(request).toMatchObject({
    name: "penguins-custommodelservingcpusperprojectperregion",
    service: "aiplatform.googleapis.com",
    dimensions: { region: "europe-west4" },
    contact_email: "finance@example.com",
    justification: "an ML pilot",
  });
  const [info] = stack.all("data.google_cloud_quotas_quota_info");
  const [needs = ""] = Object.keys(stack.json["locals"] as object);
  const granted = `[for each in ${info?.address}.dimensions_infos : tonumber(each.details[0].value) if contains(each.applicable_locations, "europe-west4")]`;
  expect(request["quota_config"]).toEqual({
    preferred_value: `\${contains(${granted}, -1) ? -1 : max(local.${needs}.count["${quotaId}"], ${granted}...)}`,
  });
});
