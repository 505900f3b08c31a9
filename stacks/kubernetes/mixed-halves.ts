/**
 * How a cluster is one half of a mixed pilot: it serves models that another platform trained, or trains out of the
 * bucket of the platform that serves. Models cross by URI and hash.
 */
import type { Carried } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { PlatformStacks } from "../platform-contract.js";
import { cloudOf } from "./clouds.js";
import { kubernetesNames, namespaceOf } from "./names.js";

type Block = NonNullable<PilotSpec["kubernetes"]>;

/** The block, which the check of a spec has found. */
function blockOf({ kubernetes }: PilotSpec): Block {
  if (kubernetes === undefined)
    throw new Error("kubernetes: must have a block where half of a mixed pilot stands there");
  return kubernetes;
}

/** What a service account carries, as the spec writes it. */
const written = ({ annotations, podLabels }: Carried) => ({
  annotations: { ...annotations },
  podLabels: { ...podLabels },
});

/** What the bucket's cloud says that a service account carries; what the spec says where that is nothing. */
const carriedOr = (made: Carried, own: Block["identities"]["serving"]) =>
  Object.keys({ ...made.annotations, ...made.podLabels }).length === 0 ? own : written(made);

/** A half of a mixed pilot stands in a namespace that is called like the mixed pilot. */
const namespaceOfHalf = ({ name }: PilotSpec): string => namespaceOf({ name, kubernetes: {} });

/** The spec of a half, whose namespace is not that of the platform's own pilot. */
export function specOfHalf(spec: PilotSpec): PilotSpec {
  const { namespace: _namespace, ...block } = blockOf(spec);
  return { ...spec, kubernetes: block };
}

/** The half that serves. */
export const foreignModels: NonNullable<PlatformStacks["foreignModels"]> = {
  reader: (spec) => ({
    namespace: namespaceOfHalf(spec),
    serviceAccount: kubernetesNames(spec.name).serving,
    issuer: blockOf(spec).issuer ?? "",
  }),
  specOf: (spec, { bucketUri, region, reader }, { releases, live }) => {
    const block = blockOf(specOfHalf(spec));
    return {
      ...spec,
      kubernetes: {
        ...block,
        cloud: cloudOf(bucketUri) ?? block.cloud,
        bucket: { uri: bucketUri, region },
        identities: { ...block.identities, serving: carriedOr(reader, block.identities.serving) },
        releases: { ...releases },
        live,
      },
    };
  },
};

/** The half that trains. Nothing is listed there, because what serves is elsewhere. */
export const foreignBucket: NonNullable<PlatformStacks["foreignBucket"]> = {
  trainer: (spec) => {
    const { training, exporter } = kubernetesNames(spec.name);
    return { namespace: namespaceOfHalf(spec), training, exporter, issuer: blockOf(spec).issuer ?? "" };
  },
  specOf: (spec, { bucketUri, region, training, exporter }) => {
    const block = blockOf(specOfHalf(spec));
    return {
      ...spec,
      kubernetes: {
        ...block,
        cloud: cloudOf(bucketUri) ?? block.cloud,
        bucket: { uri: bucketUri, region },
        identities: { ...block.identities, training: written(training), exporter: written(exporter) },
        releases: {},
        live: null,
      },
    };
  },
};
