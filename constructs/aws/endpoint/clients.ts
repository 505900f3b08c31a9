/** From where a call may come, as conditions of a policy. */

/** 10/8, 172.16/12 and 192.168/16 reach AWS through a VPC endpoint, all else over its public address. */
export const isPrivate = (cidr: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(cidr);

/** A name and a condition for each way in; without clients one way, from anywhere. */
export function sourceConditions(clients: readonly string[]): Array<readonly [from: string, condition?: object]> {
  if (clients.length === 0) return [["Anywhere"]];
  const inside = clients.filter(isPrivate);
  const outside = clients.filter((cidr) => !isPrivate(cidr));
  const ways: Array<readonly [string, object]> = [];
  if (inside.length > 0) ways.push(["PrivateNetworks", { IpAddress: { "aws:VpcSourceIp": inside } }]);
  if (outside.length > 0) ways.push(["PublicNetworks", { IpAddress: { "aws:SourceIp": outside } }]);
  return ways;
}
