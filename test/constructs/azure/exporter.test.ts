import { Exporter } from "../../../constructs/azure/exporter.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { synthesizePilot, synthesizeScope, variants } from "../../synth.js";
import { workspaceId } from "./ids.js";

test("reads metadata; somebody named may give it to a host", () => {
  const person = { name: "lead", principalId: "11111111-2222-4333-8444-555555555555", policies: [] };
  const stack = synthesizeScope((scope) => {
    const exporter = new Exporter(scope, "exporter", {
      name: "penguins-exporter",
      subscription: "22222222-3333-4444-8555-666666666666",
      location: "westeurope",
      resourceGroupName: "penguins",
      owner: "data@example.com",
      workspace: { workspaceId, workspaceName: "penguins" },
      bucket: { bucketName: "penguins0a1b2c3d" },
      imageRepository: "penguins0a1b2c3d",
    });
    exporter.grantUse(person);
  });
  const roles = stack
    .all("azurerm_role_assignment")
    .map(({ arguments: given }) => [given["role_definition_name"], String(given["scope"]).split("/").slice(-2)[0]]);
  expect(roles).toEqual([
    ["Reader", "workspaces"],
    ["Managed Identity Operator", "userAssignedIdentities"],
  ]);
});

test("in a pilot it reads models, prepared data, evaluations and images, and neither raw data nor anything to write", async () => {
  const azure = await synthesizePilot("azure", variants["phase 2"]);
  const own = azure
    ?.all("azurerm_role_assignment")
    .filter(({ arguments: given }) =>
      [...strings(given["principal_id"])].some(({ text }) => text.includes("azurerm_user_assigned_identity.exporter.")),
    );
  const rights = own?.map(({ arguments: given }) => [
    given["role_definition_name"],
    /data-bucket_(\w+)_\w+\.name\}$/.exec(String(given["scope"]))?.[1],
  ]);
  expect(rights).toEqual(
    expect.arrayContaining([
      ["Reader", undefined],
      ["AcrPull", undefined],
      ["Storage Blob Data Reader", "artifacts"],
      ["Storage Blob Data Reader", "evaluation"],
      ["Storage Blob Data Reader", "exports"],
    ]),
  );
  expect(rights).toHaveLength(6);
});

test("an image leaves by the registry's resource id, because the registry has no public address", async () => {
  const pilot = await synthesizePilot("azure", variants["phase 2"]);
  const commands = (pilot?.ledger.boxes ?? [])
    .flatMap((box) => box.export ?? [])
    .filter((each) => each.includes("acr import"));
  expect(commands).toEqual([
    expect.stringMatching(
      /^az acr import --name <other registry> --source pilot-image@<digest> --registry \/subscriptions\/\S+\/resourceGroups\/\S.*\/Microsoft\.ContainerRegistry\/registries\/penguins[0-9a-f]{8} /,
    ),
  ]);
});
