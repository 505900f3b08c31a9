/** What Model Serving offers: sizes, and how long a deployment of each kind of machine may take. */

/**
 * Requests at once of each size. docs.databricks.com/machine-learning/model-serving/create-manage-serving-endpoints
 * (2026-11)
 */
export const concurrencyOf = { Small: 4, Medium: 16, Large: 64 } as const;

/**
 * Seconds after which Databricks gives a deployment up: 30 minutes on CPUs, 60 on a GPU, 120 on several (source of the
 * SDK, 2026-11). A wait of Terraform that is over earlier would delete an endpoint that is being made.
 */
export const secondsOf = {
  CPU: 1800,
  GPU_SMALL: 3600,
  GPU_MEDIUM: 3600,
  MULTIGPU_MEDIUM: 7200,
  GPU_LARGE: 7200,
} as const;

/** How long Terraform waits: a quarter of an hour longer than the platform, so that its own error is shown. */
export const waitOf = (type: keyof typeof secondsOf): string => `${secondsOf[type] + 900}s`;
