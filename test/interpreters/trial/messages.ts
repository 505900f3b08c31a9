/** What a server on loopback was asked and answered with, held to the platform's own schema. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { environmentOf } from "../environments.js";
import type { Said } from "./platform-server.js";

/**
 * Returns what is wrong with messages, by the platform's program beside this file and the packages of its oracles.
 * @param name of the oracles and of the program, such as `google`
 */
export function wrongIn(said: readonly Said[], name: string): readonly string[] {
  expect(said.length).toBeGreaterThan(10);
  const python = join(environmentOf(`oracles-${name}`, `test/oracles/${name}/requirements.lock`), "bin/python");
  const check = [join(__dirname, `${name}_messages.py`)];
  return JSON.parse(execFileSync(python, check, { input: JSON.stringify(said), encoding: "utf8" }));
}
