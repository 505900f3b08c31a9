/** The example on a cluster whose bucket AWS makes, which has no pilot of its own in the spec. */
import { type PilotSpecInput, platformIds } from "../../../stacks/pilot-spec/schema.js";

const cloud = "aws";

/** Leaves the bucket and what belongs to it out. */
export function withOwnStorage(input: PilotSpecInput): void {
  const { bucket: _bucket, identities: _identities, ...kubernetes } = input.kubernetes ?? {};
  const issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
  for (const platform of platformIds) if (platform !== cloud) delete input[platform];
  Object.assign(input, { kubernetes: { ...kubernetes, cloud, issuer } });
  Object.assign(input[cloud] ?? {}, { pilot: false, clientVpcIds: ["vpc-0a1b2c3d4e5f60718"] });
}
