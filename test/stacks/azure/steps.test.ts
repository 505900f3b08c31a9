import { azureSteps } from "../../../stacks/azure/steps.js";
import type { PilotSpec } from "../../../stacks/pilot-spec/schema.js";
import { exampleSpec } from "../../synth.js";

const claims = (isolationMode: "AllowOnlyApprovedOutbound" | "AllowInternetOutbound") => {
  const spec = exampleSpec((input) => Object.assign(input.azure ?? {}, { isolationMode }));
  const [probe] = azureSteps(spec as PilotSpec & Required<Pick<PilotSpec, "azure">>, "https://data");
  return String(probe?.parameters["fail-on"]).split(",");
};

test("the probe ends the run for a public address, unless the internet was let in on purpose", () => {
  expect(claims("AllowOnlyApprovedOutbound")).toContain("public-address-unreachable");
  const open = claims("AllowInternetOutbound");
  expect(open).not.toContain("public-address-unreachable");
  expect(open).toHaveLength(claims("AllowOnlyApprovedOutbound").length - 1);
});

test("each step stands on the VM size of its class", () => {
  const spec = exampleSpec((input) => {
    input.training = { ...input.training, hardware: "gpu-small" };
  });
  const steps = azureSteps(spec as PilotSpec & Required<Pick<PilotSpec, "azure">>, "https://data");
  expect(steps.map(({ name, vmSize }) => [name, vmSize])).toEqual([
    ["probe", "Standard_D2as_v4"],
    ["prepare", "Standard_D2as_v4"],
    ["train", "Standard_NC4as_T4_v3"],
    ["evaluate", "Standard_D2as_v4"],
  ]);
});
