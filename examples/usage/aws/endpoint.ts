import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Endpoint } from "../../../constructs/aws/endpoint.js";

const app = new App();
const stack = new TerraformStack(app, "endpoint");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const endpoint = new Endpoint(stack, "endpoint", {
  name: "penguins-endpoint",
  account: "123456789012",
  region: "eu-west-1",
  owner: "serving@example.com",
  roleName: "penguins-endpoint-role",
  releases: { "2026-11": "1" },
  live: "2026-11",
  modelRegistry: { modelPackageGroup: "penguins-models" },
  instanceType: "ml.m5.large",
  minReplicas: 1,
  maxReplicas: 2,
  p95Milliseconds: 500,
  errorPercent: 1,
  canaryPercent: 10,
  idleHours: 72,
  network: {
    subnetIds: ["subnet-0a1b2c3d4e5f60718"],
    endpointSecurityGroupId: "sg-0a1b2c3d4e5f60718",
    s3EndpointId: "vpce-0a1b2c3d4e5f60718",
  },
  bucket: {
    bucketName: "penguins-data-123456789012",
    keyArn: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555",
    keyAlias: "alias/penguins",
  },
  allowedClients: ["10.20.0.0/20"],
  clientVpcIds: ["vpc-0a1b2c3d4e5f60718"],
});
endpoint.grantInvoke({ name: "web-shop", roleName: "web-shop", policies: [] });
app.synth();
