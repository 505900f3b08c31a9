/** What Google refuses of a spec, row by row. */
import { all, at, image, many, type RefusedRow } from "../refused/row.js";

const training = (machine: object) => at("google.machines", { training: machine });

/** The rows. */
export const rows: readonly RefusedRow[] = [
  ...["n2d-standard-4", "c2d-standard-4", "c3-standard-4", "n4-standard-4"].map(
    (machineType): RefusedRow => [
      `${machineType} for training`,
      training({ machineType }),
      `google.machines.training.machineType: "${machineType}" is not a machine type that Vertex AI takes for training; allowed: e2, n1, ` +
        "n2, c2, m1, g2, a2 and a3 machines, such as e2-standard-4",
    ],
  ),
  [
    "a size of 999 vCPUs",
    training({ machineType: "e2-standard-999" }),
    'google.machines.training.machineType: "e2-standard-999" is not a size that Vertex AI takes for training; allowed: e2-standard- and one of 4, 8, 16, 32',
  ],
  [
    "one T4 beside 96 vCPUs",
    training({ machineType: "n1-standard-96", accelerator: "NVIDIA_TESLA_T4", accelerators: 1 }),
    'google.machines.training.machineType: "n1-standard-96" with 1 NVIDIA_TESLA_T4; allowed: 4 of it',
  ],
  [
    "one V100 beside 96 vCPUs",
    training({ machineType: "n1-standard-96", accelerator: "NVIDIA_TESLA_V100", accelerators: 1 }),
    'google.machines.training.machineType: "n1-standard-96" with 1 NVIDIA_TESLA_V100; allowed: 8 of it',
  ],
  [
    "an H100 on demand",
    training({ machineType: "a3-highgpu-1g", accelerator: "NVIDIA_H100_80GB", accelerators: 1 }),
    'google.machines.training.machineType: "a3-highgpu-1g" is spot or queued capacity only, and this is on demand: set interruptible, or take a3-highgpu-8g',
  ],
  [
    "accelerators without a name",
    training({ machineType: "n1-standard-8", accelerators: 2 }),
    'google.machines.training.machineType: "n1-standard-8" with 2 accelerators and no name of one; name the accelerator, such as NVIDIA_TESLA_T4',
  ],
  [
    "the megagpu machines, which are right",
    training({ machineType: "a2-megagpu-16g", accelerator: "NVIDIA_TESLA_A100", accelerators: 16 }),
  ],
  [
    "a machine for a class that nothing serves with",
    at("google.machines", { "gpu-small": { machineType: "c3-standard-4" } }),
    'google.machines.gpu-small.machineType: "c3-standard-4" is not a machine type that Vertex AI takes for training; allowed: e2, n1, n2, c2, m1, g2, a2 and a3 machines, such as e2-standard-4',
  ],
  [
    "a wait for CPUs",
    all(at("training.interruptible", true), at("training.maxWaitSeconds", 9000)),
    "training.maxWaitSeconds: 9000 on e2-standard-4 with no accelerator; Vertex AI queues only for L4, A100, H100, H200 and B200 GPUs: remove it (spot capacity has no wait), or take such a machine",
  ],
  [
    "days of a month that none has",
    at("google.retrainSchedule", "0 0 0 0 *"),
    'google.retrainSchedule: the day of the month must be numbers from 1 to 31, a range from low to high, a step of a range or of *, or a list of these, got "0" in "0 0 0 0 *"; write it like 0 3 * * *',
  ],
  [
    "hours the wrong way round",
    at("google.retrainSchedule", "0 5-1 * * *"),
    'google.retrainSchedule: the hour must be numbers from 0 to 23, a range from low to high, a step of a range or of *, or a list of these, got "5-1" in "0 5-1 * * *"; write it like 0 3 * * *',
  ],
  [
    "65 labels",
    at(
      "labels",
      many(64, (index) => [`l${index}`, "x"]),
    ),
    "labels: must be at most 63, because the provider adds one, got 65; remove some; one more is the pilot's name",
  ],
  [
    "a label in capitals",
    at("labels", { CostCenter: "4711" }),
    'labels.CostCenter: the key "CostCenter" must be lower-case letters, digits, - and _, a letter first, at most 63 on google, which this spec names',
  ],
  [
    "a region that does not exist",
    at("google.region", "us-central12"),
    'google.region: "us-central12" was not a region of google in November 2026; did you mean "us-central1"? Where it opened later, set google.regionCheck: false',
  ],
  [
    "a region without Vertex AI",
    all(at("needs", {}), at("google.region", "europe-west10")),
    'google.region: "europe-west10" was not a region of google in November 2026; did you mean "europe-west1"? Where it opened later, set google.regionCheck: false',
  ],
  [
    "an attachment of another region",
    all(
      image,
      at("google.releases", { r1: "1" }),
      at("google.serviceAttachment", "projects/x/regions/us-east1/serviceAttachments/a"),
    ),
    "google.serviceAttachment: must be in google.region, europe-west4, got one in us-east1; copy what the endpoint's description says after a release",
  ],
  [
    "an attachment without a release",
    at("google.serviceAttachment", "projects/x/regions/europe-west4/serviceAttachments/a"),
    "google.serviceAttachment: must not be set without a release: an attachment exists only while a model is deployed; remove it",
  ],
  [
    "an operator twice",
    at("operators.google", ["user:a@c.com", "user:a@c.com"]),
    'operators.google.1: "user:a@c.com" must not stand twice; remove it here or at 0',
  ],
  [
    "two operators of one address in Terraform",
    at("operators.google", ["user:a.b@c.com", "user:a-b@c.com"]),
    'operators.google: "user:a-b@c.com" and "user:a.b@c.com" get the same Terraform address; put both into a group and name the group',
  ],
  [
    "everybody as operator",
    at("operators.google", ["allUsers"]),
    'operators.google.0: "allUsers" must be user:, group: or serviceAccount: and an address, such as group:ml@example.com or serviceAccount:ci@project.iam.gserviceaccount.com',
  ],
  // the gate has parameters of its own, so no metric is one of them
  ["a gate on its own threshold", at("gate.metric", "threshold")],
  ["a gate on what the launcher writes", at("gate.metric", "gcp_resources")],
  ["a gate on the model's parent", at("gate.metric", "parent_model")],
  [
    "a hyperparameter that sends the step elsewhere",
    at("training.hyperparameters", { model: "xgboost" }),
    'training.hyperparameters: the parameter "model" of train must not be one of its own arguments (prepared, model, metric, metric-file); rename it',
  ],
  [
    "a perimeter whose clients are private",
    all(
      at("google.serviceControls", true),
      at("google.accessPolicy", "987654321098"),
      at("network.allowedClients", ["100.64.0.0/10"]),
    ),
    "network.allowedClients: [100.64.0.0/10] holds no public block; serviceControls needs the one from which terraform and operators come, or it locks them out",
  ],
  [
    "a perimeter without its policy",
    all(at("google.serviceControls", true), at("network.allowedClients", ["203.0.113.0/24"])),
    "google.accessPolicy: is missing; serviceControls needs the number of the organization's access policy",
  ],
  [
    "a name that Google keeps to itself",
    at("name", "goog-x"),
    'name: "goog-x" makes the Cloud Storage bucket name "goog-x-access-logs-penguins-pilot" (33 characters) on google; allowed: 3 to 63 lower-case letters, digits, - and _, not beginning with goog, without google or a spelling like it; take another name',
  ],
  [
    "a name that reads like Google's",
    at("name", "my-g00gle"),
    'name: "my-g00gle" makes the Cloud Storage bucket name "my-g00gle-access-logs-penguins-pilot" (36 characters) on google; allowed: 3 to 63 lower-case letters, digits, - and _, not beginning with goog, without google or a spelling like it; take another name',
  ],
  [
    "a name of 19 letters",
    at("name", "abcdefghijklmnopqrs"),
    'name: "abcdefghijklmnopqrs" makes the service account id "abcdefghijklmnopqrs-batch-clock" (31 characters) on google; allowed: 6 to 30 lower-case letters, digits and -; take a name of at most 18 characters',
  ],
  ["half a coin", at("budget.monthly", 500.5), "budget.monthly: 500.5; allowed: whole units; take 501"],
  [
    "six recipients",
    at(
      "budget.recipients",
      Array.from({ length: 6 }, (_, index) => `a${index}@example.com`),
    ),
    "budget.recipients: 6 addresses; allowed: up to 5 notification channels; take a list's address",
  ],
  [
    "a release that is not a version",
    all(image, at("google.releases", { r1: "latest" })),
    'google.releases: r1: "latest"; allowed: the number of a version, such as "1" (gcloud ai models list-version)',
  ],
  [
    "a block that Google's subnets do not have",
    at("network.cidr", "100.64.0.0/16"),
    'network.cidr: "100.64.0.0/16" must be a private block; allowed: inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16',
  ],
  [
    "a project of five letters",
    at("google.project", "abcde"),
    'google.project: "abcde" must be a project id: 6 to 30 lower-case letters, digits and -',
  ],
  [
    "c3d-standard-4 for training",
    training({ machineType: "c3d-standard-4" }),
    'google.machines.training.machineType: "c3d-standard-4" is not a machine type that Vertex AI takes for training; allowed: e2, n1, n2, c2, m1, g2, a2 and a3 machines, such as e2-standard-4',
  ],
  [
    "the H100 mega machines, which are right",
    training({ machineType: "a3-megagpu-8g", accelerator: "NVIDIA_H100_MEGA_80GB", accelerators: 8 }),
  ],
  [
    "a T4 three times",
    training({ machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 3 }),
    'google.machines.training.machineType: "n1-standard-8" with 3 NVIDIA_TESLA_T4; allowed: 1, 2, 4 of it',
  ],
  [
    "an L4 on another machine",
    training({ machineType: "n1-standard-8", accelerator: "NVIDIA_L4", accelerators: 1 }),
    'google.machines.training.machineType: "n1-standard-8" with 1 NVIDIA_L4; allowed: NVIDIA_TESLA_T4, NVIDIA_TESLA_P4, NVIDIA_TESLA_P100, NVIDIA_TESLA_V100',
  ],
  [
    "600 hyperparameters of 200 characters, before there is an image",
    at(
      "training.hyperparameters",
      many(600, (index) => [`p${index}`, "x".repeat(200)]),
    ),
    "training.hyperparameters: the workflow's source must have at most 131072 bytes, and would have 163927 with its references filled in; shorten the training's hyperparameters, the image's command or the labels",
  ],
  [
    "60 words of 490 characters",
    all(
      image,
      at(
        "image.command",
        Array.from({ length: 60 }, () => "x".repeat(490)),
      ),
    ),
    "image.command: the workflow's source must have at most 131072 bytes, and would have 182767 with its references filled in; shorten the training's hyperparameters, the image's command or the labels",
  ],
  [
    "a client with host bits",
    at("network.allowedClients", ["203.0.113.5/24"]),
    'network.allowedClients: "203.0.113.5/24" has host bits set; take "203.0.113.0/24"',
  ],
  [
    "a schedule with a day of no month",
    all(at("endpoint.mode", "batch"), at("endpoint.schedule", "0 0 0 0 *")),
    'endpoint.schedule: "0 0 0 0 *" has the day of the month 0; it must be from 1 to 31, such as 0 3 * * *',
  ],
  [
    "71 labels",
    at(
      "labels",
      many(70, (index) => [`l${index}`, "x"]),
    ),
    "labels: must be at most 63, because the provider adds one, got 71; remove some; one more is the pilot's name",
  ],
  [
    "a label that begins with a digit",
    at("labels", { "1team": "x" }),
    'labels.1team: the key "1team" must be lower-case letters, digits, - and _, a letter first, at most 63 on google, which this spec names',
  ],
  [
    "a service account that is not Google's",
    at("operators.google", ["serviceAccount:ci@example.com"]),
    'operators.google.0: "serviceAccount:ci@example.com" must be user:, group: or serviceAccount: and an address, such as group:ml@example.com or serviceAccount:ci@project.iam.gserviceaccount.com',
  ],
  [
    "a user without an address",
    at("operators.google", ["user:bob"]),
    'operators.google.0: "user:bob" must be user:, group: or serviceAccount: and an address, such as group:ml@example.com or serviceAccount:ci@project.iam.gserviceaccount.com',
  ],
  [
    "a project number that begins with 0",
    at("google.projectNumber", "012345678901"),
    'google.projectNumber: "012345678901" must be the project\'s number in quotes, such as "123456789012"',
  ],
  [
    "the 31st of February",
    at("google.retrainSchedule", "0 3 31 2 *"),
    'google.retrainSchedule: must be due some day, got "0 3 31 2 *": none of its months has such a day; change the third or the fourth field',
  ],
];
