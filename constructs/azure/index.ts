export { DataBucket, type DataBucketProps } from "./data-bucket.js";
export { PrivateNetwork, type PrivateNetworkProps } from "./private-network.js";
