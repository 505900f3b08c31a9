export { DataBucket, type DataBucketProps } from "./data-bucket.js";
