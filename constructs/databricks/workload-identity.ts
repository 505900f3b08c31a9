/**
 * Makes: a service principal of the account that a workload elsewhere becomes by its own OIDC token: CI, or a pod.
 * Needs: a provider of the account (`https://accounts.…`); an issuer that Databricks can reach, or its keys as JSON.
 * Never: a secret, a subject that is a pattern, a token for another audience, the service account `default`.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { ServicePrincipal } from "@cdktf/provider-databricks/lib/service-principal/index.js";
import { ServicePrincipalFederationPolicy } from "@cdktf/provider-databricks/lib/service-principal-federation-policy/index.js";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type BoxName, record } from "../pilot/record.js";
import type { PrincipalKind } from "./access/principal.js";
import { formProblems, type Problem, refuse, wordProblems } from "./checks/values.js";

/** What runs as the principal. A grant adds its resources to the list. */
export interface Identity {
  /** Plain text for ids, such as `deployer`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of the service principal. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface WorkloadIdentityProps {
  /** The display name of the service principal. */
  readonly displayName: string;
  /** The id of the Databricks account: the audience of a token, unless another one is named. */
  readonly accountId: string;
  /** Who answers for what runs as it. */
  readonly owner: string;
  /** The box that it stands with in the ledger. */
  readonly box: BoxName;
  /** The https URL of the issuer, such as `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** The subject of the token, matched exactly, such as `repo:example/penguins:environment:pilot`. */
  readonly subject: string;
  /** The audience that the token must have. @default - the account's id */
  readonly audience?: string;
}

/** What is wrong with props: one entry per problem. */
export const workloadIdentityProblems = (
  props: Partial<WorkloadIdentityProps>,
): Array<Problem<keyof WorkloadIdentityProps>> => [
  ...formProblems<keyof WorkloadIdentityProps>([
    ["displayName", props.displayName, "displayName"],
    ["accountId", props.accountId, "accountId"],
    ["owner", props.owner, "address"],
    ["issuer", props.issuer, "issuer"],
    ["subject", props.subject, "subject"],
    ["audience", props.audience, "audience"],
  ]),
  ...wordProblems<keyof WorkloadIdentityProps>([
    ["box", props.box, ["data bucket", "pipeline", "training job", "model registry", "endpoint"]],
  ]),
];

/** Who a workload elsewhere is to Databricks. Put the deployer here: an endpoint runs as its creator for ever. */
export class WorkloadIdentity extends Construct {
  /** What other boxes grant rights to. */
  readonly identity: Identity;

  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    super(scope, id);
    refuse(this, workloadIdentityProblems(props));
    const made = new ServicePrincipal(this, "Default", { displayName: props.displayName });
    const policy = new ServicePrincipalFederationPolicy(this, "trust", {
      // the API names it by a number, and only the id is one
      servicePrincipalId: Fn.tonumber(made.id),
      description: `tokens of ${props.issuer}`,
      oidcPolicy: {
        issuer: props.issuer,
        audiences: [props.audience ?? props.accountId],
        subject: props.subject,
        subjectClaim: "sub",
      },
    });
    this.identity = {
      name: this.node.id,
      kind: "service principal",
      principal: made.applicationId,
      policies: [made, policy],
    };
    record(this, {
      box: props.box,
      owner: props.owner,
      identity: [made, "/display_name"],
      debug: `databricks account service-principal-federation-policy list <numeric id of ${props.displayName}>`,
    });
  }
}
