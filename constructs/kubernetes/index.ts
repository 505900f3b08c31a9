export { Budget, type BudgetProps } from "./budget.js";
export { Dashboard, type DashboardProps } from "./dashboard.js";
export { Endpoint, type EndpointProps, type ListedRelease } from "./endpoint.js";
export { Exporter, type ExporterProps } from "./exporter.js";
export { ModelRegistry, type ModelRegistryProps } from "./model-registry.js";
export { Pipeline, type PipelineProps, type PipelineStep } from "./pipeline.js";
export { PrivateNetwork, type PrivateNetworkProps } from "./private-network.js";
export { type QuotaNeed, Quotas, type QuotasProps } from "./quotas.js";
export { TrainingJob, type TrainingJobProps } from "./training-job.js";
