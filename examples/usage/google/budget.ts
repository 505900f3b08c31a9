import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Budget } from "../../../constructs/google/budget.js";

const app = new App();
const stack = new TerraformStack(app, "budget");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
new Budget(stack, "budget", {
  name: "penguins-budget",
  project: "my-project",
  projectNumber: "123456789012",
  billingAccount: "012345-6789AB-CDEF01",
  owner: "budget@example.com",
  monthly: 200,
  recipients: ["budget@example.com"],
  alertPercents: [50, 80, 100],
});
app.synth();
