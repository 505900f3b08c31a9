/** Values of Vertex AI's block that a pattern alone would hardly hit: most are right, some are the longest. */
import { integer, oneOf, type Pools } from "../random/draw.js";

const machine = (random: () => number) =>
  oneOf(random, [
    { machineType: "e2-standard-8" },
    { machineType: "n1-highmem-16", accelerator: "NVIDIA_TESLA_V100", accelerators: 2 },
    { machineType: "g2-standard-24", accelerator: "NVIDIA_L4", accelerators: 2 },
    { machineType: "a2-ultragpu-1g", accelerator: "NVIDIA_A100_80GB", accelerators: 1 },
  ]);

/** By path of the spec. */
export const pools: Pools = {
  "google.project": (random) => oneOf(random, ["penguins-pilot", `p${"0".repeat(28)}p`]),
  "google.machines": (random) =>
    Object.fromEntries(
      ["training", "endpoint", "cpu-small", "cpu-large", "gpu-small", "gpu-large"]
        .filter(() => random() < 0.3)
        .map((place) => [place, machine(random)]),
    ),
  "google.releases": (random) =>
    Object.fromEntries(
      Array.from({ length: integer(random, 0, 12) }, (_, at) => [
        `r${at}${"z".repeat(9)}`,
        String(integer(random, 1, 999_999_999)),
      ]),
    ),
  "google.live": (random) => oneOf(random, [null, `r0${"z".repeat(9)}`]),
  "google.retrainSchedule": (random) => oneOf(random, ["0 3 * * 1", "*/5 0-23 1,15 JAN-MAR *", "59 23 31 12 7"]),
  "google.accessPolicy": () => "987654321098",
  "google.serviceAttachment": () => undefined,
  "operators.google": (random) =>
    Array.from({ length: integer(random, 0, 12) }, (_, at) =>
      oneOf(random, [
        `user:a${at}+x'y@example.com`,
        `group:g${at}.${"m".repeat(50)}@ml.example.co.uk`,
        `serviceAccount:s${at}@penguins-pilot.iam.gserviceaccount.com`,
      ]),
    ),
};
