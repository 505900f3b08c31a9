import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { WorkloadIdentity } from "../../../constructs/google/workload-identity.js";

const app = new App();
const stack = new TerraformStack(app, "workload-identity");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
// its `identity` is what the grants of the boxes take: bucket.grantRead(workload.identity, "artifacts/")
new WorkloadIdentity(stack, "workload-identity", {
  name: "penguins",
  project: "my-project",
  projectNumber: "123456789012",
  owner: "ml@example.com",
  box: "training job",
  namespace: "penguins",
  serviceAccount: "training",
  // leave the issuer out for a GKE cluster of the project
  issuer: "https://oidc.example.com/platform",
});
app.synth();
