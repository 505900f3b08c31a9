/**
 * Makes: a role for one service account of a cluster: by EKS Pod Identity, or by the tokens of a public issuer (IRSA).
 * Needs: the Pod Identity agent on the cluster; or the issuer's OIDC provider in the account, which it makes if asked.
 * Never: trust without the cluster or issuer, the subject and the audience; a pattern; the service account `default`.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests and synthesized JSON; never in a real account, never on a real cluster.
 */
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association/index.js";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { valueChecks } from "../pilot/problems.js";
import { type BoxName, record } from "../pilot/record.js";
import { serviceAccountProblems, subjectOf } from "../pilot/service-account.js";
import { formProblems, type Problem, tagProblems } from "./checks/values.js";

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `training`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface WorkloadIdentityProps {
  /** The name of the role that the service account takes. */
  readonly roleName: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who answers for what runs as it. */
  readonly owner: string;
  /** The box whose pods run as it: its place in the ledger. */
  readonly box: BoxName;
  /** The namespace of the service account. */
  readonly namespace: string;
  /** The service account, matched exactly. `default` is refused: every pod that names no other runs as it. */
  readonly serviceAccount: string;
  /** The EKS cluster's name, for EKS Pod Identity. Either it or `issuer`. @default - by the issuer's tokens */
  readonly cluster?: string;
  /** The https URL of the public issuer of any cluster. Either it or `cluster`. @default - by EKS Pod Identity */
  readonly issuer?: string;
  /** Makes the issuer's OIDC provider; an account holds one per issuer. @default false */
  readonly createIssuer?: boolean;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

const { formMessage } = valueChecks((value) => Token.isUnresolved(value));

// docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html (2026-11)
const clusterForm = {
  pattern: /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/,
  must: "be the name of an EKS cluster: 1 to 100 letters, digits, - and _",
  example: "platform",
};

/** What is wrong with props: one entry per problem. */
export function workloadIdentityProblems(
  props: Partial<WorkloadIdentityProps>,
): Array<Problem<keyof WorkloadIdentityProps>> {
  const { cluster, issuer } = props;
  const problems: Array<Problem<keyof WorkloadIdentityProps>> = [
    ...formProblems<keyof WorkloadIdentityProps>([
      ["roleName", props.roleName, "roleName"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
    ]),
    ...serviceAccountProblems(props, formMessage),
    ...tagProblems("tags" as const, props.tags),
  ];
  const message = formMessage(cluster, clusterForm);
  if (message !== undefined) problems.push({ prop: "cluster", message });
  if ((cluster === undefined) === (issuer === undefined)) {
    const got = cluster === undefined ? "neither" : "both";
    problems.push({ prop: "issuer", message: `must be given, or else cluster, got ${got}; give exactly one of them` });
  }
  // the trust policy's keys are made of it
  if (Token.isUnresolved(issuer))
    problems.push({ prop: "issuer", message: "must be plain text, got a reference; write it out" });
  if (props.createIssuer === true && issuer === undefined) {
    problems.push({ prop: "createIssuer", message: "must be left out without an issuer, got true; give the issuer" });
  }
  return problems;
}

// docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html (2026-11)
const audience = "sts.amazonaws.com";

/** The one statement of the trust policy. */
function trust(props: WorkloadIdentityProps): object {
  const { account, region, namespace, serviceAccount, cluster, issuer = "" } = props;
  if (cluster !== undefined) {
    // docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html and pod-id-abac.html (2026-11): the session tags that
    // EKS sets are of no use to somebody else, because only its own service may assume the role.
    return {
      Sid: "OneServiceAccountOfOneCluster",
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:SourceAccount": account,
          "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:${region}:${account}:cluster/${cluster}`,
          "aws:RequestTag/kubernetes-namespace": namespace,
          "aws:RequestTag/kubernetes-service-account": serviceAccount,
        },
      },
    };
  }
  const host = issuer.replace(/^https:\/\//, "");
  return {
    Sid: "OneServiceAccountOfOneIssuer",
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${host}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${host}:sub`]: subjectOf(namespace, serviceAccount), [`${host}:aud`]: audience } },
  };
}

/** One service account as an IAM role, so that `bucket.grantRead(workload.identity, "artifacts/")` works. */
export class WorkloadIdentity extends Construct {
  /** What the service account is in this cloud: other boxes grant it what it may. */
  readonly identity: Identity;
  /** What the service account must carry; empty with EKS Pod Identity. */
  readonly serviceAccountAnnotations: Readonly<Record<string, string>>;
  /** What the pods must carry: nothing on AWS. */
  readonly podLabels: Readonly<Record<string, string>> = {};

  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    super(scope, id);
    const problems = workloadIdentityProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { account, namespace, serviceAccount, cluster, tags } = props;
    const policies: ITerraformDependable[] = [];
    const role = new IamRole(this, "Default", {
      name: props.roleName,
      description: `runs as ${subjectOf(namespace, serviceAccount)}`,
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust(props)] }),
      ...given({ tags, dependsOn: props.createIssuer === true ? [this.issuer(props)] : undefined }),
    });
    if (cluster !== undefined) {
      // The association takes an ARN; built from the name, it stands in a first plan.
      const roleArn = `arn:aws:iam::${account}:role/${role.name}`;
      policies.push(
        new EksPodIdentityAssociation(this, "association", {
          clusterName: cluster,
          namespace,
          serviceAccount,
          roleArn,
          ...given({ tags }),
        }),
      );
    }
    this.identity = { name: this.node.id, roleName: role.name, policies };
    this.serviceAccountAnnotations =
      cluster === undefined ? { "eks.amazonaws.com/role-arn": `arn:aws:iam::${account}:role/${props.roleName}` } : {};
    record(this, {
      box: props.box,
      owner: props.owner,
      identity: [role, "/name"],
      debug: `kubectl --namespace ${namespace} describe serviceaccount ${serviceAccount}`,
    });
  }

  /** The issuer's OIDC provider; its ARN is built from the issuer, so that a first plan shows whom the role trusts. */
  private issuer({ issuer = "", tags }: WorkloadIdentityProps): IamOpenidConnectProvider {
    return new IamOpenidConnectProvider(this, "issuer", { url: issuer, clientIdList: [audience], ...given({ tags }) });
  }
}
