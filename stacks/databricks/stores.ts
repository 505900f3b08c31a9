/**
 * What keeps things in a workspace. An external volume is a name for a folder of a bucket, whose own rules expire
 * files.
 * Versions of models are kept until somebody deletes them, and the ledger says what survives.
 */
import { blocksOf, type Given, type StoreTypes } from "../stores/store.js";

/** Whether requests and answers are kept: by the gateway's table, or by the older one. */
const isCaptured = (given: Given): boolean =>
  [
    ...blocksOf(given["ai_gateway"]).flatMap((each) => blocksOf(each["inference_table_config"])),
    ...blocksOf(given["config"]).flatMap((each) => blocksOf(each["auto_capture_config"])),
  ].some(({ enabled }) => enabled !== false);

export const stores: StoreTypes = {
  databricks_volume: {
    name: "name",
    own: (given) => given["volume_type"] !== "MANAGED",
    fix: "make it EXTERNAL, in a folder of a bucket whose lifecycle rule deletes: a managed volume is deleted with its files, and expires none",
  },
  databricks_model_serving: {
    name: "name",
    own: (given) => !isCaptured(given),
    fix: "delete old rows of its inference table by a job of yours: nothing deletes one, and it holds what clients sent",
  },
};
