/** Another machine for a hardware class: it takes the place of the table's wherever the class is used. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { machineOf } from "../../stacks/aws/hardware.js";
import { loadSpecs } from "../../stacks/load.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../scratch.js";
import { synthesizePilot, variants } from "../synth.js";
import { exampleInput } from "../variants.js";

const gpu = (change: (input: PilotSpecInput) => void) => (input: PilotSpecInput) => {
  variants["phase 2"]?.(input);
  input.training = { ...input.training, hardware: "gpu-small" };
  input.steps = { prepare: { hardware: "gpu-small" } };
  input.endpoint = { ...input.endpoint, hardware: "gpu-small" };
  change(input);
};
const counted = (text: string, word: string) => text.split(word).length - 1;

test.each<[PlatformId, string, string, object]>([
  ["aws", "ml.g5.xlarge", "ml.g6.2xlarge", { instanceType: "ml.g6.2xlarge" }],
  [
    "google",
    "g2-standard-4",
    "g2-standard-8",
    { machineType: "g2-standard-8", accelerator: "NVIDIA_L4", accelerators: 1 },
  ],
  [
    "azure",
    "Standard_NC4as_T4_v3",
    "Standard_NC8as_T4_v3",
    { vmSize: "Standard_NC8as_T4_v3", vCpus: 8, quota: "standard NCASv3_T4 Family" },
  ],
])("%s: %s becomes %s everywhere", async (platform, before, after, machine) => {
  const was = JSON.stringify(
    (
      await synthesizePilot(
        platform,
        gpu(() => {}),
      )
    )?.json,
  );
  const is = JSON.stringify(
    (
      await synthesizePilot(
        platform,
        gpu((input) => Object.assign(input[platform] ?? {}, { machines: { "gpu-small": machine } })),
      )
    )?.json,
  );
  expect(counted(was, before)).toBeGreaterThan(2);
  expect([counted(is, before), counted(is, after)]).toEqual([0, counted(was, before)]);
});

test("AWS: a machine with disks of its own gets no key for its volume, which SageMaker refuses", async () => {
  const isLocal = (instanceType: string) =>
    machineOf("cpu-small", { "cpu-small": { instanceType } }).localStorage === true;
  const local = [
    "ml.m5d.large",
    "ml.g4dn.xlarge",
    "ml.g6e.2xlarge",
    "ml.p5.48xlarge",
    "ml.trn1.2xlarge",
    "ml.c6id.large",
  ];
  expect(local.filter((type) => !isLocal(type))).toEqual([]);
  expect(["ml.m7i.large", "ml.p3.2xlarge", "ml.c5.large", "ml.inf2.xlarge", "ml.r5.large"].filter(isLocal)).toEqual([]);
  const stack = await synthesizePilot("aws", (input) => {
    variants["phase 1"]?.(input);
    for (const platform of ["google", "azure"] as const) delete input[platform];
    input.training = { ...input.training, hardware: "cpu-large" };
    Object.assign(input.aws ?? {}, { machines: { "cpu-small": { instanceType: "ml.m5d.large" } } });
  });
  // training alone is on a machine without disks
  expect(counted(JSON.stringify(stack?.one("aws_sagemaker_pipeline")), "VolumeKmsKeyId")).toBe(1);
});

async function problemsOf(change: (input: PilotSpecInput) => void): Promise<readonly string[]> {
  const file = join(temporaryFolder("machines"), "pilot.yaml");
  writeFileSync(file, stringify(exampleInput(change)));
  try {
    await loadSpecs([file]);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").map((line) => line.replace(/^\S+:\d+:\d+: /, ""));
  }
}

test.each<[string, (input: PilotSpecInput) => void, readonly string[]]>([
  [
    "a volume of a step beside training that its machine does not hold",
    (input) => {
      input.steps = { prepare: { hardware: "gpu-small", volumeGiB: 400 } };
    },
    [
      "steps.prepare.volumeGiB: must be at most 250, what the disks of ml.g5.xlarge (gpu-small) hold, got 400; take a smaller " +
        "volume or other hardware",
    ],
  ],
  [
    "a volume that the spec's own machine does not hold",
    (input) => {
      input.training = { hardware: "gpu-small", volumeGiB: 500 };
      Object.assign(input.aws ?? {}, {
        machines: { "gpu-small": { instanceType: "ml.g6.2xlarge", localStorageGB: 450 } },
      });
    },
    [
      "training.volumeGiB: must be at most 450, what the disks of ml.g6.2xlarge (gpu-small) hold, got 500; take a smaller " +
        "volume or other hardware",
    ],
  ],
  [
    "a volume that it does hold",
    (input) => {
      input.training = { hardware: "gpu-small", volumeGiB: 300 };
      Object.assign(input.aws ?? {}, {
        machines: { "gpu-small": { instanceType: "ml.g6.2xlarge", localStorageGB: 450 } },
      });
    },
    [],
  ],
  [
    "a processing job on Trainium",
    (input) => {
      for (const platform of ["google", "azure"] as const) delete input[platform];
      input.steps = { evaluate: { hardware: "trainium-small" } };
    },
    [
      'steps.evaluate.hardware: must not be "trainium-small": SageMaker runs no processing job on Trainium (ml.trn1.2xlarge); ' +
        "take gpu-small",
    ],
  ],
  [
    "a class that the platform lacks",
    (input) => {
      Object.assign(input.aws ?? {}, { machines: { "tpu-small": { instanceType: "ml.m5.large" } } });
      Object.assign(input.azure ?? {}, {
        machines: { "trainium-small": { vmSize: "Standard_D2as_v4", vCpus: 2, quota: "standardDASv4Family" } },
      });
    },
    [
      "aws.machines.tpu-small: must be a class that SageMaker has: cpu-small, cpu-large, gpu-small, gpu-large, trainium-small; " +
        "remove it",
      "azure.machines.trainium-small: must be a class that Azure ML has: cpu-small, cpu-large, gpu-small, gpu-large; remove it",
    ],
  ],
  [
    "names that no platform has",
    (input) => {
      Object.assign(input.aws ?? {}, { machines: { "gpu-small": { instanceType: "g6.xlarge" } } });
      Object.assign(input.google ?? {}, { machines: { "gpu-small": { machineType: "ml.g6.xlarge" } } });
      Object.assign(input.azure ?? {}, { machines: { "gpu-small": { vmSize: "NC8", vCpus: 8, quota: "NCASv3/T4" } } });
    },
    [
      'aws.machines.gpu-small.instanceType: "g6.xlarge" must be a SageMaker instance type, such as ml.g6.xlarge',
      'google.machines.gpu-small.machineType: "ml.g6.xlarge" must be a machine type, such as n1-standard-8',
      'azure.machines.gpu-small.vmSize: "NC8" must be a VM size, such as Standard_NC8as_T4_v3',
      'azure.machines.gpu-small.quota: "NCASv3/T4" must be a family of Azure ML\'s quotas, such as standard NCASv3_T4 Family',
    ],
  ],
])("%s", async (_, change, expected) => {
  expect(await problemsOf(change)).toEqual(expected);
});

test.each(["realtime", "batch"] as const)(
  "a class that a platform lacks is a no-go and no stack trace, in mode %s",
  async (mode) => {
    const on = (change: (input: PilotSpecInput) => void) => (input: PilotSpecInput) => {
      variants["phase 2"]?.(input);
      input.endpoint = { mode, ...(mode === "batch" ? { schedule: "0 3 * * *" } : {}) };
      change(input);
    };
    for (const change of [
      on((input) => Object.assign(input.endpoint ?? {}, { hardware: "tpu-small" })),
      on((input) => Object.assign(input, { training: { hardware: "tpu-small" } })),
      on((input) => Object.assign(input, { steps: { prepare: { hardware: "tpu-small" } } })),
    ]) {
      expect(await problemsOf(change)).toEqual([]);
    }
    const release = on((input) => {
      Object.assign(input.azure ?? {}, { releases: { r1: { version: "1", hardware: "tpu-small" } }, live: "r1" });
    });
    expect(await problemsOf(release)).toEqual([
      "azure.releases.r1.hardware: must be a class that Azure ML has: cpu-small, cpu-large, gpu-small, gpu-large; remove it",
    ]);
  },
);

test("Google asks for no quota of a machine whose quota it does not know, and for no other's in its place", async () => {
  const quotas = async (machines: object) => {
    const stack = await synthesizePilot("google", (input) => {
      gpu(() => {})(input);
      Object.assign(input.google ?? {}, { machines, quotaCheck: true });
    });
    return JSON.stringify(stack?.json);
  };
  const t4 = { machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 1 };
  expect(await quotas({})).toContain("L4GPUsPerProjectPerRegion");
  expect(await quotas({ "gpu-small": t4 })).not.toContain("L4GPUsPerProjectPerRegion");
});
