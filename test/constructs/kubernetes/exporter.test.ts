import { Exporter } from "../../../constructs/kubernetes/exporter.js";
import { synthesizeScope } from "../../synth.js";

const stack = synthesizeScope((scope) => {
  new Exporter(scope, "exporter", {
    ...{ namespace: "penguins", serviceAccountName: "exporter", owner: "data@example.com" },
    readers: [{ name: "ml-lead", kind: "User", subject: "ml-lead@example.com" }],
    bucket: { uri: "gs://penguins-data" },
  });
});

test("readers get a token of this account and of no other, and the account itself may do nothing on the cluster", () => {
  expect(stack.one("kubernetes_role_v1").rule).toEqual([
    { api_groups: [""], resources: ["serviceaccounts/token"], resource_names: ["exporter"], verbs: ["create"] },
  ]);
  expect(stack.one("kubernetes_role_binding_v1").subject).toEqual([
    { kind: "User", name: "ml-lead@example.com", api_group: "rbac.authorization.k8s.io" },
  ]);
  expect(stack.one("kubernetes_service_account_v1").automount_service_account_token).toBe(false);
});
