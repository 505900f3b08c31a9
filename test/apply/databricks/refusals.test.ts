/** What the fake refuses, asked over HTTP: each rule once refused, and once let pass. No Terraform is needed. */
import { surrounded } from "./databricks-pilot.js";
import { accountId } from "./fake/account.js";
import { metastoreId, workspaceId } from "./fake/catalogs.js";
import { accountAdmin, accountHost, deployer, FakeDatabricks, tokenOf, workspaceHost } from "./fake/databricks.js";
import { registerVersion } from "./fake/volumes-and-models.js";
import type { Json } from "./fake/world.js";

/** A fake whose clock a test turns forward. */
class ClockedDatabricks extends FakeDatabricks {
  seconds = 0;
  override now(): number {
    return this.seconds;
  }
}

const catalogUrl = "/api/2.1/unity-catalog";
const bucket = "s3://penguins-databricks-123456789012/pilot";
const model = "penguins.pilot.penguins";
const training = "99999999-aaaa-4bbb-8ccc-dddddddddddd";
const approver = "approver@example.com";

let fake: ClockedDatabricks;
let as: string;
beforeEach(() => {
  fake = new ClockedDatabricks();
  surrounded(fake);
  fake.principals.servicePrincipals.set("7003", { id: "7003", applicationId: training, displayName: "training" });
  as = deployer;
});

interface Said {
  readonly status: number;
  readonly code: unknown;
  readonly message: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is read as whatever it holds
  readonly body: any;
}

function ask(method: string, path: string, body: Json = {}): Said {
  const isAccount = path.includes("/accounts/") && !path.includes("/preview/");
  const { pathname, searchParams: query } = new URL(path, "https://loopback");
  const host = isAccount ? accountHost : workspaceHost;
  const token = tokenOf(isAccount && as === deployer ? accountAdmin : as);
  const [status, answer] = fake.answer({ host, method, path: pathname, query, token, body });
  const { error_code: code, message } = answer as { error_code?: string; message?: string };
  return { status, code, message, body: answer };
}
const post = (path: string, body: Json = {}) => ask("POST", path, body);
const patch = (path: string, body: Json) => ask("PATCH", path, body);
const put = (path: string, body: Json) => ask("PUT", path, body);
const remove = (path: string) => ask("DELETE", path);
const ruleSet = (id: string) => `accounts/${accountId}/servicePrincipals/${id}/ruleSets/default`;
const accepted = { status: 200 };
const refused = (part: string, status = 400) => ({ status, message: expect.stringContaining(part) });

const newLocation = (name: string, url: string) =>
  post(`${catalogUrl}/external-locations`, { name, url, credential_name: "penguins-storage" });
const newCatalog = (name: string, root = `${bucket}/managed`) =>
  post(`${catalogUrl}/catalogs`, { name, storage_root: root });
const newSchema = (name: string) => post(`${catalogUrl}/schemas`, { name, catalog_name: "penguins" });
const newVolume = (name: string, more: Json) =>
  post(`${catalogUrl}/volumes`, { name, catalog_name: "penguins", schema_name: "pilot", ...more });
const external = (folder: string) => ({ volume_type: "EXTERNAL", storage_location: `${bucket}/${folder}` });
const newModel = () =>
  post(`${catalogUrl}/models`, { name: "penguins", catalog_name: "penguins", schema_name: "pilot" });
const grant = (type: string, name: string, principal: string, ...add: readonly string[]) =>
  patch(`${catalogUrl}/permissions/${type}/${name}`, { changes: [{ principal, add }] });

/** A catalog with its schema, and a model that the approvers own. */
function stores(): void {
  for (const made of [newLocation("penguins-data", bucket), newCatalog("penguins"), newSchema("pilot"), newModel()])
    expect(made).toMatchObject(accepted);
  expect(patch(`${catalogUrl}/models/${model}`, { owner: "ml-approvers" })).toMatchObject(accepted);
  remove(`${catalogUrl}/schemas/penguins.default`);
}

