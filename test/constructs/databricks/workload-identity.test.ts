import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/databricks/workload-identity.js";
import { synthesizeScope } from "../../synth.js";
import { workloadProps } from "./candidates.js";

const { audience: _audience, ...bare } = workloadProps;
const synthesized = (change: Partial<WorkloadIdentityProps> = {}) => {
  let made: WorkloadIdentity | undefined;
  const stack = synthesizeScope((scope) => {
    made = new WorkloadIdentity(scope, "deployer", { ...bare, ...change });
  });
  return { stack, identity: made?.identity };
};

test("trust names the issuer, one subject and one audience, and holds no secret", () => {
  const { stack } = synthesized();
  const { oidc_policy: trust, service_principal_id: id } = stack.one("databricks_service_principal_federation_policy");
  expect(trust).toEqual({
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:example/penguins:environment:pilot",
    subject_claim: "sub",
    audiences: [workloadProps.accountId],
  });
  expect(id).toMatch(/^\$\{tonumber\(databricks_service_principal\.[\w-]+\.id\)\}$/);
  expect(stack.resources).toHaveLength(2);
});

test("what runs as it waits for the principal and for the trust", () => {
  expect(synthesized().identity?.policies).toHaveLength(2);
});

test("a pattern, everybody's service account and an open issuer are refused", () => {
  for (const subject of ["repo:example/*", "system:serviceaccount:penguins:default", ""])
    expect(() => synthesized({ subject })).toThrow("one subject without a pattern");
  expect(() => synthesized({ issuer: "http://issuer.example.com" })).toThrow("the https URL of an issuer");
});
