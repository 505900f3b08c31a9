/** The outputs of a deployed stack, from Terraform where it was applied, or from a file. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { isMap } from "../../stacks/is-map.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { UserError } from "../../stacks/user-error.js";

const run = promisify(execFile);

/** Outputs that are text and no secret, by name. @throws UserError */
function read(text: string, where: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isMap(value)) throw new UserError([`${where}: must be what terraform output -json prints; write it again`]);
  const found = Object.entries(value).flatMap(([name, output]) =>
    isMap(output) && output["sensitive"] !== true && typeof output["value"] === "string"
      ? [[name, output["value"]] as const]
      : [],
  );
  if (found.length > 0) return Object.fromEntries(found);
  throw new UserError([`${where}: must hold the outputs of a deployed stack, and holds none; deploy it first`]);
}

/** Reads the outputs. @throws UserError with one line where it has not any */
export async function outputsOf({ file, name }: Stack, given?: string): Promise<Readonly<Record<string, string>>> {
  if (given !== undefined) {
    try {
      return read(readFileSync(given, "utf8"), given);
    } catch (error) {
      if (error instanceof UserError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError([`${given}: cannot be read (${code}); write it with terraform output -json`]);
    }
  }
  const folder = dirname(file);
  // as cdktf names it: tofu for OpenTofu
  const program = process.env["TERRAFORM_BINARY_NAME"] || "terraform";
  const command = `${program} -chdir=${folder} output -json`;
  try {
    const { stdout } = await run(program, [`-chdir=${folder}`, "output", "-json", "-no-color"], { env: process.env });
    return read(stdout, command);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    const words =
      code === "ENOENT"
        ? `${program} is not installed here`
        : stderr
            .replace(/[\s│╷╵]+/g, " ")
            .trim()
            .slice(0, 200);
    throw new UserError([
      `${name}: the outputs of the deployed stack must be there, and ${command} says: ${words}; ` +
        "run it where the stack was deployed, or give its outputs with --outputs <file>",
    ]);
  }
}
