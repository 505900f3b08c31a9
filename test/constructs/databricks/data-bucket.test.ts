import { ServicePrincipal } from "@cdktf/provider-databricks/lib/service-principal/index.js";
import { DataBucket, type DataBucketProps } from "../../../constructs/databricks/data-bucket.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";
import { applicationId, bucketProps, operators } from "./candidates.js";

const synthesized = (change: Partial<DataBucketProps> = {}, use: (bucket: DataBucket) => void = () => {}) => {
  let made: DataBucket | undefined;
  const stack = synthesizeScope((scope) => {
    made = new DataBucket(scope, "data", { ...bucketProps, ...change });
    use(made);
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, entry };
};
const training = () => ({
  name: "training-job",
  kind: "service principal" as const,
  principal: applicationId,
  policies: [],
});
const volumes = ({ stack }: { readonly stack: SynthesizedStack }) =>
  stack.all("databricks_volume").map(({ arguments: given }) => given);

test("every prefix is an external volume: a managed one would be deleted with its files", () => {
  const made = volumes(synthesized());
  expect(made.map(({ name, volume_type }) => [name, volume_type])).toEqual(
    ["data", "artifacts", "evaluation", "exports", "models", "packages"].map((name) => [name, "EXTERNAL"]),
  );
  for (const { name, storage_location: at } of made)
    expect(at).toMatch(new RegExp(`^\\$\\{databricks_external_location\\.[\\w-]+\\.url\\}/${name}$`));
});

test("managed storage lies beside the volumes, because Unity Catalog refuses what overlaps", () => {
  const { stack } = synthesized();
  const root = String(stack.one("databricks_catalog").storage_root);
  for (const { storage_location: at } of volumes({ stack })) {
    expect(String(at).startsWith(`${root}/`)).toBe(false);
    expect(root.startsWith(`${String(at)}/`)).toBe(false);
  }
});

test("a catalog is isolated without a binding, and has no schema called default", () => {
  const { stack } = synthesized();
  expect(stack.one("databricks_catalog")).toMatchObject({ isolation_mode: "ISOLATED", force_destroy: false });
  expect(stack.all("databricks_workspace_binding")).toEqual([]);
  expect(() => synthesized({ schemaName: "default" })).toThrow("a schema of its own");
});

test("an existing location is named and not made", () => {
  const { stack } = synthesized({ location: { name: "lake", url: "gs://lake-1/pilot" } });
  expect(stack.all("databricks_external_location")).toEqual([]);
  expect(stack.one("databricks_catalog").storage_root).toBe("gs://lake-1/pilot/managed");
});

test("names in another case would differ at each plan, and are refused", () => {
  for (const [prop, value] of [
    ["catalogName", "Penguins"],
    ["schemaName", "Pilot"],
  ] as const)
    expect(() => synthesized({ [prop]: value })).toThrow("lower-case");
});

test("nothing is named by an id that only the first apply knows", () => {
  const { stack } = synthesized({}, (bucket) => bucket.grantWrite(training(), "artifacts/"));
  const computed = [...strings(stack.json)].filter(({ text }) =>
    /\$\{databricks_\w+\.[\w-]+\.(?:id|full_name|volume_path)\}/.test(text),
  );
  expect(computed).toEqual([]);
});

test("one grant for a securable and a principal, whoever asks: two would overwrite each other", () => {
  const { stack } = synthesized({}, (bucket) => {
    const identity = training();
    bucket.grantRead(identity, "artifacts/");
    bucket.grantWrite(identity, "artifacts/");
    bucket.grantRead(identity, "data/");
    // another object that is the same principal
    bucket.grantRead({ ...training(), name: "again" }, "data/");
    bucket.grantRead(operators(), "data/");
  });
  const grants = stack.all("databricks_grant").map(({ arguments: { privileges, ...pair } }) => {
    return { privileges: privileges as string[], pair: JSON.stringify(pair) };
  });
  expect(new Set(grants.map(({ pair }) => pair)).size).toBe(grants.length);
  expect(grants).toHaveLength(4 + 3);
  const artifacts = grants.find(({ pair }) => pair.includes("artifacts"));
  expect(artifacts?.privileges).toEqual(["READ_VOLUME", "WRITE_VOLUME"]);
  for (const { privileges } of grants) expect(privileges.join()).not.toContain(" ");
});

test("two tokens of one principal are one principal", () => {
  const stack = synthesizeScope((scope) => {
    const bucket = new DataBucket(scope, "data", bucketProps);
    const made = new ServicePrincipal(scope, "client", { displayName: "client" });
    for (const name of ["once", "again"])
      bucket.grantRead({ ...training(), name, principal: made.applicationId }, "data/");
  });
  expect(stack.all("databricks_grant")).toHaveLength(3);
});

test("two principals of one name are refused by name", () => {
  const twice = (bucket: DataBucket) => {
    bucket.grantRead(training(), "data/");
    bucket.grantRead({ ...training(), principal: applicationId.replace(/1/g, "2") }, "data/");
  };
  expect(() => synthesized({}, twice)).toThrow(
    'data: identity: "training-job" is the name of another principal, too; give each its own name',
  );
});

test("who reads a prefix also gets the catalog and the schema, and waits for all three", () => {
  const identity = training();
  const { stack } = synthesized({}, (bucket) => bucket.grantRead(identity, "data/"));
  const granted = stack.all("databricks_grant").flatMap(({ arguments: given }) => given["privileges"]);
  expect(granted.sort()).toEqual(["READ_VOLUME", "USE_CATALOG", "USE_SCHEMA"]);
  expect(identity.policies).toHaveLength(3);
});

test("a prefix that is not a volume is refused, one that every object knows too", () => {
  for (const prefix of ["nothing/", "constructor/", "../data/"])
    expect(() => synthesized({}, (bucket) => bucket.pathOf(prefix))).toThrow("must be one of data/, artifacts/");
});

test("everybody gets nothing", () => {
  for (const principal of ["account users", "users", "admins", "*", ""])
    expect(() => synthesized({}, (bucket) => bucket.grantRead({ ...operators(), principal }, "data/"))).toThrow(
      "must be one group",
    );
});

test("the ledger says what stays, and that nothing here expires it", () => {
  const { entry } = synthesized();
  expect(entry.survives?.map(({ what }) => what)).toEqual([
    "every file below s3://penguins-data-123456789012/databricks",
    "catalog penguins while its schema holds a model version or an inference table",
  ]);
  expect(entry.limits?.map(({ kind, subject, enforcement }) => [kind, subject, enforcement])).toEqual(
    ["data/", "artifacts/", "evaluation/", "exports/"].map((prefix) => ["retention", prefix, "none"]),
  );
  expect(entry.expiry).toBeUndefined();
});
