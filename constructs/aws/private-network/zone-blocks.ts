/**
 * Which addresses each zone of a network takes: a quarter of its block, by the zone's letter and never by its position.
 */

import { dotted, ipv4Block } from "../../pilot/ipv4.js";

/** What of a network's props decides on its blocks. */
export interface ZoneBlocksProps {
  readonly cidr: string;
  readonly zones: readonly string[];
  readonly zoneBlocks?: Readonly<Record<string, number>>;
}

/** A problem of the zones or of the quarters that they are given. */
export interface ZoneProblem {
  readonly prop: "zones" | "zoneBlocks";
  readonly message: string;
}

/** The quarter of the block that a zone takes. */
const quarterOf = (zone: string, { zoneBlocks = {} }: Pick<ZoneBlocksProps, "zoneBlocks">): number =>
  zoneBlocks[zone] ?? (zone.charCodeAt(0) - "a".charCodeAt(0)) % 4;

/** The block of each zone, in the order of the zones. */
export function blocksOf(props: ZoneBlocksProps): readonly string[] {
  const { start = 0, bits = 0 } = ipv4Block(props.cidr) ?? {};
  const size = 2 ** (30 - bits);
  return props.zones.map((zone) => `${dotted(start + quarterOf(zone, props) * size)}/${bits + 2}`);
}

/** The network of a spec that names none. Models had names before these held their network: here they keep them. */
const firstPlacement = "a 10.20.0.0/22, b 10.20.4.0/22";

/** Where subnets of one's own lie, as text; nothing for those of a spec that names no zones and no block. */
export function placementOf(props: ZoneBlocksProps): readonly string[] {
  const blocks = blocksOf(props);
  const placement = props.zones.map((zone, at) => `${zone} ${blocks[at]}`).sort();
  return placement.join(", ") === firstPlacement ? [] : placement;
}

/** Zones that would take the same quarter, and quarters that do not exist. */
export function sharedQuarters(props: Omit<ZoneBlocksProps, "cidr">): ZoneProblem[] {
  const { zoneBlocks = {} } = props;
  // what is not one letter is a problem of its own, and has no quarter
  const zones = props.zones.filter((zone) => /^[a-z]$/.test(zone));
  const beyond = Object.entries(zoneBlocks).filter(([, quarter]) => ![0, 1, 2, 3].includes(quarter));
  const problems: ZoneProblem[] = beyond.map(([zone, quarter]) => ({
    prop: "zoneBlocks",
    message: `${zone}: ${quarter}; a block has the quarters 0, 1, 2 and 3`,
  }));
  const quarters = zones.map((zone) => quarterOf(zone, props));
  const free = [0, 1, 2, 3].filter((quarter) => !quarters.includes(quarter));
  for (const [at, zone] of zones.entries()) {
    const first = zones[quarters.indexOf(quarters[at] ?? -1)];
    if (first === zone) continue;
    const fix = `add zoneBlocks: { ${zone}: ${free.shift()} }`;
    const message = `zones ${first} and ${zone} both take quarter ${quarters[at]} of the block; ${fix}`;
    const placed = zone in zoneBlocks || (first !== undefined && first in zoneBlocks);
    problems.push({ prop: placed ? "zoneBlocks" : "zones", message });
  }
  return problems;
}
