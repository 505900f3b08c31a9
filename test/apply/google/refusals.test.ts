/** What the fake refuses, asked over HTTP: each rule once refused, and once let pass. No Terraform is needed. */
import { FakeGoogle } from "./fake/google.js";
import { type Listening, serve } from "./fake/server.js";
import { day } from "./fake/world.js";

/** A fake whose clock a test turns forward. */
class ClockedGoogle extends FakeGoogle {
  seconds = 0;
  override now(): number {
    return this.seconds;
  }
}

let fake: ClockedGoogle;
let server: Listening;
beforeEach(async () => {
  fake = new ClockedGoogle();
  server = await serve(fake);
});
afterEach(() => server.stop());

async function ask(method: string, path: string, body?: object) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer is read as whatever it holds
  const answer: any = await response.json();
  return { status: response.status, message: answer.error?.message as string | undefined, answer };
}
const post = (path: string, body: object = {}) => ask("POST", path, body);
const remove = (path: string) => ask("DELETE", path);
const refused = (part: string, status = 400) => ({ status, message: expect.stringContaining(part) });
const accepted = { status: 200 };
const place = "projects/p/locations/europe-west4";

test("an idle connection stays open: the provider repeats no write that its end left unanswered", async () => {
  // Node names the seconds after which it would close it
  expect((await fetch(`${server.url}/`)).headers.get("keep-alive")).toBeNull();
});

test("a role id is held back for 37 days, and undeleted in 7", async () => {
  const roles = "/iam/v1/projects/p/roles";
  const role = { roleId: "run", role: { includedPermissions: ["a.b.c"] } };
  await post(roles, role);
  await remove(`${roles}/run`);
  fake.seconds = 7 * day;
  expect(await post(`${roles}/run:undelete`)).toMatchObject(refused("not deleted, or no more held"));
  fake.seconds = 37 * day - 1;
  expect(await post(roles, role)).toMatchObject(
    refused("You can't create a role_id (run) which has been marked for deletion"),
  );
  fake.seconds = 37 * day;
  expect(await post(roles, role)).toMatchObject(accepted);
  await remove(`${roles}/run`);
  expect(await post(`${roles}/run:undelete`)).toMatchObject(accepted);
});

test("a key ring is never deleted", async () => {
  const rings = `/cloudkms/v1/${place}/keyRings`;
  await post(`${rings}?keyRingId=data`);
  expect(await remove(`${rings}/data`)).toMatchObject(refused("Method not found", 404));
  expect(await post(`${rings}?keyRingId=data`)).toMatchObject(refused("already exists", 409));
});

test.each([
  [{ duration: "86401s", query: "up", disableMetricValidation: true }, "invalid value of 86401s"],
  [{ duration: "259200s", query: "up", disableMetricValidation: true }, "invalid value of 259200s"],
  [{ duration: "300s", query: "up" }, "Cannot find metric(s)"],
])("the alert condition %j is refused", async (condition, message) => {
  const policies = "/monitoring/v3/projects/p/alertPolicies";
  const policy = (given: object) => ({ conditions: [{ conditionPrometheusQueryLanguage: given }] });
  expect(await post(policies, policy(condition))).toMatchObject(refused(message));
  expect(
    await post(policies, policy({ ...condition, duration: "86400s", disableMetricValidation: true })),
  ).toMatchObject(accepted);
});

test("a dashboard comes back without its zeros", async () => {
  const tiles = [{ xPos: 0, yPos: 4, widget: { title: "a" } }];
  const { answer } = await post("/monitoring/v1/projects/p/dashboards", { mosaicLayout: { columns: 12, tiles } });
  expect(answer.mosaicLayout.tiles).toEqual([{ yPos: 4, widget: { title: "a" } }]);
});

test("a network attachment is in use for an hour after a job, and what others name is in use", async () => {
  const compute = "/compute/v1/projects/p";
  await post(`${compute}/global/networks`, { name: "n" });
  const network = "projects/p/global/networks/n";
  await post(`${compute}/regions/r/subnetworks`, { name: "s", network });
  expect(await remove(`${compute}/global/networks/n`)).toMatchObject(refused("already being used"));
  await post(`${compute}/regions/r/networkAttachments`, { name: "a" });
  const attachment = `${compute}/regions/r/networkAttachments/a`;
  fake.usedAt.set(attachment, 0);
  fake.seconds = 3599;
  expect(await remove(attachment)).toMatchObject(refused("already being used"));
  fake.seconds = 3600;
  expect(await remove(attachment)).toMatchObject(accepted);
  await remove(`${compute}/regions/r/subnetworks/s`);
  expect(await remove(`${compute}/global/networks/n`)).toMatchObject(accepted);
});

