import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { WorkloadIdentity } from "../../../constructs/aws/workload-identity.js";

const app = new App();
const stack = new TerraformStack(app, "workload-identity");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
// its `identity` is what the grants of the boxes take: bucket.grantRead(workload.identity, "artifacts/")
new WorkloadIdentity(stack, "workload-identity", {
  roleName: "penguins-training-pods",
  account: "123456789012",
  region: "eu-west-1",
  owner: "ml@example.com",
  box: "training job",
  namespace: "penguins",
  serviceAccount: "training",
  cluster: "platform",
});
app.synth();
