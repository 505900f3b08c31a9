/** The location of a pilot: one that exists, or a bucket that the cloud of the workspace makes in a stack before it. */
import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { StorageCredential, unityCatalogRole } from "../../constructs/databricks/access/storage-credential.js";
import type { Problem } from "../pilot-spec/check.js";
import { quote } from "../pilot-spec/messages.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { PlatformStacks } from "../platform-contract.js";
import { askForProvider } from "../provider-version.js";
import { databricksNames } from "./names.js";

type Block = NonNullable<PilotSpec["databricks"]>;

/** A block whose location is known: the spec names it, or its bucket is made. */
export type PlacedBlock = Block & Required<Pick<Block, "location">>;

/** Where a spec names no location, the cloud of the workspace makes the bucket. */
export const bucketElsewhere: NonNullable<PlatformStacks["bucketElsewhere"]> = {
  cloudOf: ({ databricks }) => (databricks?.location === undefined ? databricks?.cloud : undefined),
  use: "service",
  named: { path: ["databricks", "location"], lacks: "is missing", fix: "name a location that exists" },
  users: (spec) => ({
    service: {
      principal: unityCatalogRole,
      register: (stack, roleArn) => {
        const { name, owners, databricks } = spec;
        if (databricks === undefined) throw new Error("databricks: must have a block");
        new DatabricksProvider(stack, "databricks", { host: databricks.host });
        askForProvider(stack, "databricks", spec);
        const credential = new StorageCredential(stack, "storage-credential", {
          name: databricksNames(name).credential,
          owner: owners.data,
          roleArn,
        });
        return credential.externalId;
      },
    },
  }),
  problems: (spec) => [...mixProblems(spec), ...partitionProblems(spec)],
  specOf: (spec, { bucketUri, region }) => {
    const { name, databricks } = spec;
    if (databricks === undefined) throw new Error("databricks: must have a block");
    const names = databricksNames(name);
    const location = { name: names.location, url: bucketUri, makeWith: names.credential };
    return {
      ...spec,
      databricks: { ...databricks, location: { ...location, ...(region === undefined ? {} : { region }) } },
    };
  },
};

/** Half of a mixed pilot is a stack of its own, and no stack before it makes its bucket. */
export const mixProblems = ({ mixed = [] }: Partial<Pick<PilotSpec, "mixed">>): Problem[] => {
  if (!mixed.some(({ train }) => train === "databricks")) return [];
  const message =
    "is missing; half of a mixed pilot keeps its models in a location that exists, because another platform reads them there; name one";
  return [{ path: ["databricks", "location"], message }];
};

/** Roles of Unity Catalog in GovCloud are others, and so are the hosts of its workspaces, which no spec may name. */
function partitionProblems({ aws }: { readonly aws?: PilotSpec["aws"] }): Problem[] {
  if (aws === undefined || !/^(us-gov|cn)-/.test(aws.region)) return [];
  const message = `is missing, and a bucket in ${quote(aws.region)} is of another partition than the workspace; name a location that exists`;
  return [{ path: ["databricks", "location"], message }];
}
