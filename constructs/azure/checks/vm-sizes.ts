/** VM sizes that Azure ML takes for managed online deployments and for compute clusters. */

/** What a machine is for. */
export type MachineUse = "an endpoint" | "a cluster";

/** What Azure counts of a size. */
export interface CountedSize {
  readonly vCpus: number;
  /** The family whose quota counts it. */
  readonly quota: string;
  /** Percent of the machines of a deployment that Azure keeps free of that quota. */
  readonly reservePercent: 0 | 20;
}

/**
 * Sizes of managed online deployments, by the family of their quota; `!` where Azure keeps no reserve. `#` stands for
 * the vCPUs. learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list (2026-11)
 */
const table = `
  standardDASv4Family: D#as_v4 2 4 8 16 32 48 64 96
  standardDAv4Family: D#a_v4 2 4 8 16 32 48 64 96
  standardESv3Family: E#s_v3 2 4 8 16 32 48 64
  standardFSv2Family: F#s_v2 2 4 8 16 32 48 64 72
  standardFXMDVSFamily: FX#mds 4 12 24 36 48
  standardLASv3Family: L#as_v3 8 16 32 48 64 80
  standardLSv2Family: L#s_v2 8 16 32 48 64 80
  standardLSv3Family: L#s_v3 8 16 32 48 64 80
  standardNCADSA100v4Family!: NC#ads_A100_v4 24 48 96
  standard NCASv3_T4 Family: NC#as_T4_v3 4 8 16 64
  standardNCSv2Family: NC#s_v2 6 12 24
  standardNCSv3Family: NC#s_v3 6 12 24
  standardNCADSH100v5Family!: NC#ads_H100_v5 40
  standardNCADSH100v5Family!: NC#adis_H100_v5 80
  standard NDAMSv4_A100Family!: ND#amsr_A100_v4 96
  standard NDASv4_A100 Family!: ND#asr_v4 96
  standardNDSv2Family!: ND#rs_v2 40
  standardNDv5H100Family!: ND#is_H100_v5 96
  standardNDv5H100Family!: ND#isr_H100_v5 96
  standardNVADSA10v5Family: NV#ads_A10_v5 6 12 18 36 72
  standardNVADSA10v5Family: NV#adms_A10_v5 36
`;

/** The one family of the list whose names do not say their vCPUs. */
const dsv2: Readonly<Record<string, number>> = { ds1_v2: 1, ds2_v2: 2, ds3_v2: 4, ds4_v2: 8, ds5_v2: 16 };

/**
 * Series of compute clusters beside the sizes above.
 * learn.microsoft.com/azure/machine-learning/concept-compute-target, "Supported VM series and sizes" (2026-11)
 */
const series: readonly RegExp[] = [
  /^d\d+ds_v4$/,
  /^ds?\d+(?:-\d+)?_v2(?:_promo)?$/,
  /^[de]\d+s?_v3$/,
  /^e\d+as?_v4$/,
  /^h(?:8|16)m?r?(?:_promo)?$/,
  /^hb\d+(?:-\d+)?rs(?:_v[23])?$/,
  /^hc44(?:-\d+)?rs$/,
  /^m\d+(?:-\d+)?[dilmst]*$/,
  /^nc\d+r?(?:_promo)?$/,
  /^nc\d+r?s_v[23]$/,
  /^nd\d+r?s$/,
  /^nv\d+(?:_promo)?$/,
  /^nv\d+s_v3$/,
];

/** A size without its first word, in lower case: ARM reads `STANDARD_D2AS_V4` as the same one. */
const bare = (vmSize: string): string => vmSize.replace(/^standard_/i, "").toLowerCase();

/** Returns what Azure counts of a size of managed online deployments; undefined for another one. */
export function countedSize(vmSize: string): CountedSize | undefined {
  const size = bare(vmSize);
  const small = Object.keys(dsv2).indexOf(size) < 0 ? undefined : dsv2[size];
  if (small !== undefined) return { vCpus: small, quota: "standardDSv2Family", reservePercent: 20 };
  for (const line of table.trim().split("\n")) {
    const [family = "", sizes = ""] = line.trim().split(": ");
    const [shape = "", ...counts] = sizes.split(" ");
    const vCpus = counts.filter((count) => shape.replace("#", count).toLowerCase() === size)[0];
    if (vCpus === undefined) continue;
    const isExempt = family.charAt(family.length - 1) === "!";
    const quota = isExempt ? family.slice(0, -1) : family;
    return { vCpus: Number(vCpus), quota, reservePercent: isExempt ? 0 : 20 };
  }
  return undefined;
}

/** Says what is wrong with a size for a use. It knows the sizes of the table's day and no later ones. */
export function vmSizeProblem(vmSize: string, use: MachineUse): string | undefined {
  if (countedSize(vmSize) !== undefined) return undefined;
  const size = bare(vmSize);
  if (use === "a cluster" && series.some((pattern) => pattern.test(size))) return undefined;
  return (
    `must be a size that Azure ML took for ${use} in November 2026, got ${JSON.stringify(vmSize)}; take one such as ` +
    "Standard_D4as_v4 or Standard_NC8as_T4_v3"
  );
}
