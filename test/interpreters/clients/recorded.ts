/**
 * Requests of clients which cannot be run in every place: each as the permission that it needs and what it is about.
 * Seen from the client in front of a loopback Cloud Storage, or by its documents where a comment names them.
 */
import type { StorageTarget } from "../../../stacks/google/rehearsal/access.js";

/** One request. */
export type Recorded = readonly [permission: string, target: Omit<StorageTarget, "bucket">];

/** By client, version and what it did. */
export const recorded: Readonly<Record<string, readonly Recorded[]>> = {
  // github.com/GoogleCloudPlatform/gcsfuse 2.4.0: it lists one object when it opens a bucket, and looks up each folder.
  "gcsfuse 2.4.0, mounted dynamically, reads data/penguins.csv": [
    ["storage.objects.list", { prefix: "" }],
    ["storage.objects.get", { object: "data" }],
    ["storage.objects.list", { prefix: "data/" }],
    ["storage.objects.get", { object: "data/penguins.csv" }],
  ],
  // Since version 2.5 it asks for the bucket's layout, which needs the right to list:
  // docs.cloud.google.com/storage/docs/json_api/v1/buckets/getStorageLayout (2026-11)
  "gcsfuse 3, mounted dynamically, writes artifacts/run/model.onnx": [
    ["storage.objects.list", { prefix: "" }],
    ["storage.objects.get", { object: "artifacts" }],
    ["storage.objects.list", { prefix: "artifacts/" }],
    ["storage.objects.get", { object: "artifacts/run" }],
    ["storage.objects.list", { prefix: "artifacts/run/" }],
    ["storage.objects.get", { object: "artifacts/run/model.onnx" }],
    ["storage.objects.create", { object: "artifacts/run/model.onnx" }],
  ],
  "gcloud storage 528 looks at the bucket and at a folder before it copies": [
    ["storage.buckets.get", {}],
    ["storage.objects.get", { object: "artifacts" }],
    ["storage.objects.list", { prefix: "artifacts" }],
    ["storage.objects.list", { prefix: "artifacts/" }],
  ],
};
