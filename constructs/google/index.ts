export { DataBucket, type DataBucketProps } from "./data-bucket.js";
export { ModelRegistry, type ModelRegistryProps } from "./model-registry.js";
export { Pipeline, type PipelineProps, type PipelineStep } from "./pipeline.js";
export { PrivateNetwork, type PrivateNetworkProps } from "./private-network.js";
export { TrainingJob, type TrainingJobProps } from "./training-job.js";
