/**
 * The regions that a spec can name: a typing error in one passes every other check and fails at the deploy. What opened
 * later is let through by `regionCheck: false`. Regions of other partitions are refused, with the reason.
 */
import type { CheckedSections, Fault } from "./check.js";
import { nearest, quote } from "./messages.js";
import type { Vendor } from "./schema.js";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Regions that were open in November 2026. Sources: partitions.json of botocore 1.40 for AWS,
 * docs.cloud.google.com/compute/docs/regions-zones, learn.microsoft.com/azure/reliability/regions-list
 */
export const openRegions: Readonly<Record<Vendor, readonly string[]>> = {
  aws: words(`
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1
    ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1
    eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1
    me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`),
  google: words(`
    africa-south1 asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2
    asia-southeast1 asia-southeast2 asia-southeast3 australia-southeast1 australia-southeast2 europe-central2
    europe-north1 europe-north2 europe-southwest1 europe-west1 europe-west2 europe-west3 europe-west4 europe-west6
    europe-west8 europe-west9 europe-west10 europe-west12 me-central1 me-central2 me-west1 northamerica-northeast1
    northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1 us-central1 us-east1 us-east4
    us-east5 us-south1 us-west1 us-west2 us-west3 us-west4`),
  azure: words(`
    australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth
    brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral denmarkeast eastasia eastus eastus2
    francecentral francesouth germanynorth germanywestcentral indonesiacentral israelcentral italynorth japaneast
    japanwest koreacentral koreasouth malaysiawest mexicocentral newzealandnorth northcentralus northeurope norwayeast
    norwaywest polandcentral qatarcentral southafricanorth southafricawest southcentralus southeastasia southindia
    spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest uaecentral uaenorth uksouth ukwest
    westcentralus westeurope westindia westus westus2 westus3`),
};

/**
 * Clouds of their own, with other names of everything: their accounts are no accounts of the cloud that a pilot is
 * deployed to. docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html and
 * learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure (2026-11)
 */
const otherClouds: Readonly<Partial<Record<Vendor, ReadonlyArray<readonly [region: RegExp, why: string]>>>> = {
  aws: [
    [/^us-gov-/, "aws-us-gov"],
    [/^cn-/, "aws-cn"],
    [/^eusc-/, "aws-eusc"],
    [/^(us|eu)-iso/, "aws-iso"],
  ].map(([region, partition]) => [
    region as RegExp,
    `is a region of the partition ${partition}, and a pilot is made for the partition aws, which its policies name`,
  ]),
  azure: [
    [/^china/, "is a location of Azure operated by 21Vianet, and a pilot is made for the public cloud of Azure"],
    [/^us(gov|dod)/, "is a location of Azure Government, and a pilot is made for the public cloud of Azure"],
  ],
};

/** The fault of a vendor's region that does not exist, or that lies in another cloud of the vendor. */
export function regionFault(vendor: Vendor, spec: CheckedSections): Fault | undefined {
  const [key, region] = vendor === "azure" ? ["location", spec.azure?.location] : ["region", spec[vendor]?.region];
  if (region === undefined || openRegions[vendor].includes(region)) return undefined;
  const path = [vendor, key];
  const foreign = otherClouds[vendor]?.find(([pattern]) => pattern.test(region))?.[1];
  if (foreign !== undefined) return { path, message: `${quote(region)} ${foreign}; take another ${key}` };
  if (spec[vendor]?.regionCheck === false) return undefined;
  const near = nearest(region, openRegions[vendor]);
  const message =
    `${quote(region)} was not a ${key} of ${vendor} in November 2026; ` +
    `${near === undefined ? "take one that was." : `did you mean "${near}"?`} Where it opened later, set ${vendor}.regionCheck: false`;
  return { path, message };
}
