/** A step as a Vertex AI CustomJob (aiplatform v1), in the snake_case that Google's launcher takes. */
import { type StepOnMachine, strategyOf } from "../checks/steps.js";

export interface CustomJobSettings {
  readonly displayName: string;
  readonly imageUri: string;
  readonly digest: string;
  readonly command: readonly string[];
  /** What follows the command. */
  readonly arguments: readonly string[];
  readonly serviceAccount: string;
  readonly networkAttachmentId: string;
  readonly keyId?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The boot disk holds the system and the image too; Vertex AI takes 100 GiB or more.
 * docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/DiskSpec (2026-10)
 */
const smallestDisk = 100;

/** The body of `customJobs.create`. Retries are the pipeline's alone: two who retry multiply. */
export function customJob(settings: CustomJobSettings, step: StepOnMachine): object {
  const { accelerator, accelerators = 0, nodes } = step;
  const pool = (replicas: number) => ({
    machine_spec: {
      machine_type: step.machineType,
      ...(accelerator === undefined ? {} : { accelerator_type: accelerator, accelerator_count: accelerators }),
    },
    replica_count: replicas,
    disk_spec: { boot_disk_type: "pd-ssd", boot_disk_size_gb: Math.max(step.volumeGiB, smallestDisk) },
    container_spec: {
      image_uri: settings.imageUri,
      command: settings.command,
      args: settings.arguments,
      env: [{ name: "PILOT_IMAGE_DIGEST", value: settings.digest }],
    },
  });
  return {
    display_name: settings.displayName,
    labels: settings.labels,
    ...(settings.keyId === undefined ? {} : { encryption_spec: { kms_key_name: settings.keyId } }),
    job_spec: {
      worker_pool_specs: nodes > 1 ? [pool(1), pool(nodes - 1)] : [pool(1)],
      scheduling: {
        // Always written: without it a job may run for 7 days.
        timeout: `${step.timeoutSeconds}s`,
        strategy: strategyOf(step),
        ...(step.maxWaitSeconds === undefined ? {} : { max_wait_duration: `${step.maxWaitSeconds}s` }),
        restart_job_on_worker_restart: false,
        disable_retries: true,
      },
      service_account: settings.serviceAccount,
      psc_interface_config: { network_attachment: settings.networkAttachmentId },
      enable_web_access: false,
    },
  };
}
