export { DataBucket, type DataBucketProps } from "./data-bucket.js";
export { Pipeline, type PipelineProps, type PipelineStep } from "./pipeline.js";
export { TrainingJob, type TrainingJobProps } from "./training-job.js";
