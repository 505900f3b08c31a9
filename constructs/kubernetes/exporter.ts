/**
 * Makes: a service account for taking the pilot off the platform; readers may ask for a token of it, for an hour.
 * Needs: the cloud's `WorkloadIdentity` for the same name, with a grant to read artifacts and evaluations.
 * Never: a right on the cluster, raw data, a right to write, a token that is stored.
 * Idle cost: none.
 * Survives destroy: nothing; what was exported is elsewhere.
 * Verified by: unit tests and synthesized JSON.
 */
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import {
  formProblems,
  gather,
  identityProblems,
  type Problem,
  placeProblems,
  refuse,
  type Subject,
} from "./checks/values.js";
import { bindRole } from "./workloads/bindings.js";

export interface ExporterProps {
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** The service account that reads what leaves. */
  readonly serviceAccountName: string;
  /** Who answers for what leaves. */
  readonly owner: string;
  /** Who may ask for a token of it: at least one. */
  readonly readers: readonly Subject[];
  /** Where models, prepared data and evaluations lie, for the commands. */
  readonly bucket: { readonly uri: string };
  /** What the cloud's `WorkloadIdentity` wants on the service account. @default none */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export const exporterProblems = (props: Partial<ExporterProps>): Array<Problem<keyof ExporterProps>> => [
  ...placeProblems(props),
  ...formProblems<keyof ExporterProps>([
    ["serviceAccountName", props.serviceAccountName, "serviceAccount"],
    ["bucket", props.bucket?.uri, "bucketUri"],
    ["serviceAccountAnnotations", Object.keys(props.serviceAccountAnnotations ?? {}), "qualifiedKey"],
    ["serviceAccountAnnotations", Object.values(props.serviceAccountAnnotations ?? {}), "plainText"],
  ]),
  ...gather(props.readers ?? [], (reader) =>
    identityProblems(reader).map(({ message }) => ({ prop: "readers" as const, message })),
  ),
  ...gather(
    (props.readers ?? []).filter(({ name }, index, all) => all.findIndex((each) => each.name === name) !== index),
    ({ name }) => [{ prop: "readers" as const, message: `"${name}" stands twice; name each reader once` }],
  ),
  ...(props.readers?.length === 0
    ? [{ prop: "readers" as const, message: "must name at least one, got none; leave the exporter out" }]
    : []),
];

/** Who takes the pilot's results off the platform. */
export class Exporter extends Construct {
  /** The service account's name as a reference. */
  readonly serviceAccountName: string;

  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    refuse(this, exporterProblems(props));
    const { namespace, labels = {} } = props;
    const account = new ServiceAccountV1(this, "Default", {
      metadata: {
        ...{ name: props.serviceAccountName, namespace, labels },
        annotations: { ...props.serviceAccountAnnotations },
      },
      automountServiceAccountToken: false,
    });
    this.serviceAccountName = account.metadata.name;
    for (const reader of props.readers) this.grantUse(reader, props);
    record(this, {
      box: "data bucket",
      owner: props.owner,
      identity: [account, "/metadata/name"],
      debug: `kubectl --namespace ${namespace} auth can-i --list --as system:serviceaccount:${namespace}:${props.serviceAccountName}`,
      export: [
        `kubectl --namespace ${namespace} create token ${props.serviceAccountName} # then copy ${props.bucket.uri}`,
      ],
    });
  }

  private grantUse(identity: Subject, props: ExporterProps): void {
    const { namespace, serviceAccountName, labels = {} } = props;
    bindRole(this, "use", identity, {
      ...{ name: serviceAccountName, namespace, labels },
      rule: [
        {
          apiGroups: [""],
          resources: ["serviceaccounts/token"],
          resourceNames: [serviceAccountName],
          verbs: ["create"],
        },
      ],
    });
  }
}
