/** How a cluster serves models that another platform trained: they come by URI and hash. */
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { PlatformStacks } from "../platform-contract.js";
import { kubernetesNames, namespaceOf } from "./names.js";

/** The block, which the check of a spec has found. */
function blockOf({ kubernetes }: PilotSpec): NonNullable<PilotSpec["kubernetes"]> {
  if (kubernetes === undefined) throw new Error("kubernetes: must have a block where a mixed pilot serves there");
  return kubernetes;
}

const schemes = [
  ["s3://", "aws"],
  ["gs://", "google"],
  ["https://", "azure"],
] as const;

/** The half of a mixed pilot that serves stands in a namespace that is called like the mixed pilot. */
export const foreignModels: NonNullable<PlatformStacks["foreignModels"]> = {
  reader: (spec) => ({
    namespace: namespaceOf({ name: spec.name, kubernetes: {} }),
    serviceAccount: kubernetesNames(spec.name).serving,
    issuer: blockOf(spec).issuer ?? "",
  }),
  specOf: (spec, { bucketUri, region, annotations, podLabels }, { releases, live }) => {
    const { namespace: _namespace, ...block } = blockOf(spec);
    const cloud = schemes.find(([scheme]) => bucketUri.startsWith(scheme))?.[1] ?? block.cloud;
    return {
      ...spec,
      kubernetes: {
        ...block,
        cloud,
        bucket: { uri: bucketUri, region },
        identities: { ...block.identities, serving: { annotations: { ...annotations }, podLabels: { ...podLabels } } },
        releases: { ...releases },
        live,
        existingNamespace: false,
      },
    };
  },
};
