/** The data bucket of a pilot: one that exists, or one that the cloud's own constructs make in a stack before it. */

import type { Problem } from "../pilot-spec/check.js";
import { quote } from "../pilot-spec/messages.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { PlatformStacks } from "../platform-contract.js";
import { clouds } from "./clouds.js";
import { kubernetesNames, namespaceOf } from "./names.js";

type Block = NonNullable<PilotSpec["kubernetes"]>;

/** The bucket as constructs take it. */
export interface NamedBucket {
  readonly uri: string;
  readonly region?: string;
}

/** A bucket that stands for one whose name is not known yet: what is checked is everything but its name. */
const anyBucket = { bucket: "a-bucket", region: "eu-west-1" };

/** Returns the bucket of a block that names one, or one that stands for it. */
export function bucketOf({ cloud, bucket }: Pick<Block, "cloud" | "bucket">): NamedBucket {
  const { uri, region } = bucket;
  if (uri !== undefined) return { uri, ...(region === undefined ? {} : { region }) };
  const { scheme, hasRegion } = clouds[cloud];
  return { uri: `${scheme}${anyBucket.bucket}`, ...(hasRegion ? { region: anyBucket.region } : {}) };
}

/** Where a spec names no bucket, the cloud makes it. */
export const bucketElsewhere: NonNullable<PlatformStacks["bucketElsewhere"]> = {
  cloudOf: ({ kubernetes }) => (kubernetes?.bucket.uri === undefined ? kubernetes?.cloud : undefined),
  use: "pods",
  named: { path: ["kubernetes", "bucket"], lacks: "has no uri", fix: "give the uri of one that exists" },
  users: ({ name, kubernetes }) => {
    const { training, serving, exporter } = kubernetesNames(name);
    const issuer = kubernetes?.issuer;
    return {
      pods: {
        namespace: namespaceOf({ name, kubernetes: kubernetes ?? {} }),
        ...{ training, serving, exporter },
        ...(issuer === undefined ? {} : { issuer }),
      },
    };
  },
  problems: ({ kubernetes }) => {
    if (kubernetes === undefined) return [];
    const { cloud, issuer, identities, bucket } = kubernetes;
    const path = ["kubernetes"];
    const found: Problem[] = [];
    if (clouds[cloud].byIssuer && issuer === undefined) {
      const message = `is missing; the bucket is made here, and ${cloud} knows the pods by the issuer of their tokens`;
      found.push({ path: [...path, "issuer"], message });
    }
    if (bucket.region !== undefined) {
      const message = `${quote(bucket.region)} has no meaning without a uri, because the block ${cloud} says where the bucket is made; remove it`;
      found.push({ path: [...path, "bucket", "region"], message });
    }
    for (const [use, { annotations, podLabels }] of Object.entries(identities)) {
      if (Object.keys(annotations).length + Object.keys(podLabels).length === 0) continue;
      const message = "must be left out without bucket.uri, because what it carries is made with the bucket; remove it";
      found.push({ path: [...path, "identities", use], message });
    }
    return found;
  },
  specOf: (spec, { bucketUri, region, accounts = {} }) => {
    const { kubernetes } = spec;
    if (kubernetes === undefined) throw new Error("kubernetes: must have a block");
    const written = Object.entries(accounts).map(([use, { annotations, podLabels }]) => [
      use,
      { annotations: { ...annotations }, podLabels: { ...podLabels } },
    ]);
    return {
      ...spec,
      kubernetes: {
        ...kubernetes,
        bucket: { uri: bucketUri, region },
        identities: { ...kubernetes.identities, ...Object.fromEntries(written) },
      },
    };
  },
};
