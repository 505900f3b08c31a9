/** A token that string operations have changed (`token.toLowerCase()`) reaches the JSON as text that nobody resolves. */
import type { TerraformStack } from "cdktf";
import { type Synthesized, strings } from "./synthesized.js";

/** Names every string that holds what is left of a token. */
export function mangledTokens(_stack: TerraformStack, json: Synthesized): string[] {
  const faults: string[] = [];
  for (const { pointer, text } of strings(json)) {
    if (/tftoken\[/i.test(text)) {
      faults.push(`${pointer}: "${text.slice(0, 80)}" holds a mangled token; do not change a token as if it were text`);
    }
  }
  return faults;
}
