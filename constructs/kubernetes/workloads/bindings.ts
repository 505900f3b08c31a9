/** Roles of the namespace for one user, group or service account. */
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { RoleV1, type RoleV1Rule } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
import type { Construct } from "constructs";
import type { Subject } from "../checks/values.js";

/** What opens a tunnel to a service of the namespace. */
export const tunnelTo = (service: string): RoleV1Rule[] => [
  { apiGroups: [""], resources: ["services"], resourceNames: [service], verbs: ["get"] },
  // A tunnel names a pod, whose name is not known before: any pod of the namespace.
  { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
  { apiGroups: [""], resources: ["pods/portforward"], verbs: ["create"] },
];

/** Makes the role and binds it. Nothing here is cluster-wide: a RoleBinding reaches its own namespace only. */
export function bindRole(
  scope: Construct,
  verb: string,
  identity: Subject,
  place: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Record<string, string>;
    readonly rule: RoleV1Rule[];
  },
): RoleBindingV1 {
  const { namespace, labels = {}, rule } = place;
  const name = `${place.name}-${identity.name}-${verb}`;
  const metadata = { name, namespace, labels };
  const role = new RoleV1(scope, `${identity.name}-${verb}-role`, { metadata, rule });
  const { kind, subject } = identity;
  return new RoleBindingV1(scope, `${identity.name}-${verb}`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
    subject: [
      kind === "ServiceAccount"
        ? { kind, name: subject, namespace }
        : { kind, name: subject, apiGroup: "rbac.authorization.k8s.io" },
    ],
  });
}
