/** What Databricks answers to the needs of a spec. */
import type { Capabilities } from "../pilot-spec/fit.js";
import type { HardwareClass } from "../pilot-spec/schema.js";
import { hardware } from "./hardware.js";

const asOf = "2026-11-29";

/** Answers, each with its source and date. */
export const capabilities: Capabilities = {
  startupSeconds: {
    value: null,
    source: "docs.databricks.com/jobs/run-serverless-jobs",
    asOf,
    note: "the standard mode starts within minutes and has no figure; the probe measures it",
  },
  maxRuntime: {
    value: 7 * 86_400,
    source: "docs.databricks.com/resources/limits",
    asOf,
    note: "of a serverless task; nothing caps the DBUs that it takes in that time",
  },
  hostControl: {
    value: false,
    source: "docs.databricks.com/compute/serverless/limitations",
    asOf,
    note: "neither image nor kernel is the team's; the pilot's steps are a wheel",
  },
  basePatchedBy: {
    value: ["platform"],
    source: "docs.databricks.com/release-notes/serverless/environment-version",
    asOf,
    note: "the base of serverless compute; the packages of requirements.lock are the team's",
  },
  load: {
    value: ["steady", "bursty"],
    source: "docs.databricks.com/machine-learning/model-serving/production-optimization",
    asOf,
    note: "with databricks.scaleToZero, its default, the first request after half an hour waits for a machine",
  },
  warmState: {
    value: false,
    source: "docs.databricks.com/compute/serverless",
    asOf,
    note: "each task finds an environment, and no state of an earlier one",
  },
  residency: {
    value: null,
    source: "the workspace and its metastore exist, and stand where their owners put them",
    asOf,
    note: "databricks metastores summary shows the region of the metastore",
  },
  lineage: {
    value: true,
    source: "docs.databricks.com/data-governance/unity-catalog/data-lineage",
    asOf,
    note: "of tables and models; a version has the hash of its manifest as a tag, and the hash of its data in it",
  },
  approvals: {
    value: true,
    source: "docs.databricks.com/machine-learning/manage-model-lifecycle",
    asOf,
    note: "by the alias approved-<version>, which only the owner of the model sets; a plan without it fails",
  },
  hardware: {
    value: Object.keys(hardware) as HardwareClass[],
    source: "docs.databricks.com/compute/serverless",
    asOf,
    note: "cpu-small and cpu-large are the same: serverless compute has no size. databricks.classicCompute has, for clusters that people start",
  },
  machineSize: {
    value: false,
    source: "docs.databricks.com/compute/serverless",
    asOf,
    note: "steps run on serverless compute alone: a cluster has a size, and holds the wheel to no hash",
  },
  privateNetwork: {
    value: true,
    source: "docs.databricks.com/security/network/serverless-network-security",
    asOf,
    note: "egress only with databricks.account, whose policy is enforced; who reaches the workspace is the workspace's own setting",
  },
  exportFormat: {
    value: ["onnx", "mlflow"],
    source: "docs.databricks.com/machine-learning/manage-model-lifecycle",
    asOf,
    note: "files of an external volume lie in the bucket as the wheel wrote them; no container is made",
  },
  nodes: {
    value: 1,
    source: "docs.databricks.com/jobs/run-serverless-jobs",
    asOf,
    note: "a step is one process of the wheel",
  },
  interruptible: {
    value: false,
    source: "docs.databricks.com/compute/serverless",
    asOf,
    note: "serverless compute has no cheaper capacity that can be taken away",
  },
};