describe("who calls", () => {
  test("nobody is let in without a token, and a pilot's deployer is not an admin of the account", () => {
    as = "somebody";
    expect(ask("GET", `${catalogUrl}/current-metastore-assignment`)).toMatchObject({ status: 401 });
    as = approver;
    expect(ask("GET", `/api/2.0/accounts/${accountId}/network-policies/default-policy`)).toMatchObject({ status: 403 });
    as = deployer;
    expect(ask("GET", `/api/2.0/accounts/${accountId}/network-policies/default-policy`)).toMatchObject(accepted);
  });

  test.each([
    [{ grant_type: "client_credentials", client_id: deployer }],
    [{ grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", client_id: deployer, subject_token: "another" }],
  ])("a token is exchanged for one of the identity provider alone: %j", (body) => {
    expect(post("/oidc/v1/token", body)).toMatchObject({ status: 401 });
  });

  test("an API that is not there, and a key that no message has", () => {
    expect(post("/api/2.0/jobs/create", {})).toMatchObject({ status: 404, code: "ENDPOINT_NOT_FOUND" });
    expect(post(`${catalogUrl}/schemas`, { name: "a", catalog_name: "b", colour: "red" })).toMatchObject(
      refused('Unrecognized key: "colour"'),
    );
    expect(post(`${catalogUrl}/schemas`, { name: 1, catalog_name: "b" })).toMatchObject(refused("name: Invalid input"));
  });
});

describe("places", () => {
  test("a location needs its credential, and rights on it and on the metastore", () => {
    const body = { name: "penguins-data", url: bucket, credential_name: "another" };
    expect(post(`${catalogUrl}/external-locations`, body)).toMatchObject(refused("does not exist", 404));
    fake.privileges.get("storage_credential/penguins-storage")?.clear();
    expect(newLocation("penguins-data", bucket)).toMatchObject(refused("CREATE EXTERNAL LOCATION", 403));
  });

  test.each([
    ["within another location", () => newLocation("inner", `${bucket}/data`)],
    ["around another location", () => newLocation("outer", bucket.replace(/\/pilot$/, ""))],
    ["the managed storage of another catalog", () => newCatalog("pelicans")],
    ["a volume within managed storage", () => newVolume("data", external("managed/data"))],
    ["a volume around managed storage", () => newVolume("data", { volume_type: "EXTERNAL", storage_location: bucket })],
    [
      "a volume within another volume",
      () => newVolume("data", external("data")) && newVolume("inner", external("data/inner")),
    ],
  ])("overlap is refused: %s", (_, act) => {
    stores();
    expect(act()).toMatchObject(refused("LOCATION_OVERLAP"));
    expect(newVolume("free", external("free"))).toMatchObject(accepted);
  });

  test("a volume lies in a location, and no other kind has a place of its own", () => {
    stores();
    const elsewhere = { volume_type: "EXTERNAL", storage_location: "s3://elsewhere/data" };
    expect(newVolume("data", elsewhere)).toMatchObject(refused("No parent external location", 404));
    expect(newVolume("data", { ...external("data"), volume_type: "MANAGED" })).toMatchObject(refused("must have none"));
    expect(newVolume("data", { volume_type: "EXTERNAL" })).toMatchObject(refused("must have a storage_location"));
  });

  test("a location that something depends on stays, unless the call forces", () => {
    stores();
    const path = `${catalogUrl}/external-locations/penguins-data`;
    expect(remove(path)).toMatchObject(refused("has dependent"));
    expect(remove(`${path}?force=true`)).toMatchObject(accepted);
  });
});

describe("names", () => {
  test.each(["two words", "a.b", "a/b", "x".repeat(256), "\u0007"])("%j is refused", (name) => {
    stores();
    expect(newSchema(name)).toMatchObject(refused("is not a valid name"));
  });

  test("upper case is stored as lower case, and is the same name", () => {
    stores();
    expect(newSchema("Another").body.full_name).toBe("penguins.another");
    expect(newSchema("another")).toMatchObject(refused("already exists"));
    expect(ask("GET", `${catalogUrl}/schemas/penguins.ANOTHER`)).toMatchObject(accepted);
  });
});

describe("what lies in something", () => {
  test("a new catalog has a schema, and goes when none is left", () => {
    newLocation("penguins-data", bucket);
    newCatalog("penguins");
    expect(remove(`${catalogUrl}/catalogs/penguins`)).toMatchObject(refused("The catalog has 1 schema(s)"));
    remove(`${catalogUrl}/schemas/penguins.default`);
    expect(remove(`${catalogUrl}/catalogs/penguins`)).toMatchObject(accepted);
  });

  test("a schema with a volume, a model or a table stays, and so does a model with versions", () => {
    stores();
    fake.things.set("tables/penguins.pilot.payload", {});
    newVolume("data", external("data"));
    expect(remove(`${catalogUrl}/schemas/penguins.pilot`)).toMatchObject(
      refused("The schema has 1 tables(s), 1 functions(s), 1 volumes(s)"),
    );
    grant("function", model, training, "CREATE_MODEL_VERSION");
    grant("catalog", "penguins", training, "USE_CATALOG", "USE_SCHEMA");
    registerVersion(fake, model, training);
    expect(remove(`${catalogUrl}/models/${model}`)).toMatchObject(refused("The function has 1 model versions(s)"));
    fake.things.delete(`versions/${model}/1`);
    for (const path of [`models/${model}`, "volumes/penguins.pilot.data"]) remove(`${catalogUrl}/${path}`);
    fake.things.delete("tables/penguins.pilot.payload");
    expect(remove(`${catalogUrl}/schemas/penguins.pilot`)).toMatchObject(accepted);
  });

  test("an isolated catalog is seen from the workspaces that it is bound to", () => {
    stores();
    patch(`${catalogUrl}/catalogs/penguins`, { isolation_mode: "ISOLATED" });
    expect(ask("GET", `${catalogUrl}/catalogs/penguins`)).toMatchObject(
      refused("not accessible in current workspace", 403),
    );
    patch(`${catalogUrl}/bindings/catalog/penguins`, {
      add: [{ workspace_id: workspaceId, binding_type: "BINDING_TYPE_READ_WRITE" }],
    });
    expect(ask("GET", `${catalogUrl}/catalogs/penguins`)).toMatchObject(accepted);
  });
});

test.each([
  ["GET", `${catalogUrl}/catalogs/gone`],
  ["PATCH", `${catalogUrl}/catalogs/gone`],
  ["GET", `${catalogUrl}/schemas/penguins.gone`],
  ["GET", `${catalogUrl}/volumes/penguins.pilot.gone`],
  ["GET", `${catalogUrl}/models/penguins.pilot.gone`],
  ["GET", `${catalogUrl}/external-locations/gone`],
  ["GET", `${catalogUrl}/permissions/schema/penguins.gone`],
  ["GET", "/api/2.0/serving-endpoints/gone"],
  ["GET", "/api/2.0/permissions/jobs/1"],
  ["GET", "/api/2.0/mlflow/experiments/get?experiment_id=1"],
  ["GET", "/api/2.0/workspace/get-status?path=/Shared/gone"],
  ["GET", "/api/2.0/policies/clusters/get?policy_id=1"],
  ["GET", "/api/2.0/alerts/1"],
  ["GET", "/api/2.0/preview/scim/v2/ServicePrincipals/1"],
  ["GET", `/api/2.0/preview/accounts/access-control/rule-sets?name=${ruleSet(accountId)}`],
  ["GET", `/api/2.0/accounts/${accountId}/servicePrincipals/1/federationPolicies/x`],
])("what is not there is not found: %s %s", (method, path) => {
  stores();
  expect(ask(method, path)).toMatchObject(refused("does not exist", 404));
});

test("a job that is not there is a wrong argument, and so are a wrong type and a wrong name", () => {
  expect(ask("GET", "/api/2.2/jobs/get?job_id=1")).toMatchObject(refused("Job 1 does not exist"));
  expect(ask("GET", `${catalogUrl}/permissions/model/penguins`)).toMatchObject(refused("not a valid securable type"));
  const rules = "/api/2.0/preview/accounts/access-control/rule-sets?name=gone";
  expect(ask("GET", rules)).toMatchObject(refused("is not the name of a rule set"));
});

test.each([
  ["a location", () => newLocation("penguins-data", "s3://elsewhere/pilot")],
  ["a catalog", () => newCatalog("penguins", `${bucket}/elsewhere`)],
  ["a volume", () => newVolume("data", external("data")) && newVolume("data", external("elsewhere"))],
  ["a model", () => newModel()],
])("%s that is there is not made again", (_, act) => {
  stores();
  expect(act()).toMatchObject({ message: expect.stringContaining("already exists") });
});

describe("somebody without a right", () => {
  beforeEach(stores);

  test.each([
    ["CREATE SCHEMA", () => newSchema("another")],
    ["USE CATALOG", () => newVolume("data", external("data"))],
    ["CREATE_MANAGED_STORAGE", () => newCatalog("pelicans", `${bucket}/pelicans`)],
  ])("%s", (right, act) => {
    grant("external_location", "penguins-data", training, "READ_FILES");
    fake.privileges.get(`metastore/${metastoreId}`)?.set(training, new Set(["CREATE_CATALOG"]));
    as = training;
    expect(act()).toMatchObject(refused(right, 403));
  });

  test.each([
    [["USE_CATALOG"], "USE SCHEMA"],
    [["USE_CATALOG", "USE_SCHEMA"], "CREATE VOLUME"],
    [["USE_CATALOG", "USE_SCHEMA", "CREATE_VOLUME"], "CREATE_EXTERNAL_VOLUME"],
  ])("makes no volume with %j", (held, right) => {
    grant("catalog", "penguins", training, ...held);
    as = training;
    expect(newVolume("data", external("data"))).toMatchObject(refused(right, 403));
  });

  test("makes no model", () => {
    grant("catalog", "penguins", training, "USE_CATALOG", "USE_SCHEMA");
    as = training;
    expect(newModel()).toMatchObject(refused("CREATE MODEL", 403));
  });
});

describe("privileges", () => {
  beforeEach(stores);

  test("of somebody who is there, by name and not by display name", () => {
    expect(grant("schema", "penguins.pilot", "training", "USE_SCHEMA")).toMatchObject({
      status: 404,
      code: "PRINCIPAL_DOES_NOT_EXIST",
    });
    expect(grant("schema", "penguins.pilot", training, "USE SCHEMA")).toMatchObject(refused("add.0: Invalid"));
    expect(grant("schema", "penguins.pilot", training, "USE_SCHEMA")).toMatchObject(accepted);
    expect(fake.privileges.get("schema/penguins.pilot")?.get(training)).toEqual(new Set(["USE_SCHEMA"]));
  });

  test.each([
    ["function", model, "READ_VOLUME"],
    ["schema", "penguins.pilot", "USE_CATALOG"],
    ["external_location", "penguins-data", "EXECUTE"],
  ])("that a %s does not know are refused: %s %s", (type, name, privilege) => {
    expect(grant(type, name, training, privilege)).toMatchObject(refused("is not applicable"));
  });

  test("are given by an owner, an owner above, or by MANAGE", () => {
    as = training;
    expect(grant("function", model, training, "EXECUTE")).toMatchObject({ status: 403 });
    as = approver;
    expect(grant("function", model, training, "EXECUTE")).toMatchObject(accepted);
    expect(grant("schema", "penguins.pilot", training, "MANAGE")).toMatchObject({ status: 403 });
    as = deployer;
    expect(grant("schema", "penguins.pilot", training, "MANAGE")).toMatchObject(accepted);
    as = training;
    expect(grant("function", model, deployer, "EXECUTE")).toMatchObject(accepted);
  });

  test("a version is registered by who may, and approved by the owner of the model alone", () => {
    grant("catalog", "penguins", training, "USE_CATALOG", "USE_SCHEMA");
    expect(() => registerVersion(fake, model, training)).toThrow("CREATE MODEL VERSION");
    grant("function", model, training, "CREATE_MODEL_VERSION", "EXECUTE");
    expect(registerVersion(fake, model, training)).toBe(1);
    const approve = () => put(`${catalogUrl}/models/${model}/aliases/approved-1`, { version_num: 1 });
    for (const somebody of [training, deployer]) {
      as = somebody;
      expect(approve()).toMatchObject({ status: 403 });
    }
    as = approver;
    expect(approve()).toMatchObject(accepted);
    expect(put(`${catalogUrl}/models/${model}/aliases/approved-2`, { version_num: 2 })).toMatchObject({ status: 404 });
  });

  test("a catalog needs a right on the metastore", () => {
    fake.privileges.get(`metastore/${metastoreId}`)?.set(deployer, new Set());
    expect(newCatalog("pelicans", `${bucket}/pelicans`)).toMatchObject(refused("CREATE CATALOG", 403));
  });
});

describe("an endpoint", () => {
  const entity = (name: string, version = "1", more: Json = {}) => ({
    ...{ name, entity_name: model, entity_version: version, workload_size: "Small", workload_type: "CPU" },
    ...{ scale_to_zero_enabled: true, ...more },
  });
  const config = (entities: readonly Json[], shares: Readonly<Record<string, number>>) => ({
    served_entities: entities,
    traffic_config: {
      routes: Object.entries(shares).map(([served_model_name, traffic_percentage]) => ({
        served_model_name,
        traffic_percentage,
      })),
    },
  });
  const make = (given: Json, more: Json = {}) =>
    post("/api/2.0/serving-endpoints", { name: "penguins-endpoint", config: given, ...more });
  const right = config([entity("r1")], { r1: 100 });

  beforeEach(() => {
    stores();
    grant("catalog", "penguins", training, "USE_CATALOG", "USE_SCHEMA");
    grant("function", model, training, "CREATE_MODEL_VERSION");
    grant("function", model, deployer, "EXECUTE");
    for (const _ of [1, 2]) registerVersion(fake, model, training);
  });

  test.each([
    ["no entity", config([], {}), "At least one served entity"],
    [
      "eleven",
      config(
        [..."abcdefghijk"].map((name) => entity(name)),
        { a: 100 },
      ),
      "at most 10 served entities",
    ],
    ["a name with a blank", config([entity("r 1")], { "r 1": 100 }), "not a valid name of a served entity"],
    ["a name twice", config([entity("r1"), entity("r1", "2")], { r1: 100 }), "is not unique"],
    [
      "no word on scale to zero",
      config([entity("r1", "1", { scale_to_zero_enabled: undefined })], { r1: 100 }),
      "scaleToZeroEnabled",
    ],
    ["another size", config([entity("r1", "1", { workload_size: "Tiny" })], { r1: 100 }), "is not one of Small"],
    ["another machine", config([entity("r1", "1", { workload_type: "TPU" })], { r1: 100 }), "workload_type: Invalid"],
    ["a version that is not there", config([entity("r1", "3")], { r1: 100 }), "version '3' does not exist"],
    ["99 percent", config([entity("r1")], { r1: 99 }), "must be 100, got 99"],
    ["101 percent", config([entity("r1"), entity("r2", "2")], { r1: 100, r2: 1 }), "must be 100, got 101"],
    ["less than nothing", config([entity("r1"), entity("r2", "2")], { r1: 110, r2: -10 }), "must be 0 to 100"],
    ["a route to nothing", config([entity("r1")], { r3: 100 }), "names 'r3'"],
  ])("with %s is refused", (_, given, message) => {
    // what is undefined is not there
    const said = make(JSON.parse(JSON.stringify(given)));
    expect([said.status >= 400, said.message]).toEqual([true, expect.stringContaining(message)]);
    expect(make(right)).toMatchObject(accepted);
  });

  test("loads a version that is ready", () => {
    Object.assign(fake.things.get(`versions/${model}/1`) ?? {}, { status: "PENDING_REGISTRATION" });
    expect(make(right)).toMatchObject(refused("is not READY"));
  });

  test("is named in one way, once, and there are at most so many", () => {
    expect(make(right, { name: "two words" })).toMatchObject(refused("not a valid endpoint name"));
    make(right);
    expect(make(right)).toMatchObject({ code: "RESOURCE_ALREADY_EXISTS" });
    fake.settings.endpoints = 1;
    expect(make(right, { name: "another" })).toMatchObject({ code: "RESOURCE_LIMIT_EXCEEDED" });
    fake.settings.endpoints = 2;
    expect(make(right, { name: "another" })).toMatchObject(accepted);
  });

  test("runs as who made it: EXECUTE on the model is the creator's, also when somebody else changes it", () => {
    const held = fake.privileges.get(`function/${model}`);
    held?.delete(deployer);
    expect(make(right)).toMatchObject(refused("does not have EXECUTE", 403));
    held?.set(deployer, new Set(["EXECUTE"]));
    make(right);
    held?.delete(deployer);
    as = training;
    held?.set(training, new Set(["EXECUTE"]));
    expect(put("/api/2.0/serving-endpoints/penguins-endpoint/config", right)).toMatchObject(
      refused(`User '${deployer}' does not have EXECUTE`, 403),
    );
  });

  test("takes one update at a time, and keeps the old configuration where the new one fails", () => {
    fake.settings.deploymentSeconds = 60;
    make(right);
    const path = "/api/2.0/serving-endpoints/penguins-endpoint";
    const next = config([entity("r1"), entity("r2", "2")], { r1: 0, r2: 100 });
    expect(put(`${path}/config`, next)).toMatchObject({ status: 409, code: "RESOURCE_CONFLICT" });
    fake.seconds = 59;
    expect(ask("GET", path).body.state).toEqual({ ready: "NOT_READY", config_update: "IN_PROGRESS" });
    fake.seconds = 60;
    expect(ask("GET", path).body.state).toEqual({ ready: "READY", config_update: "NOT_UPDATING" });
    fake.settings.failing.add(`${model}/2`);
    expect(put(`${path}/config`, next)).toMatchObject(accepted);
    fake.seconds = 120;
    expect(ask("GET", path).body).toMatchObject({
      state: { ready: "READY", config_update: "UPDATE_FAILED" },
      config: { served_entities: [{ name: "r1" }] },
    });
    expect(put(`${path}/config`, right)).toMatchObject(accepted);
  });

  test("its inference table stands in a schema, does not move while it is on, and stays when the endpoint goes", () => {
    const table = { enabled: true, catalog_name: "penguins", schema_name: "pilot", table_name_prefix: "requests" };
    const gateway = (more: Json) => ({ inference_table_config: { ...table, ...more } });
    expect(make(right, { ai_gateway: gateway({ schema_name: "gone" }) })).toMatchObject(refused("does not exist", 404));
    expect(make(right, { ai_gateway: gateway({ schema_name: "" }) })).toMatchObject(
      refused("catalog_name and schema_name"),
    );
    as = training;
    grant("function", model, training, "EXECUTE");
    as = approver;
    grant("function", model, training, "EXECUTE");
    as = training;
    expect(make(right, { ai_gateway: gateway({}) })).toMatchObject(refused("does not have CREATE TABLE", 403));
    as = deployer;
    make(right, { ai_gateway: gateway({}) });
    const path = "/api/2.0/serving-endpoints/penguins-endpoint";
    expect(put(`${path}/ai-gateway`, gateway({ table_name_prefix: "others" }))).toMatchObject(refused("cannot change"));
    expect(put(`${path}/ai-gateway`, gateway({}))).toMatchObject(accepted);
    expect(remove(path)).toMatchObject(accepted);
    expect(fake.things.has("tables/penguins.pilot.requests_payload")).toBe(true);
  });
});

describe("a job", () => {
  const environments = [{ environment_key: "pilot", spec: { environment_version: "4", dependencies: [] } }];
  const wheel = { package_name: "pilot_image", entry_point: "train" };
  const task = (task_key: string, more: Json = {}) => ({
    ...{ task_key, environment_key: "pilot", python_wheel_task: wheel },
    ...more,
  });
  const make = (tasks: readonly Json[], more: Json = {}) =>
    post("/api/2.2/jobs/create", { name: "penguins-pipeline", tasks, environments, ...more });
  const after = (...keys: readonly string[]) => ({ depends_on: keys.map((task_key) => ({ task_key })) });

  test.each([
    ["a key with a blank", [task("two words")], {}, "task key 'two words' is not valid"],
    ["a long key", [task("x".repeat(101))], {}, "is not valid"],
    ["a key twice", [task("a"), task("a")], {}, "Duplicate task key"],
    ["a task after one that is not there", [task("a", after("b"))], {}, "depends on 'b'"],
    ["a circle", [task("a", after("b")), task("b", after("a"))], {}, "in a circle"],
    ["an environment that is not there", [task("a", { environment_key: "other" })], {}, "is not defined"],
    ["a wheel that runs nowhere", [{ task_key: "a", python_wheel_task: wheel }], {}, "neither a cluster nor"],
    ["26 tags", [task("a")], { tags: Object.fromEntries([...Array(26)].map((_, at) => [`t${at}`, ""])) }, "25 tags"],
    ["a budget policy that is not there", [task("a")], { budget_policy_id: "gone" }, "Budget policy gone"],
    [
      "five cron fields",
      [task("a")],
      { schedule: { quartz_cron_expression: "0 3 * * *", timezone_id: "UTC" } },
      "Invalid quartz",
    ],
    [
      "both days",
      [task("a")],
      { schedule: { quartz_cron_expression: "0 0 3 * * MON", timezone_id: "UTC" } },
      "Invalid quartz",
    ],
    ["another mode", [task("a")], { edit_mode: "LOCKED" }, "edit_mode: Invalid"],
    ["a long name", [task("a")], { name: "x".repeat(4097) }, "name of the job is too long"],
  ])("with %s is refused", (_, tasks, more, message) => {
    expect(make(tasks, more)).toMatchObject(refused(message));
    const schedule = { quartz_cron_expression: "0 0 3 ? * MON", timezone_id: "UTC" };
    expect(make([task("b"), task("a", after("b"))], { schedule })).toMatchObject(accepted);
  });

  test("runs as a principal on which its caller has a role, also where the caller has made it", () => {
    const run_as = { service_principal_name: training };
    expect(make([task("a")], { run_as })).toMatchObject(refused("does not have permission to use", 403));
    expect(make([task("a")], { run_as: { service_principal_name: accountId } })).toMatchObject({ status: 404 });
    const name = ruleSet(training);
    const path = "/api/2.0/preview/accounts/access-control/rule-sets";
    const rules = (etag: string) => ({
      name,
      rule_set: {
        ...{ name, etag },
        grant_rules: [{ role: "roles/servicePrincipal.user", principals: [`servicePrincipals/${deployer}`] }],
      },
    });
    expect(put(path, rules("stale"))).toMatchObject({ status: 409 });
    expect(put(path, rules(ask("GET", `${path}?name=${name}`).body.etag))).toMatchObject(accepted);
    expect(make([task("a")], { run_as })).toMatchObject(accepted);
  });

  test("comes back with its tasks by their keys", () => {
    const { job_id } = make([task("b"), task("a", after("b"))]).body;
    const { settings } = ask("GET", `/api/2.2/jobs/get?job_id=${job_id}`).body;
    expect(settings.tasks.map((each: Json) => each["task_key"])).toEqual(["a", "b"]);
  });

  describe("its permissions", () => {
    const owner = { user_name: deployer, permission_level: "IS_OWNER" };
    const operators = { group_name: "ml-operators", permission_level: "CAN_MANAGE_RUN" };
    test.each([
      ["no owner", [operators], "exactly one owner"],
      ["two owners", [owner, { ...owner, user_name: training }], "exactly one owner"],
      [
        "the owner twice",
        [owner, { service_principal_name: deployer, permission_level: "CAN_VIEW" }],
        "exactly one owner",
      ],
      ["an entry of two", [owner, { ...operators, user_name: training }], "Exactly one of user_name"],
      ["the admins", [owner, { group_name: "admins", permission_level: "CAN_VIEW" }], "permissions of admins"],
      ["a level of something else", [owner, { ...operators, permission_level: "CAN_QUERY" }], "is not supported"],
      ["a group that is not there", [owner, { ...operators, group_name: "gone" }], "Group (gone) does not exist"],
      [
        "a principal that is not there",
        [owner, { service_principal_name: accountId, permission_level: "CAN_VIEW" }],
        "does not exist",
      ],
    ])("with %s are refused", (_, list, message) => {
      const path = `/api/2.0/permissions/jobs/${make([task("a")]).body.job_id}`;
      const said = put(path, { access_control_list: list });
      expect([said.status >= 400, said.message]).toEqual([true, expect.stringContaining(message)]);
      expect(put(path, { access_control_list: [owner, operators] })).toMatchObject(accepted);
      as = training;
      expect(put(path, { access_control_list: [owner] })).toMatchObject(refused("does not have CAN_MANAGE", 403));
    });
  });
});

test("an experiment stands in a folder that is there, once", () => {
  const make = (name: string) => post("/api/2.0/mlflow/experiments/create", { name });
  expect(make("/Shared/penguins/training")).toMatchObject(refused("Parent directory /Shared/penguins", 404));
  expect(make("training")).toMatchObject(refused("absolute path"));
  post("/api/2.0/workspace/mkdirs", { path: "/Shared/penguins" });
  expect(make("/Shared/penguins/training")).toMatchObject(accepted);
  expect(make("/Workspace/Shared/penguins/training")).toMatchObject(refused("already exists"));
  expect(post("/api/2.0/workspace/delete", { path: "/Shared/penguins" })).toMatchObject(refused("is not empty"));
});

test("a cluster policy is JSON of elements that have a type", () => {
  const make = (definition: string) => post("/api/2.0/policies/clusters/create", { name: "penguins", definition });
  expect(make("{")).toMatchObject(refused("not JSON"));
  expect(make('{"num_workers":{"type":"most","value":1}}')).toMatchObject(refused("Invalid policy element"));
  expect(make('{"num_workers":{"type":"fixed","value":1}}')).toMatchObject(accepted);
  expect(make("{}")).toMatchObject(refused("already exists"));
});

test("an alert runs on a warehouse that is there, in a folder that is there, and stays in it", () => {
  const make = (more: Json) => post("/api/2.0/alerts", { warehouse_id: "0123456789abcdef", ...more });
  expect(make({ warehouse_id: "gone" })).toMatchObject({ status: 404 });
  expect(make({ parent_path: "/Workspace/Shared/gone" })).toMatchObject({ status: 404 });
  const { id } = make({ parent_path: "/Workspace/Shared" }).body;
  expect(patch(`/api/2.0/alerts/${id}`, { parent_path: "/Users/a@example.com" })).toMatchObject(
    refused("cannot be updated"),
  );
  expect(patch(`/api/2.0/alerts/${id}`, { parent_path: "/Workspace/Shared" })).toMatchObject(accepted);
});

describe("the account", () => {
  const base = `/api/2.0/accounts/${accountId}`;
  const closed = { network_access: { restriction_mode: "RESTRICTED_ACCESS" } };
  const policy = (id: string) => post(`${base}/network-policies`, { network_policy_id: id, egress: closed });

  test.each(["", "two words", "x".repeat(33)])("a network policy called %j is refused", (id) => {
    expect(policy(id)).toMatchObject(refused("not a valid network policy id"));
    expect(policy("penguins")).toMatchObject(accepted);
    expect(policy("penguins")).toMatchObject({ status: 409 });
  });

  test("a policy that a workspace has stays, and the account's own one always", () => {
    policy("penguins");
    const option = `${base}/workspaces/${workspaceId}/network`;
    expect(put(option, { network_policy_id: "gone" })).toMatchObject({ status: 404 });
    put(option, { network_policy_id: "penguins", workspace_id: workspaceId });
    expect(remove(`${base}/network-policies/penguins`)).toMatchObject(refused("is assigned to 1 workspace(s)"));
    put(option, { network_policy_id: "default-policy" });
    expect(remove(`${base}/network-policies/penguins`)).toMatchObject(accepted);
    expect(remove(`${base}/network-policies/default-policy`)).toMatchObject(refused("cannot be deleted"));
  });

  test("a connectivity configuration: its name, its region, and a workspace that has it", () => {
    const make = (name: string, region = "eu-west-1") => post(`${base}/network-connectivity-configs`, { name, region });
    for (const name of ["ab", "two words", "x".repeat(31)])
      expect(make(name)).toMatchObject(refused("is not a valid name"));
    const { network_connectivity_config_id: id } = make("penguins").body;
    expect(make("penguins")).toMatchObject({ status: 409 });
    const attach = (config: string) =>
      patch(`${base}/workspaces/${workspaceId}?update_mask=network_connectivity_config_id`, {
        network_connectivity_config_id: config,
      });
    const far = make("pelicans", "eu-central-1").body.network_connectivity_config_id;
    expect(attach(far)).toMatchObject(refused("the workspace in eu-west-1"));
    expect(patch(`${base}/workspaces/${workspaceId}?update_mask=pricing_tier`, {})).toMatchObject(
      refused("update_mask"),
    );
    expect(attach(id)).toMatchObject(accepted);
    expect(remove(`${base}/network-connectivity-configs/${id}`)).toMatchObject(refused("attached to 1 workspace(s)"));
    expect(remove(`${base}/network-connectivity-configs/${far}`)).toMatchObject(accepted);
    const rule = (body: Json) => post(`${base}/network-connectivity-configs/${id}/private-endpoint-rules`, body);
    expect(rule({})).toMatchObject(refused("must have resource_id and group_id, or endpoint_service"));
    expect(rule({ endpoint_service: "com.amazonaws.eu-west-1.s3" })).toMatchObject(accepted);
  });

  test("budgets and their policies: names, tags and thresholds", () => {
    const paths = `/api/2.1/accounts/${accountId}`;
    const named = (policy_name: string, custom_tags: readonly Json[] = []) =>
      post(`${paths}/budget-policies`, { policy: { policy_name, custom_tags } });
    for (const name of ["", "databricks:default-policy", "x".repeat(128)])
      expect(named(name)).toMatchObject(refused("is not a valid policy name"));
    expect(named("penguins", [{ key: "budget-policy-name" }])).toMatchObject(refused("reserved key"));
    expect(
      named(
        "penguins",
        [...Array(21)].map((_, at) => ({ key: `t${at}` })),
      ),
    ).toMatchObject(refused("at most 20"));
    expect(named("penguins", [{ key: "pilot", value: "penguins" }])).toMatchObject(accepted);
    expect(named("penguins")).toMatchObject({ status: 409 });
    const budget = (quantity_threshold: string) =>
      post(`${paths}/budgets`, {
        budget: { display_name: "penguins", alert_configurations: [{ quantity_threshold }] },
      });
    const budgets = `${paths}/budgets`;
    expect(post(budgets, { budget: { display_name: "" } })).toMatchObject(refused("1 to 128 characters"));
    const federations = `${base}/servicePrincipals`;
    expect(post(`${federations}/1/federationPolicies`)).toMatchObject(refused("does not exist", 404));
    expect(post(`${federations}/7003/federationPolicies`)).toMatchObject(accepted);
    expect(budget("0")).toMatchObject(refused("greater than 0"));
    expect(budget("500").body.budget.alert_configurations[0].quantity_threshold).toBe("500.0000000000");
  });
});
