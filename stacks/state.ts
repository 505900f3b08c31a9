/** Where a stack keeps its state: under the stack's own name, `<pilot>-<platform>`. */
import {
  AzurermBackend,
  CloudBackend,
  GcsBackend,
  HttpBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformStack,
} from "cdktf";
import type { PilotSpec } from "./pilot-spec/schema.js";
import type { LeastPrograms } from "./platform-contract.js";

/**
 * The oldest programs that take any stack: a state's lock file in S3 came with 1.10 of both.
 * developer.hashicorp.com/terraform/language/backend/s3, opentofu.org/docs/language/settings/backends/s3 (2026-11)
 */
export const leastPrograms: LeastPrograms = { terraform: "1.10.0", openTofu: "1.10.0" };

/**
 * A state behind a web server, and how it is locked. No password: it would stand in the stack.
 * developer.hashicorp.com/terraform/language/backend/http and docs.gitlab.com/user/infrastructure/iac/terraform_state
 * (2026-11)
 */
function httpState(address: string, lock: Extract<PilotSpec["state"], { backend: "http" }>["lock"]) {
  switch (lock) {
    case "gitlab":
      return {
        address,
        lockAddress: `${address}/lock`,
        lockMethod: "POST",
        unlockAddress: `${address}/lock`,
        unlockMethod: "DELETE",
        retryWaitMin: 5,
      };
    case "methods":
      return { address, lockAddress: address, unlockAddress: address };
    case "none":
      return { address };
  }
}

/** Adds the backend that the spec names, and the Terraform that the stack needs; OpenTofu compares its own version. */
export function addState(
  stack: TerraformStack,
  state: PilotSpec["state"],
  name: string,
  { terraform }: LeastPrograms = leastPrograms,
): void {
  stack.addOverride("terraform.required_version", `>= ${terraform}`);
  switch (state.backend) {
    case "local":
      // Relative to the stack's own folder, and outside of cdktf.out: a clean-up of cdktf.out must not delete it.
      new LocalBackend(stack, { path: `../../../${name}.tfstate` });
      return;
    case "s3":
      // The native lock file of Terraform 1.10 and later; the bindings are older.
      stack.addOverride("terraform.backend.s3.use_lockfile", true);
      new S3Backend(stack, {
        bucket: state.bucket,
        region: state.region,
        key: `${state.prefix ?? ""}${name}.tfstate`,
        encrypt: true,
        ...(state.kmsKeyId === undefined ? {} : { kmsKeyId: state.kmsKeyId }),
        ...(state.profile === undefined ? {} : { profile: state.profile }),
        ...(state.roleArn === undefined ? {} : { assumeRole: { roleArn: state.roleArn } }),
      });
      return;
    case "gcs":
      new GcsBackend(stack, { bucket: state.bucket, prefix: `${state.prefix ?? ""}${name}` });
      return;
    case "azurerm":
      new AzurermBackend(stack, {
        resourceGroupName: state.resourceGroup,
        storageAccountName: state.storageAccount,
        containerName: state.container,
        key: `${state.prefix ?? ""}${name}.tfstate`,
        useAzureadAuth: true,
      });
      return;
    case "http":
      new HttpBackend(stack, httpState(`${state.address}/${state.prefix ?? ""}${name}`, state.lock));
      return;
    case "cloud":
      new CloudBackend(stack, {
        organization: state.organization,
        hostname: state.hostname,
        workspaces: new NamedCloudWorkspace(`${state.prefix ?? ""}${name}`),
      });
  }
}
