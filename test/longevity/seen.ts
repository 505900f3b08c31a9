/** The rows that a test file has seen: held against the page, or with RECORD=yes written to it. */
import { type Row, writeRows, writtenRows } from "./table.js";

const rows: Row[] = [];

/** Notes a row, and holds the page to it: what was seen, not the versions and the day. */
export function seen(row: Row): void {
  rows.push(row);
  if (process.env.RECORD !== "yes") expect(writtenRows().get(row.what)?.result).toBe(row.result);
}

/** Writes what was seen, where RECORD=yes asks for it. Call it when all tests of a file are over. */
export function recordRows(): void {
  if (process.env.RECORD === "yes") writeRows(rows, new Date().toISOString().slice(0, 10));
}