test("forwarding rules: the name of one to Google's APIs, and the region of an attachment", async () => {
  const rules = "/compute/v1/projects/p";
  const all = { target: "all-apis" };
  expect(await post(`${rules}/global/forwardingRules`, { ...all, name: "my-apis" })).toMatchObject(
    refused("resource.name"),
  );
  expect(await post(`${rules}/global/forwardingRules`, { ...all, name: "apis1" })).toMatchObject(accepted);
  const target = (region: string) => ({ name: region, target: `projects/x/regions/${region}/serviceAttachments/a` });
  expect(await post(`${rules}/regions/eu/forwardingRules`, target("us"))).toMatchObject(
    refused("is in us and the rule in eu"),
  );
  expect(await post(`${rules}/regions/eu/forwardingRules`, target("eu"))).toMatchObject(accepted);
});

test("an endpoint: its id, and a deployed model", async () => {
  const endpoints = `/aiplatform/v1/${place}/endpoints`;
  expect(await post(`${endpoints}?endpointId=my-endpoint`)).toMatchObject(refused("1 to 10 digits"));
  await post(`${endpoints}?endpointId=12`);
  Object.assign(fake.things.get(`${endpoints}/12`) ?? {}, { deployedModels: [{ id: "1" }] });
  expect(await remove(`${endpoints}/12`)).toMatchObject(refused("You must undeploy all of them first"));
  Object.assign(fake.things.get(`${endpoints}/12`) ?? {}, { deployedModels: [] });
  expect(await remove(`${endpoints}/12`)).toMatchObject(accepted);
});

test.each([
  ["x".repeat(128 * 1024 + 1), "exceeds 128 KB"],
  [`\${${"x".repeat(401)}}`, "longer than 400 characters"],
])("a workflow's source over its limit is refused", async (sourceContents, message) => {
  const workflows = `/workflows/v1/${place}/workflows`;
  expect(await post(`${workflows}?workflowId=w`, { sourceContents })).toMatchObject(refused(message));
  expect(await post(`${workflows}?workflowId=w`, { sourceContents: "{}" })).toMatchObject(accepted);
});

test.each(["0 0 0 0 *", "0 5-1 * * *", "60 3 * * *"])("a job at %s is refused", async (schedule) => {
  const jobs = `/cloudscheduler/v1/${place}/jobs`;
  expect(await post(jobs, { name: "x/a", schedule })).toMatchObject(refused("Schedule or time zone is invalid"));
  expect(await post(jobs, { name: "x/a", schedule: "0 3 * * *" })).toMatchObject(accepted);
});

test("a bucket, a dataset, a zone: none goes while it holds something", async () => {
  const [bucket, dataset] = ["/storage/v1/b/data", "/bigquery/v2/projects/p/datasets/d"];
  const zone = "/dns/v1/projects/p/managedZones/z";
  await post("/storage/v1/b", { name: "data" });
  await post("/bigquery/v2/projects/p/datasets", { datasetReference: { datasetId: "d" } });
  await post("/dns/v1/projects/p/managedZones", { name: "z" });
  fake.things.set(`${bucket}/o/f`, {});
  fake.things.set(`${dataset}/tables/t`, {});
  await post(`${zone}/changes`, { additions: [{ name: "a.", type: "A" }] });
  expect(await remove(bucket)).toMatchObject(refused("not empty", 409));
  expect(await remove(dataset)).toMatchObject(refused("still in use"));
  expect(await remove(zone)).toMatchObject(refused("contains one or more resource records"));
  fake.things.delete(`${bucket}/o/f`);
  await post(`${zone}/changes`, { deletions: [{ name: "a.", type: "A" }] });
  for (const path of [bucket, `${dataset}?deleteContents=true`, zone])
    expect(await remove(path)).toMatchObject(accepted);
});

test("a log bucket's name is free again after 7 days", async () => {
  const buckets = "/logging/v2/projects/p/locations/global/buckets";
  await post(`${buckets}?bucketId=b`);
  await remove(`${buckets}/b`);
  fake.seconds = 7 * day - 1;
  expect(await post(`${buckets}?bucketId=b`)).toMatchObject(refused("already exists", 409));
});

test("a grant names an account and a role that exist", async () => {
  const project = "/resourcemanager/v1/projects/p";
  const grant = (role: string) => ({
    policy: { bindings: [{ role, members: ["serviceAccount:runs@p.iam.gserviceaccount.com"] }] },
  });
  expect(await post(`${project}:setIamPolicy`, grant("roles/viewer"))).toMatchObject(
    refused("runs@p.iam.gserviceaccount.com does not exist"),
  );
  await post("/iam/v1/projects/p/serviceAccounts", { accountId: "runs" });
  expect(await post(`${project}:setIamPolicy`, grant("roles/viewer"))).toMatchObject(accepted);
  expect(await post(`${project}:setIamPolicy`, grant("projects/p/roles/run"))).toMatchObject(refused("does not exist"));
  await post("/iam/v1/projects/p/roles", { roleId: "run", role: {} });
  expect(await post(`${project}:setIamPolicy`, grant("projects/p/roles/run"))).toMatchObject(accepted);
});
