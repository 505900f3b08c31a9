import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { PrivateNetwork } from "../../../constructs/google/private-network.js";

const app = new App();
const stack = new TerraformStack(app, "private-network");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
new PrivateNetwork(stack, "private-network", {
  name: "penguins-network",
  project: "my-project",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "network@example.com",
  cidr: "10.20.0.0/20",
  apiForwardingRuleName: "penguinsapis",
});
app.synth();
