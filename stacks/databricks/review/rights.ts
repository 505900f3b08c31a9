/**
 * A right on Databricks in one form, whichever resource gives it: permissions are rows of it, access asks its scope.
 */
import type { Grant } from "../../readers/permissions.js";
import type { Resource } from "../../readers/stack.js";
import type { Securable } from "./securables.js";

/** What a right is on. */
export type Scope =
  /** Privileges on a securable of Unity Catalog; `OWNER` is one of them here. */
  | { readonly kind: "securable"; readonly securable: Securable; readonly privileges: readonly string[] }
  /** A level on an object of a workspace, by the argument that names it. */
  | {
      readonly kind: "object";
      readonly argument: string;
      readonly target: Resource | undefined;
      readonly id: string;
      readonly level: string;
    }
  /** Becoming somebody: a service principal, a group, whoever applies. */
  | { readonly kind: "identity"; readonly who: string; readonly isService?: true }
  /** A workspace: all of its objects, and none of Unity Catalog. */
  | { readonly kind: "workspace" }
  /** The account: its workspaces, its principals, its metastores. */
  | { readonly kind: "account" }
  /** Nothing that a page lists. */
  | { readonly kind: "other" };

/** One right of somebody. */
export interface Right {
  readonly who: string;
  /** A group that everybody of the account or of the workspace is in. */
  readonly isEverybody: boolean;
  /** A policy takes it away. @default - somebody may */
  readonly effect?: "may" | "may not";
  /** In the one vocabulary; undefined where nobody here knows the word. */
  readonly verbs: readonly string[] | undefined;
  /** In Databricks's words. */
  readonly actions: readonly string[];
  /** As a person reads it. */
  readonly on: string;
  readonly scope: Scope;
  readonly when?: readonly string[];
  readonly note?: string;
  readonly foreign?: true;
  /** Wildcards beside that of everybody. */
  readonly wildcards?: Grant["wildcards"];
  readonly address: string;
}
