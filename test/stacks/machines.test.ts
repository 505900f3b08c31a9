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
    machineOf("cpu-small", { "cpu-small": { instanceType, typeCheck: true } }).localStorage === true;
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
    Object.assign(input.aws ?? {}, { machines: { "cpu-small": { instanceType: "ml.r5d.large" } } });
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

type OwnMachine = readonly [string, object, string, "training" | "endpoint", readonly string[]];

/** A machine of a spec's own for a class, used by a section; the lines are what follows the machine's path. */
const own = (platform: PlatformId, rows: readonly OwnMachine[]) =>
  rows.map(
    ([kind, machine, hardware, section, lines]): [string, (input: PilotSpecInput) => void, readonly string[]] => [
      `${platform}: ${kind}`,
      (input) => {
        Object.assign(input[section] ?? {}, { hardware });
        Object.assign(input[platform] ?? {}, { machines: { [hardware]: machine } });
      },
      lines.map((line) => `${platform}.machines.${hardware}.${line}`),
    ],
  );

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
      'steps.evaluate.hardware: must not be "trainium-small" for processing, which is ml.trn1.2xlarge here; take gpu-small or a ' +
        "cpu class",
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
  ...own("aws", [
    [
      "a family that is for serving only",
      { instanceType: "ml.m5d.large" },
      "gpu-small",
      "training",
      [
        'instanceType: must be an instance type that SageMaker has for training, got "ml.m5d.large", which it has for serving ' +
          "only; take a type of another family. Where it came later, set typeCheck: false beside it",
      ],
    ],
    [
      "a family that serves nothing",
      { instanceType: "ml.t3.medium" },
      "gpu-small",
      "endpoint",
      [
        'instanceType: must be an instance type that SageMaker has for serving, got "ml.t3.medium", which it has for training ' +
          "and processing only; take a type of another family. Where it came later, set typeCheck: false beside it",
      ],
    ],
    [
      "a family that nobody has",
      { instanceType: "ml.zz9.large" },
      "gpu-small",
      "training",
      [
        'instanceType: must be an instance type that SageMaker had for training in November 2026, got "ml.zz9.large"; it had ' +
          "no such family. Where it came later, set typeCheck: false beside it",
      ],
    ],
    ["a family that came later", { instanceType: "ml.zz9.large", typeCheck: false }, "gpu-small", "training", []],
    [
      "a size that its family lacks",
      { instanceType: "ml.m5.8xlarge" },
      "gpu-small",
      "training",
      [
        'instanceType: must be an instance type that SageMaker had for training in November 2026, got "ml.m5.8xlarge"; it had ' +
          "m5 in large, xlarge, 2xlarge, 4xlarge, 12xlarge, 24xlarge. Where it came later, set typeCheck: false beside it",
      ],
    ],
    [
      "processors that run no linux/amd64",
      { instanceType: "ml.c7g.large" },
      "gpu-small",
      "endpoint",
      [
        "instanceType: must be an instance type of processors that run linux/amd64 images, which next_1_push_image builds, got " +
          '"ml.c7g.large"; take a type such as ml.m7i.large. Where it came later, set typeCheck: false beside it',
      ],
    ],
  ]),
  [
    "a volume that the disks of a machine in AWS's list do not hold",
    (input) => {
      input.training = { hardware: "gpu-small", volumeGiB: 500 };
      Object.assign(input.aws ?? {}, { machines: { "gpu-small": { instanceType: "ml.g6.2xlarge" } } });
    },
    [
      "training.volumeGiB: must be at most 450, what the disks of ml.g6.2xlarge (gpu-small) hold, got 500; take a smaller " +
        "volume or other hardware",
    ],
  ],
  ...own("azure", [
    [
      "a size that no endpoint has",
      { vmSize: "Standard_D4ds_v4", vCpus: 4, quota: "standardDDSv4Family" },
      "gpu-small",
      "endpoint",
      [
        'vmSize: must be a size that Azure ML took for an endpoint in November 2026, got "Standard_D4ds_v4"; take one such as ' +
          "Standard_D4as_v4 or Standard_NC8as_T4_v3. Where it came later, set typeCheck: false beside it",
      ],
    ],
    [
      "the same on a cluster",
      { vmSize: "Standard_D4ds_v4", vCpus: 4, quota: "standardDDSv4Family" },
      "gpu-small",
      "training",
      [],
    ],
    [
      "a size that nobody has",
      { vmSize: "Standard_B2s", vCpus: 2, quota: "standardBSFamily" },
      "gpu-small",
      "training",
      [
        'vmSize: must be a size that Azure ML took for a cluster in November 2026, got "Standard_B2s"; take one such as ' +
          "Standard_D4as_v4 or Standard_NC8as_T4_v3. Where it came later, set typeCheck: false beside it",
      ],
    ],
    [
      "a size that came later",
      { vmSize: "Standard_B2s", typeCheck: false, vCpus: 2, quota: "standardBSFamily" },
      "gpu-small",
      "training",
      [],
    ],
    [
      "vCPUs and a family of another size",
      { vmSize: "Standard_NC8as_T4_v3", vCpus: 4, quota: "standardNCASv3Family" },
      "gpu-small",
      "training",
      [
        "vCpus: must be 8, the vCPUs of Standard_NC8as_T4_v3, got 4; the quota is counted by them",
        'quota: must be "standard NCASv3_T4 Family", the family of Standard_NC8as_T4_v3, got "standardNCASv3Family"; write that one',
      ],
    ],
  ]),
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

test("Google asks for the quota of the spec's own machine, and for no other's in its place", async () => {
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
  expect(await quotas({ "gpu-small": t4 })).toContain("T4GPUsPerProjectPerRegion");
});
