import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/databricks/model-registry.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { applicationId, bucketProps, operators, registryProps } from "./candidates.js";

const training = () => ({
  ...{ name: "training-job", kind: "service principal" as const, principal: applicationId, policies: [] },
});

const synthesized = (
  change: Partial<ModelRegistryProps> = {},
  use: (registry: ModelRegistry, bucket: DataBucket) => void = () => {},
) => {
  let made: ModelRegistry | undefined;
  const stack = synthesizeScope((scope) => {
    const bucket = new DataBucket(scope, "data", bucketProps);
    made = new ModelRegistry(scope, "registry", { ...registryProps, bucket, ...change });
    use(made, bucket);
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, made, entry };
};

test("the approvers own the model, and the stack sets no alias: that would be an approval", () => {
  const model = synthesized().stack.one("databricks_registered_model");
  expect(model.owner).toBe("ml-approvers");
  expect(model).not.toHaveProperty("aliases");
});

test("the pipeline registers and reads back, and cannot approve", () => {
  const { stack } = synthesized({}, (registry) => registry.grantRegister(training()));
  const onModel = stack.all("databricks_grant").filter(({ arguments: given }) => given["model"] !== undefined);
  expect(onModel.map(({ arguments: given }) => given["privileges"])).toEqual([["CREATE_MODEL_VERSION", "EXECUTE"]]);
  const approvers = { ...registryProps.approvers, policies: [] };
  expect(() => synthesized({}, (registry) => registry.grantRegister(approvers))).toThrow(
    '"approvers" would register and approve',
  );
});

test("a right on the model and one on a volume share the grants of the catalog and of the schema", () => {
  const { stack } = synthesized({}, (registry, bucket) => {
    const identity = training();
    bucket.grantRead(identity, "data/");
    registry.grantRegister(identity);
    registry.grantRead(identity);
  });
  const pairs = stack.all("databricks_grant").map(({ arguments: { privileges: _, ...pair } }) => JSON.stringify(pair));
  expect(pairs).toHaveLength(4);
  expect(new Set(pairs).size).toBe(4);
});

test("the experiment writes to the bucket, and one permissions holds who edits it", () => {
  const { stack } = synthesized({}, (registry) => registry.grantRegister(training()));
  expect(stack.one("databricks_mlflow_experiment").artifact_location).toMatch(/^dbfs:\/Volumes\/.*\/mlflow$/);
  expect(stack.one("databricks_permissions").access_control).toEqual([
    { service_principal_name: applicationId, permission_level: "CAN_EDIT" },
  ]);
  const { experimentPath: _path, ...without } = registryProps;
  const bare = synthesizeScope((scope) => {
    const bucket = new DataBucket(scope, "data", bucketProps);
    new ModelRegistry(scope, "registry", { ...without, bucket }).grantRegister(training());
  });
  expect(bare.all("databricks_permissions")).toEqual([]);
});

test("the model's name is built of names, and waits for the model", () => {
  const { stack, made } = synthesized({}, (registry) => registry.grantRead(operators()));
  const onModel = stack.all("databricks_grant").find(({ arguments: given }) => given["model"] !== undefined);
  expect(onModel?.arguments["model"]).toMatch(
    /^\$\{databricks_registered_model\.[\w-]+\.catalog_name\}\.\$\{databricks_registered_model\.[\w-]+\.schema_name\}\.\$\{databricks_registered_model\.[\w-]+\.name\}$/,
  );
  expect(made?.modelName.split(".")).toHaveLength(6);
});

test("the ledger says that a model with versions stops a destroy", () => {
  expect(synthesized().entry.survives?.[0]?.what).toBe(
    "model penguins while it holds versions, with its schema and catalog",
  );
});
