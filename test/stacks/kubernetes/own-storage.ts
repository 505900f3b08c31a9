/** The example on a cluster whose bucket a cloud makes, which has no pilot of its own in the spec. */
import { type PilotSpecInput, platformIds } from "../../../stacks/pilot-spec/schema.js";

const issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

/** What the cluster's block and the cloud's need besides. */
const besides = { aws: [{ issuer }, { clientVpcIds: ["vpc-0a1b2c3d4e5f60718"] }], google: [{}, {}] } as const;

/** Leaves the bucket and what belongs to it out. */
const storageOn =
  (cloud: keyof typeof besides) =>
  (input: PilotSpecInput): void => {
    const { bucket: _bucket, identities: _identities, ...kubernetes } = input.kubernetes ?? {};
    const [cluster, block] = besides[cloud];
    for (const platform of platformIds) if (platform !== cloud) delete input[platform];
    Object.assign(input, { kubernetes: { ...kubernetes, cloud, ...cluster } });
    Object.assign(input[cloud] ?? {}, { pilot: false, ...block });
  };

/** AWS makes it. */
export const withOwnStorage = storageOn("aws");

/** Google makes it. */
export const withGoogleStorage = storageOn("google");

/** Each of them, by what a frozen file is called besides the stack. */
export const storages: Readonly<Record<string, (input: PilotSpecInput) => void>> = {
  "": withOwnStorage,
  "-google": withGoogleStorage,
};
