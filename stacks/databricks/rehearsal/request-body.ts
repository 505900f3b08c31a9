/** The request of a spec as Model Serving takes it. */
import type { Json } from "../../rehearsal/contract.js";

/**
 * Writes `{"instances": [{…}]}` as `{"dataframe_records": [{…}]}`: MLflow's server makes columns of records, and
 * refuses `instances` where the model's signature names tensors. Everything else stays as it is.
 * mlflow.org/docs/latest/deployment/deploy-model-locally, json input (2026-11)
 */
export function requestBody(request: Buffer): Buffer {
  let given: Json;
  try {
    given = JSON.parse(request.toString());
  } catch {
    return request;
  }
  const { instances, ...rest } = given ?? {};
  const isRecords =
    Array.isArray(instances) && instances.every((each) => typeof each === "object" && !Array.isArray(each));
  if (!isRecords || Object.keys(rest).length > 0) return request;
  return Buffer.from(JSON.stringify({ dataframe_records: instances }));
}
