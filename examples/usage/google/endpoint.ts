import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Endpoint } from "../../../constructs/google/endpoint.js";

const app = new App();
const stack = new TerraformStack(app, "endpoint");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
const endpoint = new Endpoint(stack, "endpoint", {
  name: "penguins-endpoint",
  endpointId: "1234567890",
  project: "my-project",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "serving@example.com",
  serviceAccountIds: { serving: "penguins-serving", release: "penguins-release" },
  releases: { "2026-11": "1" },
  live: "2026-11",
  modelRegistry: { modelName: "penguins-model" },
  network: {
    networkId: "projects/my-project/global/networks/penguins-network",
    subnetworkId: "projects/my-project/regions/europe-west4/subnetworks/penguins-clients",
  },
  bucket: { bucketName: "penguins-data-my-project" },
  trainingJob: { imageRepository: "penguins-image" },
  machineType: "n2-standard-2",
  minReplicas: 1,
  maxReplicas: 2,
  p95Milliseconds: 500,
  errorPercent: 1,
  canaryPercent: 10,
  idleHours: 72,
  captureDataset: "penguins_capture",
  captureRetentionDays: 30,
});
endpoint.allowClientsOf("web-shop-project");
app.synth();
