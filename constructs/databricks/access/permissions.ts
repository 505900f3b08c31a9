/**
 * Permissions on an object of the workspace. A `databricks_permissions` is the whole truth about its object: two of
 * them overwrite each other. So each object has one, made with its first permission.
 */
import {
  Permissions,
  type PermissionsAccessControl,
  type PermissionsConfig,
} from "@cdktf/provider-databricks/lib/permissions/index.js";
import type { Construct } from "constructs";
import type { Grantee } from "./principal.js";

/** The object: one of the arguments that name one. */
export type PermittedObject = Pick<
  PermissionsConfig,
  "jobId" | "servingEndpointId" | "clusterPolicyId" | "experimentId"
>;

/** Levels that a pilot hands out. Nobody but the deployer owns an object: the provider adds its owner itself. */
export type Level = "CAN_MANAGE_RUN" | "CAN_QUERY" | "CAN_USE" | "CAN_EDIT" | "CAN_VIEW" | "CAN_READ";

const keyOf = { "service principal": "servicePrincipalName", user: "userName", group: "groupName" } as const;

/** The permissions on one object. */
export class ObjectPermissions {
  private readonly scope: Construct;
  private readonly object: PermittedObject;
  private readonly deployer: string | undefined;
  private readonly entries: PermissionsAccessControl[] = [];
  private made?: Permissions;

  /**
   * @param deployer whoever applies: the application id of a service principal or an address. The provider makes it the
   *   owner; the API refuses a second entry for it: github.com/databricks/cli/issues/4466
   */
  constructor(scope: Construct, object: PermittedObject, deployer: string | undefined) {
    this.scope = scope;
    this.object = object;
    this.deployer = deployer;
  }

  /**
   * Lets a principal do something with the object.
   * @throws Error where it is the deployer, or has another level already
   */
  add(to: Grantee, permissionLevel: Level): Permissions {
    const { kind, principal, policies } = to;
    if (principal === this.deployer) {
      throw new Error(
        `${this.scope.node.path}: identity: "${to.name}" is the deployer, who owns what it makes; leave the grant out`,
      );
    }
    const key = keyOf[kind];
    const before = this.entries.filter((entry) => entry[key] === principal)[0];
    if (before !== undefined && before.permissionLevel !== permissionLevel) {
      throw new Error(
        `${this.scope.node.path}: identity: "${to.name}" has ${before.permissionLevel} already, got ${permissionLevel}; give one of them`,
      );
    }
    if (before === undefined) this.entries.push({ [key]: principal, permissionLevel });
    this.made ??= new Permissions(this.scope, "permissions", { ...this.object, accessControl: [] });
    this.made.putAccessControl(this.entries);
    if (policies.indexOf(this.made) < 0) policies.push(this.made);
    return this.made;
  }
}
