/**
 * Where a region lies, for `needs.residency`: a region outside of it is a fault of the spec, before anything is built.
 */
import type { Fault } from "./check.js";
import { quote } from "./messages.js";
import type { PilotSpec, Vendor } from "./schema.js";

type Residency = NonNullable<PilotSpec["needs"]["residency"]>;

/**
 * Regions by residency. `eu` is the European Union: London and Zurich lie outside of it. Sources (2026-10):
 * docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html,
 * docs.cloud.google.com/compute/docs/regions-zones, learn.microsoft.com/azure/reliability/regions-list
 */
const regions: Readonly<Record<Vendor, Readonly<Record<Residency, RegExp>>>> = {
  aws: {
    us: /^us-(east|west)-[12]$/,
    eu: /^eu-(west-[13]|central-1|north-1|south-[12])$/,
    asia: /^ap-(east|south|northeast)-\d$|^ap-southeast-[1357]$/,
  },
  google: { us: /^us-/, eu: /^europe-(central2|north[12]|southwest1|west([1348]|9|10|12))$/, asia: /^asia-/ },
  azure: {
    us: /^(east|west|central|northcentral|southcentral|westcentral)us[23]?$/,
    eu: /^(west|north)europe$|^(austria|belgium|denmark|france|germany|italy|poland|spain|sweden)[a-z]+$/,
    asia: /^(east|southeast)asia$|^(japan|korea|indonesia|malaysia|taiwan)[a-z]+$|india(west|central)?$/,
  },
};

/** The fault of a vendor's region that lies outside of the residency that the spec needs. */
export function residencyFault(
  residency: Residency | undefined,
  vendor: Vendor,
  spec: { readonly [V in Vendor]?: PilotSpec[V] },
): Fault | undefined {
  const [key, region] = vendor === "azure" ? ["location", spec.azure?.location] : ["region", spec[vendor]?.region];
  if (residency === undefined || region === undefined || regions[vendor][residency].test(region)) return undefined;
  const message = `${quote(region)} is not in ${residency}, where needs.residency keeps all data; take another ${key}`;
  return { path: [vendor, key], message };
}
