/**
 * Makes: a user-assigned identity with a federated credential for one service account of a cluster.
 * Needs: a cluster with a public issuer, such as AKS with OIDC issuer and workload identity enabled.
 * Never: trust without the issuer, the subject and the audience; a pattern; the service account `default`; a secret.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests and synthesized JSON; never in a real subscription, never on a real cluster.
 */
import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { type BoxName, record } from "../pilot/record.js";
import { serviceAccountProblems, subjectOf } from "../pilot/service-account.js";
import { checks } from "./checks/forms.js";
import { formProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

/** What runs as a managed identity. A grant adds its role assignment; what runs as it waits for all of them. */
export interface Identity {
  /** Plain text for ids, such as `training`. */
  readonly name: string;
  /** The identity's object id as a reference. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface WorkloadIdentityProps {
  /** Of the identity. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who answers for what runs as it. */
  readonly owner: string;
  /** The box whose pods run as it: its place in the ledger. */
  readonly box: BoxName;
  /** The namespace of the service account. */
  readonly namespace: string;
  /** The service account, matched exactly. `default` is refused: every pod that names no other runs as it. */
  readonly serviceAccount: string;
  /** The https URL of the public issuer of the cluster, as `az aks show --query oidcIssuerProfile.issuerUrl` says. */
  readonly issuer: string;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export const workloadIdentityProblems = (
  props: Partial<WorkloadIdentityProps>,
): Array<Problem<keyof WorkloadIdentityProps>> => [
  ...formProblems<keyof WorkloadIdentityProps>([["name", props.name, "prefix"]]),
  ...serviceAccountProblems(props, checks.formMessage),
  ...placeProblems(props),
];

/** One service account as an identity, so that `bucket.grantRead(workload.identity, "artifacts/")` works. */
export class WorkloadIdentity extends Construct {
  /** What the service account is in this cloud: other boxes grant it what it may. */
  readonly identity: Identity;
  /** What the service account must carry: it names the identity to Azure's webhook. */
  readonly serviceAccountAnnotations: Readonly<Record<string, string>>;
  /** What the pods must carry: the webhook changes no other pod. */
  readonly podLabels: Readonly<Record<string, string>> = { "azure.workload.identity/use": "true" };

  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    super(scope, id);
    refuse(this.node.path, workloadIdentityProblems(props));
    const { name, location, resourceGroupName, namespace, serviceAccount } = props;
    const runsAs = new UserAssignedIdentity(this, "Default", {
      name,
      location,
      resourceGroupName,
      ...given({ tags: props.tags }),
    });
    const group = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}`;
    const credential = new FederatedIdentityCredential(this, "credential", {
      name: "pods",
      resourceGroupName,
      parentId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${runsAs.name}`,
      issuer: props.issuer,
      subject: subjectOf(namespace, serviceAccount),
      // learn.microsoft.com/azure/aks/workload-identity-overview (2026-11): the one audience that Entra exchanges
      audience: ["api://AzureADTokenExchange"],
    });
    this.identity = { name: this.node.id, principalId: runsAs.principalId, policies: [credential] };
    this.serviceAccountAnnotations = { "azure.workload.identity/client-id": runsAs.clientId };
    record(this, {
      box: props.box,
      owner: props.owner,
      identity: [runsAs, "/name"],
      debug: `kubectl --namespace ${namespace} describe serviceaccount ${serviceAccount}`,
    });
  }
}
