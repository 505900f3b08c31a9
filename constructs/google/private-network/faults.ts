/** What the props of a private network may be. */
import { Token } from "cdktf";
import type { PrivateNetworkProps } from "../private-network.js";

/** An IPv4 address as a number. */
export const addressOf = (ip: string): number => ip.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
/** A number as an IPv4 address. */
export const dotted = (address: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
/** Whether a block is of RFC 1918. */
const isPrivate = (cidr: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(cidr);

/** Whether no public address lies in a block: RFC 1918, and 100.64.0.0/10 behind carriers' NAT (RFC 6598). */
export const isUnroutable = (cidr: string): boolean =>
  isPrivate(cidr) || /^(100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|127\.\d+|169\.254)\./.test(cidr);

/** What is wrong with the props that a spec can break: one entry a fault. The provider checks none of it. */
export function privateNetworkFaults(
  props: Pick<
    PrivateNetworkProps,
    "cidr" | "flowLogRetentionDays" | "allowedClients" | "serviceControls" | "accessPolicy"
  > & { readonly apiForwardingRuleName?: string },
): Array<{ readonly prop: keyof PrivateNetworkProps; readonly message: string }> {
  const faults: Array<{ prop: keyof PrivateNetworkProps; message: string }> = [];
  const { cidr, flowLogRetentionDays = 30, allowedClients = [], apiForwardingRuleName } = props;
  const block = (text: string) => {
    const [ip = "", bits = ""] = text.split("/");
    return { start: addressOf(ip), size: 2 ** (32 - Number(bits)), bits: Number(bits) };
  };
  if (!Token.isUnresolved(cidr)) {
    const { start, size, bits } = block(cidr);
    if (!(bits >= 16 && bits <= 22)) {
      faults.push({ prop: "cidr", message: `"${cidr}" is a /${bits}; allowed: /16 to /22; take a block of that size` });
    } else if (start % size !== 0) {
      const fixed = `${dotted(start - (start % size))}/${bits}`;
      faults.push({ prop: "cidr", message: `"${cidr}" has host bits set; take "${fixed}"` });
    } else if (!isPrivate(cidr)) {
      // docs.cloud.google.com/vpc/docs/subnets#valid-ranges (2026-10); public blocks in private use would hide real
      // hosts
      faults.push({
        prop: "cidr",
        message: `"${cidr}" is public; allowed: inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
      });
    }
  }
  for (const client of allowedClients) {
    if (Token.isUnresolved(client)) continue;
    const add = (message: string) => faults.push({ prop: "allowedClients", message: `"${client}" ${message}` });
    const { start, size, bits } = block(client);
    const own = Token.isUnresolved(cidr) ? undefined : block(cidr);
    // docs.cloud.google.com/access-context-manager/docs/create-basic-access-level (2026-11)
    if (
      !/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(client) ||
      !(bits <= 32) ||
      client.split(/[./]/).some((part) => Number(part) > 255)
    ) {
      add("must be an IPv4 block, such as 198.51.100.0/24");
    } else if (bits === 0) add("is everybody; name the networks that may come in");
    else if (bits < 8) add(`is a /${bits}; allowed: /8 and smaller; name the networks that may come in`);
    else if (start % size !== 0) add(`has host bits set; take "${dotted(start - (start % size))}/${bits}"`);
    else if (own && start < own.start + own.size && own.start < start + size) {
      add(`overlaps the network's own "${cidr}"; take another block`);
    }
  }
  // docs.cloud.google.com/logging/docs/buckets#custom-retention (2026-10)
  if (!Token.isUnresolved(flowLogRetentionDays) && !(flowLogRetentionDays >= 1 && flowLogRetentionDays <= 3650)) {
    faults.push({ prop: "flowLogRetentionDays", message: `${flowLogRetentionDays}; allowed: 1 to 3650 days` });
  }
  // docs.cloud.google.com/vpc/docs/configure-private-service-connect-apis (2026-10)
  if (
    apiForwardingRuleName !== undefined &&
    !Token.isUnresolved(apiForwardingRuleName) &&
    !/^[a-z][a-z0-9]{0,19}$/.test(apiForwardingRuleName)
  ) {
    const message = `"${apiForwardingRuleName}"; allowed: 1 to 20 lower-case letters and digits, a letter first`;
    faults.push({ prop: "apiForwardingRuleName", message });
  }
  if (props.serviceControls) {
    if (props.accessPolicy === undefined) {
      const message = "is missing; serviceControls needs the number of the organization's access policy";
      faults.push({ prop: "accessPolicy", message });
    }
    if (!allowedClients.some((client) => Token.isUnresolved(client) || !isUnroutable(client))) {
      const message =
        `[${allowedClients.join(", ")}] holds no public block; serviceControls needs the one from which terraform and ` +
        "operators come, or it locks them out";
      faults.push({ prop: "allowedClients", message });
    }
  }
  return faults;
}
