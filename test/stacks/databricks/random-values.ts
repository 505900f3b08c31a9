/** Values of a workspace's block that a pattern alone would hardly hit: most are right, some are the longest. */
import { integer, oneOf, type Pools } from "../random/draw.js";

const ids = ["44444444-5555-4666-8777-888888888888", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
const somebody = (random: () => number, at: number) =>
  oneOf(random, [
    `group:g${at}${"o".repeat(120)}`,
    `group:ml ops ${at}@example`,
    `user:a${at}+x'y@example.com`,
    `service-principal:${String(at).padStart(8, "0")}-0000-4000-8000-000000000000`,
  ]);
const people = (random: () => number) => Array.from({ length: integer(random, 0, 6) }, (_, at) => somebody(random, at));

const endpoint = {
  endpointService: "com.amazonaws.eu-west-1.s3",
  resourceNames: ["penguins-databricks-123456789012", `p${"0".repeat(61)}p`],
};

/** By path of the spec. */
export const pools: Pools = {
  "databricks.host": (random) =>
    oneOf(random, ["https://example.cloud.databricks.com", `https://${"h".repeat(63)}.cloud.databricks.com`]),
  "databricks.cloud": () => "aws",
  "databricks.location": (random) =>
    oneOf(random, [
      { name: "penguins-data", url: "s3://penguins-databricks-123456789012/pilot", makeWith: "penguins-storage" },
      { name: `l${"o".repeat(62)}`, url: `s3://p${"0".repeat(61)}p/${"f".repeat(100)}` },
    ]),
  "databricks.deployer": () => ids[0],
  "databricks.trainingPrincipal": () => ids[1],
  "databricks.approvers": (random) => oneOf(random, ["ml-approvers", `a${"p".repeat(126)}`]),
  "databricks.clients": people,
  "operators.databricks": people,
  "databricks.wheelFile": (random) =>
    oneOf(random, ["pilot_image-1.0.0-py3-none-any.whl", `w${"h".repeat(62)}-1.0rc1-py3-none-any.whl`]),
  "databricks.wheelDigest": () => `sha256:${"ab".repeat(32)}`,
  "databricks.environmentVersion": (random) => oneOf(random, ["4", "5"]),
  "databricks.retrainSchedule": (random) => oneOf(random, ["0 3 * * 1", "*/15 0-6 1,15 * *", "0 0 * * 1-5"]),
  "databricks.experiment": (random) => oneOf(random, ["/Shared/penguins", "/Users/ml@example.com/a b/c"]),
  "databricks.alerts": (random) =>
    oneOf(random, [
      { warehouseId: "0123456789abcdef" },
      { warehouseId: "f".repeat(16), folder: "/Workspace/Users/ml@example.com/alerts" },
    ]),
  "databricks.classicCompute": (random) => ({
    nodeTypes: oneOf(random, [["m6i.xlarge"], ["Standard_D4ads_v5", "n2-standard-4"]]),
    maxWorkers: integer(random, 0, 1000),
    dbusPerHour: integer(random, 1, 100_000),
    idleMinutes: integer(random, 10, 1440),
  }),
  "databricks.account": (random) => ({
    id: oneOf(random, ids),
    workspaceId: oneOf(random, ["123456", "9007199254740991"]),
    name: oneOf(random, ["penguins", `N${"_".repeat(28)}9`]),
    ...oneOf(random, [
      {},
      { region: "eu-west-1", privateEndpoints: { data: endpoint, [`e${"n".repeat(38)}d`]: endpoint } },
    ]),
    ...oneOf(random, [
      {},
      {
        federation: {
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:example/penguins:environment:pilot",
        },
      },
    ]),
    detached: random() < 0.2,
    allowedDomains: oneOf(random, [[], Array.from({ length: 100 }, (_, at) => `h${at}.example.com`)]),
  }),
  "databricks.canary": () => undefined,
  "databricks.releases": (random) =>
    Object.fromEntries(
      Array.from({ length: integer(random, 0, 15) }, (_, at) => [
        `r${at}${"z".repeat(9)}`,
        oneOf(random, [`${integer(random, 1, 999_999)}@${"9".repeat(19)}`, String(integer(random, 1, 999_999))]),
      ]),
    ),
  "databricks.live": (random) => oneOf(random, [null, `r0${"z".repeat(9)}`]),
};
