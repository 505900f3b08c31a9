/** Where MLflow keeps what it knows: a claim of its own, or a Postgres. */
import type { ModelRegistryProps } from "../../constructs/kubernetes/model-registry.js";
import type { PilotSpec } from "../pilot-spec/schema.js";

/** Returns the store of the spec as the construct takes it. */
export const registryStore = (
  store: NonNullable<PilotSpec["kubernetes"]>["mlflow"]["store"],
): ModelRegistryProps["store"] => ("uriFrom" in store ? { secretName: store.uriFrom, key: store.key } : store);
