import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member/index.js";
import { App, TerraformStack } from "cdktf";
import { TrainingJob } from "../../constructs/google/training-job.js";

const bucket = "acme-lake";
const objects = `projects/_/buckets/${bucket}/objects`;

const app = new App();
const stack = new TerraformStack(app, "existing");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
// The bucket, its key and the network attachment are there: nothing of them is made or changed.
const job = new TrainingJob(stack, "training-job", {
  project: "my-project",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "training@example.com",
  serviceAccountId: "penguins-training",
  imageRepositoryName: "penguins-image",
  image: { digest: null, command: ["python", "-m", "pilot_image"] },
  network: { networkAttachmentId: "projects/my-project/regions/europe-west4/networkAttachments/shared" },
  bucket: { keyId: "projects/my-project/locations/europe-west4/keyRings/acme/cryptoKeys/lake" },
});
// Only a DataBucket has verbs. What the job may do in this bucket stands here, and the job waits for it. Clients look
// for the folder's own name too.
const reads = new StorageBucketIamMember(stack, "job-reads-data", {
  bucket,
  role: "roles/storage.objectViewer",
  member: job.identity.member,
  condition: {
    title: "only data/",
    expression: `resource.name == "${objects}/data" || resource.name.startsWith("${objects}/data/")`,
  },
});
job.identity.policies.push(reads);
// An account that is there: CI pushes images as it.
job.grantPush({ name: "ci", member: "serviceAccount:ci@my-project.iam.gserviceaccount.com", policies: [] });
app.synth();
