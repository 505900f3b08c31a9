/**
 * What every pod is held to: the restricted profile of Pod Security, without root, with a root file system that nothing
 * writes to. kubernetes.io/docs/concepts/security/pod-security-standards (2026-11)
 */

/** The user and group of every container: the image must not need another. */
const runAs = 10_001;

/** What the namespace enforces; `latest` would change what is refused with each upgrade of the cluster. */
export const podSecurityLabels: Readonly<Record<string, string>> = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/enforce-version": "v1.32",
  "pod-security.kubernetes.io/warn": "restricted",
};

/** A pod's context, as Terraform's typed resources take it. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: String(runAs),
  runAsGroup: String(runAs),
  fsGroup: String(runAs),
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};

/** A container's context, as Terraform's typed resources take it. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** A pod's context, as the API itself spells it. */
export const podSecurityBody = { ...podSecurity, runAsUser: runAs, runAsGroup: runAs, fsGroup: runAs };

/** A container's context, as the API itself spells it. */
export const containerSecurityBody = containerSecurity;
