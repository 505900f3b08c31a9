/** A cluster has no price list: its nodes cost what whoever runs it pays. */
import type { PriceList } from "../price-list.js";

/** Where prices of requests come from: a price book that the team writes. */
export const priceList: PriceList = {
  region: () => "cluster",
  find: async (wanted) =>
    wanted.map(({ meter }) => ({
      meter,
      why: "a cluster has no price list; divide what a node costs by its vCPUs and GiB and write that into the price file",
    })),
};
