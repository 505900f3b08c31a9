import { Exporter } from "../../../constructs/aws/exporter.js";
import { statementsOf, synthesizePilot, synthesizeScope } from "../../synth.js";

test("it reads metadata of one group and one pipeline, and is assumed by the named readers only", () => {
  const stack = synthesizeScope((scope) => {
    new Exporter(scope, "exporter", {
      account: "123456789012",
      region: "eu-west-1",
      owner: "data@example.com",
      roleName: "penguins-exporter-role",
      readers: ["arn:aws:iam::123456789012:role/ml-operator"],
      modelRegistry: { modelPackageGroup: "penguins-models" },
      pipeline: { pipelineName: "penguins-pipeline" },
    });
  });
  expect(statementsOf(stack.one("aws_iam_role").assume_role_policy)).toEqual([
    { Effect: "Allow", Principal: { AWS: ["arn:aws:iam::123456789012:role/ml-operator"] }, Action: "sts:AssumeRole" },
  ]);
  const statements = statementsOf(stack.one("aws_iam_role_policy").policy);
  expect(statements.map(({ Sid }) => Sid)).toEqual(["Versions", "Lineage", "Pipeline"]);
});

test("in the pilot it reads exactly models, artifacts, evaluations, images and metadata, and changes nothing", async () => {
  const aws = await synthesizePilot("aws", (input) => {
    input.image = { digest: `sha256:${"a".repeat(64)}` };
  });
  const role = "${aws_iam_role.exporter.name}";
  const statements = (aws?.all("aws_iam_role_policy") ?? [])
    .filter(({ arguments: given }) => given["role"] === role)
    .flatMap(({ arguments: given }) => statementsOf(String(given["policy"])));
  const actions = [...new Set(statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action))];
  expect(actions.filter((action) => !/:(Get|List|Describe|BatchGet|BatchCheck|Query|Decrypt)/.test(action))).toEqual(
    [],
  );
  const objects = statements
    .filter(({ Sid }) => Sid === "Objects")
    .map(({ Resource }) => String(Resource).split("}/")[1]);
  expect(objects.sort()).toEqual(["artifacts/*", "evaluation/*", "models/*"]);
});

test("reads the bucket from the allowed networks only, as operators do", () => {
  const bounds = (change: object) =>
    synthesizeScope((scope) => {
      new Exporter(scope, "exporter", {
        ...{ account: "123456789012", region: "eu-west-1", owner: "data@example.com" },
        roleName: "penguins-exporter-role",
        readers: ["arn:aws:iam::123456789012:role/ml-operator"],
        modelRegistry: { modelPackageGroup: "penguins-models" },
        ...change,
      });
    }).all("aws_iam_role_policy");
  expect(bounds({}).map(({ arguments: given }) => given["name"])).toEqual(["read-metadata"]);
  const networks = { allowedClients: ["192.168.10.0/24", "203.0.113.0/24"], clientVpcIds: ["vpc-own"] };
  const policy = bounds(networks).find(({ arguments: given }) => given["name"] === "exporter-bounds");
  expect(statementsOf(String(policy?.arguments["policy"]))).toEqual([
    {
      ...{ Sid: "NoOtherNetworks", Effect: "Deny", Action: "s3:*", Resource: "*" },
      Condition: { NotIpAddress: { "aws:VpcSourceIp": ["192.168.10.0/24"], "aws:SourceIp": ["203.0.113.0/24"] } },
    },
    {
      ...{ Sid: "NoOtherVpcs", Effect: "Deny", Action: "s3:*", Resource: "*" },
      Condition: { Null: { "aws:VpcSourceIp": "false" }, StringNotEquals: { "aws:SourceVpc": ["vpc-own"] } },
    },
  ]);
});
