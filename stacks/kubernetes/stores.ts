/** What keeps things on Kubernetes. Nothing there deletes what lies on a claim: it is a disk. */
import type { StoreType, StoreTypes } from "../stores/store.js";

const claim: StoreType = {
  name: "metadata",
  fix: "keep in it what is meant to stay, or empty it by a job of yours: no argument of a claim deletes what lies on it",
};

export const stores: StoreTypes = {
  kubernetes_persistent_volume_claim: claim,
  kubernetes_persistent_volume_claim_v1: claim,
};
