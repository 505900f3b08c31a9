/**
 * Makes: the principal of one service account of a GKE cluster; for another cluster also a pool that trusts its issuer.
 * Needs: GKE with Workload Identity Federation; or iam and sts enabled and a public issuer.
 * Never: trust without the issuer, the subject and the audience; a pattern; the service account `default`; a key.
 * Idle cost: none.
 * Survives destroy: the pool for 30 days, marked as deleted, and its id as long.
 * Verified by: unit tests and synthesized JSON; never in a real project, never on a real cluster.
 */
import { IamWorkloadIdentityPool } from "@cdktf/provider-google/lib/iam-workload-identity-pool/index.js";
import { IamWorkloadIdentityPoolProvider } from "@cdktf/provider-google/lib/iam-workload-identity-pool-provider/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { type BoxName, record } from "../pilot/record.js";
import { serviceAccountProblems, subjectOf } from "../pilot/service-account.js";
import { checks } from "./checks/forms.js";
import { formProblems, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

/** Who gets rights. A grant adds its policy to the list; what runs as it waits for all of its policies. */
export interface Identity {
  /** Plain text for ids, such as `training`. */
  readonly name: string;
  /** `principal:` and the service account of the cluster. */
  readonly member: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface WorkloadIdentityProps {
  /** Names the pool of another issuer. */
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  /** The project's number: Google's service agents are called by it. */
  readonly projectNumber: string;
  /** Who answers for what runs as it. */
  readonly owner: string;
  /** The box whose pods run as it: its place in the ledger. */
  readonly box: BoxName;
  /** The namespace of the service account. */
  readonly namespace: string;
  /** The service account, matched exactly. `default` is refused: every pod that names no other runs as it. */
  readonly serviceAccount: string;
  /**
   * The https URL of the public issuer of a cluster that is not GKE.
   * @default - GKE in the project; Google sees one account in all of its clusters with this namespace and name
   */
  readonly issuer?: string;
  /**
   * Numbers the id of the pool, which Google holds back for 30 days after a destroy. 0 is the id without a number.
   * @default 0
   */
  readonly generation?: number;
}

/** cloud.google.com/iam/docs/workload-identity-federation#mapping (2026-11): bytes of google.subject. */
const longestSubject = 127;

/** What is wrong with props: one entry per problem. */
export function workloadIdentityProblems(
  props: Partial<WorkloadIdentityProps>,
): Array<Problem<keyof WorkloadIdentityProps>> {
  const { namespace = "", serviceAccount = "", issuer } = props;
  const problems: Array<Problem<keyof WorkloadIdentityProps>> = [
    ...placeProblems({ project: props.project, projectNumber: props.projectNumber } as {
      project: string;
      projectNumber: string;
    }),
    // a pool's id: 4 to 32 characters, not beginning with gcp-: cloud.google.com/iam/docs/reference/rest (2026-11)
    ...formProblems<keyof WorkloadIdentityProps>([["name", props.name, "prefix"]]),
    ...numberProblems<keyof WorkloadIdentityProps>([["generation", props.generation, 0, 99]]),
    ...serviceAccountProblems(props, checks.formMessage),
  ];
  if (typeof props.name === "string" && !Token.isUnresolved(props.name) && /^gcp-|^.{27}/.test(props.name)) {
    const message = `must have at most 26 characters and not begin with gcp-, got ${JSON.stringify(props.name)}; take another name`;
    problems.push({ prop: "name", message });
  }
  const { length } = subjectOf(namespace, serviceAccount);
  const known = ![namespace, serviceAccount].some((part) => Token.isUnresolved(part));
  if (issuer !== undefined && known && length > longestSubject) {
    const message = `must give a subject of at most ${longestSubject} characters, got ${length}; take a shorter name`;
    problems.push({ prop: "serviceAccount", message });
  }
  return problems;
}

/** One service account as a principal, so that `bucket.grantRead(workload.identity, "artifacts/")` works. */
export class WorkloadIdentity extends Construct {
  /** What the service account is in this cloud: other boxes grant it what it may. */
  readonly identity: Identity;
  /** What the service account must carry: nothing on Google. */
  readonly serviceAccountAnnotations: Readonly<Record<string, string>> = {};
  /** What the pods must carry: nothing on Google. */
  readonly podLabels: Readonly<Record<string, string>> = {};
  /** With an issuer, the audience that the projected token of a pod must have. */
  readonly tokenAudience: string | undefined;

  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    super(scope, id);
    refuse(this, workloadIdentityProblems(props));
    const { project, projectNumber, namespace, serviceAccount, issuer } = props;
    const pools = `iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools`;
    const policies: ITerraformDependable[] = [];
    let member = `principal://${pools}/${project}.svc.id.goog/subject/ns/${namespace}/sa/${serviceAccount}`;
    const pool = issuer === undefined ? undefined : this.pool(props);
    if (issuer !== undefined && pool !== undefined) {
      const providerId = "cluster";
      this.tokenAudience = `https://${pools}/${pool.workloadIdentityPoolIdInput}/providers/${providerId}`;
      const subject = subjectOf(namespace, serviceAccount);
      policies.push(
        new IamWorkloadIdentityPoolProvider(this, "provider", {
          project,
          workloadIdentityPoolId: pool.workloadIdentityPoolId,
          workloadIdentityPoolProviderId: providerId,
          displayName: "the issuer of one cluster",
          attributeMapping: { "google.subject": "assertion.sub" },
          // Nobody else of the issuer gets as far as a token of Google.
          attributeCondition: `assertion.sub == "${subject}"`,
          oidc: { issuerUri: issuer, allowedAudiences: [this.tokenAudience] },
        }),
      );
      member = `principal://${pools}/${pool.workloadIdentityPoolId}/subject/${subject}`;
    }
    this.identity = { name: this.node.id, member, policies };
    record(this, {
      box: props.box,
      owner: props.owner,
      survives:
        pool === undefined
          ? []
          : [
              {
                what: `workload identity pool ${pool.workloadIdentityPoolIdInput}, for 30 days`,
                costs: "nothing",
                remove: "it goes by itself; until then Google refuses a pool of that id: raise the generation",
              },
            ],
      debug: `kubectl --namespace ${namespace} describe serviceaccount ${serviceAccount}`,
    });
  }

  /** The pool of one issuer: everybody in it comes from this cluster. */
  private pool({ name, project, generation = 0 }: WorkloadIdentityProps): IamWorkloadIdentityPool {
    return new IamWorkloadIdentityPool(this, "Default", {
      project,
      workloadIdentityPoolId: generation === 0 ? `${name}-pods` : `${name}-pods-${generation}`,
      displayName: "pods of one cluster",
    });
  }
}
