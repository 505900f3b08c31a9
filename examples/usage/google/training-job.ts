import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { TrainingJob } from "../../../constructs/google/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "training-job");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
new TrainingJob(stack, "training-job", {
  project: "my-project",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "training@example.com",
  serviceAccountId: "penguins-training",
  imageRepositoryName: "penguins-image",
  image: { digest: null, command: ["python", "-m", "pilot_image"] },
  network: { networkAttachmentId: "projects/my-project/regions/europe-west4/networkAttachments/penguins" },
  bucket: {},
});
app.synth();
