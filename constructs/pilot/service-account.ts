/**
 * A service account of a cluster as a cloud sees it: an issuer signs its tokens, and the subject of a token names it.
 * The same rules hold wherever the cluster runs, because the cluster writes the token.
 */

/** Whose tokens a cloud trusts. */
export interface ServiceAccountPlace {
  readonly namespace?: string;
  readonly serviceAccount?: string;
  /** The `iss` of its tokens, as `/.well-known/openid-configuration` of the cluster says. */
  readonly issuer?: string | undefined;
}

/** The form of a value: the same shape as `FormRule` in `problems.ts`. */
interface Form {
  readonly pattern: RegExp;
  readonly must: string;
  readonly example: string;
}

const forms = {
  // kubernetes.io/docs/concepts/overview/working-with-objects/names and …/namespaces (2026-11): kube- is the system's
  namespace: {
    pattern: /^(?!kube-)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    must: "be a namespace: 1 to 63 lower-case letters, digits and -, not beginning with kube-",
    example: "penguins",
  },
  // A pod that names no service account runs as default: whoever starts a pod there would have the cloud's rights.
  serviceAccount: {
    pattern: /^(?!default$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    must: "be a service account of its own, not default: 1 to 63 lower-case letters, digits and -",
    example: "penguins-training",
  },
  // openid.net/specs/openid-connect-discovery-1_0.html section 3 (2014-11): https, neither query nor fragment; IAM and
  // Microsoft Entra take no port and at most 255 characters
  issuer: {
    pattern: /^https:\/\/(?=.{1,247}$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/[\w.~-]+)*\/?$/,
    must: "be the https URL of an issuer without a port and a query",
    example: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
  },
} satisfies Record<keyof ServiceAccountPlace, Form>;

/**
 * Returns what is wrong with a service account and its issuer, one entry per problem.
 * @param messageOf says what is wrong with one value; a token of cdktf passes
 */
export function serviceAccountProblems(
  place: ServiceAccountPlace,
  messageOf: (value: unknown, form: Form) => string | undefined,
): Array<{ readonly prop: keyof ServiceAccountPlace; readonly message: string }> {
  const problems: Array<{ readonly prop: keyof ServiceAccountPlace; readonly message: string }> = [];
  for (const prop of ["namespace", "serviceAccount", "issuer"] as const) {
    const message = messageOf(place[prop], forms[prop]);
    if (message !== undefined) problems.push({ prop, message });
  }
  return problems;
}

/** Returns the `sub` of the tokens of a service account. Clouds compare it as a whole, never by a pattern. */
export const subjectOf = (namespace: string, serviceAccount: string): string =>
  `system:serviceaccount:${namespace}:${serviceAccount}`;
