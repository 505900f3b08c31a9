/**
 * Makes: a registered model that its approvers own, an experiment if asked; grants to register and to read.
 * Needs: the catalog's owner as deployer, or `MANAGE` on the catalog: what the approvers own is not the deployer's.
 * Never: an alias, which is a person's approval; a pipeline that approves its own model; an MLflow deployment job.
 * Idle cost: none of Databricks; stored GiB of versions on the cloud's bill.
 * Survives destroy: a model that holds versions, with its schema and catalog; an experiment for 30 days.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import type { Grant } from "@cdktf/provider-databricks/lib/grant/index.js";
import { MlflowExperiment } from "@cdktf/provider-databricks/lib/mlflow-experiment/index.js";
import { RegisteredModel } from "@cdktf/provider-databricks/lib/registered-model/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { addGrant } from "./access/grants.js";
import { ObjectPermissions } from "./access/permissions.js";
import { type PrincipalKind, principalProblems } from "./access/principal.js";
import { formProblems, ownedProblems, type Problem, refuse } from "./checks/values.js";

/** Who gets a right. A grant adds its resources to the list; what runs as the identity waits for all of them. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ModelRegistryProps {
  /** Of the registered model. In lower case: Unity Catalog stores names so, and another case differs at each plan. */
  readonly name: string;
  /** Who answers for what is registered. */
  readonly owner: string;
  /**
   * Who approves: the owner of the model, because only an owner sets an alias without more rights than that. Make it a
   * group. docs.databricks.com/machine-learning/manage-model-lifecycle (2026-11)
   */
  readonly approvers: { readonly name: string; readonly kind: PrincipalKind; readonly principal: string };
  /** Where the model stands, and what lets an identity find it: a `DataBucket`. */
  readonly bucket: {
    readonly catalogName: string;
    readonly schemaName: string;
    pathOf(prefix: string): string;
    grantUse(identity: Identity): unknown;
  };
  /** Path of an MLflow experiment that is made, such as `/Shared/penguins/training`. @default - no experiment */
  readonly experimentPath?: string;
  /**
   * Who applies: an application id or an address. It owns the experiment, so a grant to it is refused. @default - not
   * known
   */
  readonly deployer?: string;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function modelRegistryProblems(props: Partial<ModelRegistryProps>): Array<Problem<keyof ModelRegistryProps>> {
  return [
    ...ownedProblems(props.owner === undefined ? {} : { owner: props.owner }).map(({ message }) => ({
      prop: "owner" as const,
      message,
    })),
    ...formProblems<keyof ModelRegistryProps>([
      ["name", props.name, "object"],
      ["experimentPath", props.experimentPath, "workspacePath"],
    ]),
    ...principalProblems("approvers" as const, props.approvers),
  ];
}

/** Where versions of the model wait for a person's approval: the alias `approved-<version>`. */
export class ModelRegistry extends Construct {
  /** `catalog.schema.model`, built of references, so that whoever names the model depends on it. */
  readonly modelName: string;
  private readonly props: ModelRegistryProps;
  private readonly experiment?: ObjectPermissions;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    refuse(this, modelRegistryProblems(props));
    this.props = props;
    const { bucket, approvers, experimentPath } = props;
    const model = new RegisteredModel(this, "Default", {
      catalogName: bucket.catalogName,
      schemaName: bucket.schemaName,
      name: props.name,
      owner: approvers.principal,
      comment: "versions of the pilot's model; a version may be served once it has the alias approved-<version>",
    });
    this.modelName = `${model.catalogName}.${model.schemaName}.${model.name}`;
    if (experimentPath !== undefined) {
      const experiment = new MlflowExperiment(this, "experiment", {
        name: experimentPath,
        artifactLocation: `dbfs:${bucket.pathOf("artifacts/")}/mlflow`,
      });
      this.experiment = new ObjectPermissions(this, { experimentId: experiment.experimentId }, props.deployer);
    }
    record(this, () => {
      const found = `<catalog>.<schema>.${props.name}`;
      return {
        box: "model registry",
        owner: props.owner,
        meter: { what: "GiB-months of versions below managed/, on the bill of the cloud", whileIdle: true },
        survives: [
          {
            what: `model ${props.name} while it holds versions, with its schema and catalog`,
            costs: "GiB-months",
            remove: `databricks model-versions delete ${found} <version>, each, then destroy again`,
          },
          ...(experimentPath === undefined
            ? []
            : [{ what: `experiment ${experimentPath}, deleted`, costs: "nothing", remove: "it goes after 30 days" }]),
        ],
        debug: `databricks model-versions list ${found}`,
        lineage: `databricks model-versions get ${found} <version>`,
        export: [
          `python -c 'import mlflow; mlflow.set_registry_uri("databricks-uc"); mlflow.artifacts.download_artifacts("models:/${found}/<version>", dst_path="model")'`,
        ],
      };
    });
  }

  /**
   * Lets an identity register versions and read them back, and edit the experiment. It cannot approve: that is the
   * owner's alone. The privilege to create a version is documented, and databricks-sdk 0.162.0 does not name it: see in
   * the first deploy that it is taken. docs.databricks.com/machine-learning/manage-model-lifecycle (2026-12). Returns
   * the grant on the model.
   * @throws Error where the identity approves
   */
  grantRegister(identity: Identity): Grant {
    const { approvers } = this.props;
    refuse(this, principalProblems("identity", identity));
    if (identity.principal === approvers.principal) {
      throw new Error(
        `${this.node.path}: identity: "${identity.name}" would register and approve; give one of them to another identity`,
      );
    }
    const made = this.grant(identity, "CREATE_MODEL_VERSION", "EXECUTE");
    this.experiment?.add(identity, "CAN_EDIT");
    return made;
  }

  /** Lets an identity load every version, as an endpoint's deployer must and an exporter may. Returns the grant. */
  grantRead(identity: Identity): Grant {
    return this.grant(identity, "EXECUTE");
  }

  private grant(identity: Identity, ...privileges: Array<"CREATE_MODEL_VERSION" | "EXECUTE">): Grant {
    refuse(this, principalProblems("identity", identity));
    this.props.bucket.grantUse(identity);
    return addGrant(this, `${identity.name}-model`, identity, { model: this.modelName }, privileges);
  }
}
