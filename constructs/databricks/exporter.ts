/**
 * Makes: grants for readers to take the pilot off the platform: models, artifacts, evaluations, exports.
 * Needs: the bucket's and the registry's own grants for what they hold; readers by group, user or application id.
 * Never: a right to write, raw data under `data/`, the wheel, a principal or a secret of its own.
 * Idle cost: none.
 * Survives destroy: nothing; what was exported is elsewhere.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import type { Grant } from "@cdktf/provider-databricks/lib/grant/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { gather } from "../pilot/problems.js";
import { record } from "../pilot/record.js";
import { type PrincipalKind, principalProblems } from "./access/principal.js";
import { formProblems, listProblems, type Problem, refuse } from "./checks/values.js";

/** Who reads. A grant adds its resources to the list. */
export interface Identity {
  /** Plain text for ids, such as `operators`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
  /** Filled by grants. */
  readonly policies: ITerraformDependable[];
}

/** What readers may take away. */
const prefixes = ["artifacts/", "evaluation/", "exports/"] as const;

export interface ExporterProps {
  /** Who answers for what leaves. */
  readonly owner: string;
  /** Who may read: at least one. */
  readonly readers: readonly Identity[];
  /** Where prepared data and evaluations lie: a `DataBucket`. */
  readonly bucket: { grantRead(identity: Identity, prefix: (typeof prefixes)[number]): Grant };
  /** Where models are registered: a `ModelRegistry`. @default - no models */
  readonly modelRegistry?: { grantRead(identity: Identity): Grant };
}

/** What is wrong with props: one entry per problem. */
export const exporterProblems = (props: Partial<ExporterProps>): Array<Problem<keyof ExporterProps>> => [
  ...formProblems<keyof ExporterProps>([["owner", props.owner, "address"]]),
  ...gather(props.readers ?? [], (reader) => principalProblems("readers" as const, reader)),
  ...listProblems(
    "readers" as const,
    props.readers?.map(({ name }) => name),
    "reader",
  ),
];

/** Who takes the pilot's results off the platform. */
export class Exporter extends Construct {
  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    refuse(this, exporterProblems(props));
    for (const reader of props.readers) {
      for (const prefix of prefixes) props.bucket.grantRead(reader, prefix);
      props.modelRegistry?.grantRead(reader);
    }
    record(this, {
      box: "data bucket",
      owner: props.owner,
      export: ["databricks auth login # as a reader; the commands of all boxes then run as that reader"],
    });
  }
}
