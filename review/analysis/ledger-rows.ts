/** The ledger against the stack that it stands in: every pointer is read again. */
import { follow } from "../../stacks/pointer.js";
import { isMap, type Stack } from "../../stacks/readers/stack.js";

/** A row that says what the stack does not say. */
export interface StaleRow {
  /** The box and the row's name. */
  readonly row: string;
  readonly address: string;
  readonly pointer: string;
  /** What the ledger says, and what stands there now; undefined where the resource is not there. */
  readonly said: unknown;
  readonly found: unknown;
  readonly isGone: boolean;
}

interface Place {
  readonly address: string;
  readonly pointer: string;
}

/** What an address of a row is: a resource, or a local value, whose one key the ledger passes over. */
function argumentsAt({ byAddress, json }: Stack, address: string): unknown {
  const resource = byAddress.get(address);
  if (resource !== undefined) return resource.arguments;
  const locals = isMap(json["locals"]) ? json["locals"][address] : undefined;
  return isMap(locals) ? Object.values(locals)[0] : undefined;
}

/** The value at the place of a row; undefined where the resource or the argument is gone. */
export function valueAt(stack: Stack, { address, pointer }: Place): unknown {
  const given = argumentsAt(stack, address);
  return given === undefined ? undefined : follow(given, pointer);
}

/** Whether two values of JSON are the same. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The rows that are no longer true of their stack: the resource is gone, or has another value. */
export function staleRows(stack: Stack): readonly StaleRow[] {
  const { ledger } = stack;
  if (ledger === undefined) return [];
  const rows: StaleRow[] = [];
  const look = (row: string, at: Place | null, said: unknown): void => {
    if (at === null) return;
    const given = argumentsAt(stack, at.address);
    const found = given === undefined ? undefined : follow(given, at.pointer);
    if (given === undefined || !isSame(found, said))
      rows.push({ row, address: at.address, pointer: at.pointer, said, found, isGone: given === undefined });
  };
  for (const { box, limits, safeguards, rollback, expiry, metric, identity } of ledger.boxes) {
    for (const row of limits) look(`${box}: ${row.name}`, row.at, row.raw);
    for (const row of safeguards) look(`${box}: ${row.name}`, row, row.raw);
    for (const place of rollback?.at ?? []) look(`${box}: rollback`, place, place.raw);
    for (const row of expiry) look(`${box}: ${row.what} expire`, row.at, row.raw);
    if (metric?.alarm) look(`${box}: the alarm of ${metric.name}`, metric.alarm, metric.alarm.raw);
    for (const row of identity) look(`${box}: what it runs as`, row, row.raw);
  }
  for (const arrow of ledger.arrows) {
    look(`${arrow.from} to ${arrow.to}: attempts`, arrow.attempts.at, arrow.attempts.raw);
    if (arrow.backoff !== null) look(`${arrow.from} to ${arrow.to}: first wait`, arrow.backoff.at, arrow.backoff.raw);
  }
  return rows;
}
