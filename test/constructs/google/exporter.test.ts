import { Exporter } from "../../../constructs/google/exporter.js";
import { synthesizeScope } from "../../synth.js";

const stack = synthesizeScope((scope) => {
  new Exporter(scope, "exporter", {
    name: "penguins",
    serviceAccountId: "penguins-exporter",
    project: "penguins-pilot",
    owner: "data@example.com",
    readers: ["group:ml@example.com"],
  });
});

test("it reads metadata and changes nothing", () => {
  const permissions: string[] = stack.one("google_project_iam_custom_role", "metadata-role").permissions;
  expect(permissions).toContain("aiplatform.models.export");
  expect(permissions.filter((each) => !/\.(get|list|export|queryContextLineageSubgraph)$/.test(each))).toEqual([]);
});

test("readers act as it for a while, without a key", () => {
  expect(stack.one("google_service_account_iam_member")).toMatchObject({
    role: expect.stringContaining("exporter_token-role"),
    member: "group:ml@example.com",
  });
  // iam.serviceAccountTokenCreator also signs for the account and hands it on: iam/docs/service-account-permissions
  expect(stack.one("google_project_iam_custom_role", "token-role").permissions).toEqual([
    "iam.serviceAccounts.getAccessToken",
  ]);
  expect(stack.all("google_service_account_key")).toEqual([]);
});
